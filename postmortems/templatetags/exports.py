"""What stands in files: instants and dates always with the year, because nobody knows when they are read; colours."""

from datetime import date, datetime

from django import template

from incidents.selectors.zones import ShownZone

register = template.Library()

# Of each phase of an incident: its words, and its colour, which is that of light pages.
PHASES = {
    "undetected": ("not detected", "#9c2229"),
    "unacknowledged": ("not acknowledged", "#de8449"),
    "working": ("working on it", "#f0d28c"),
    "watching": ("monitoring", "#c3dccd"),
    "unknown": ("unknown", "#c9ced6"),
}


@register.simple_tag
def dated(zone: ShownZone, instant: datetime) -> str:
    """`13 May 2023 22:30 EAT`."""
    return zone.dated(instant)


@register.filter
def in_full(day: date) -> str:
    """`13 May 2023`."""
    return f"{day.day} {day:%b %Y}"


@register.filter
def phase_words(tone: str) -> str:
    """`working on it`."""
    return PHASES[tone][0]


@register.filter
def phase_colour(tone: str) -> str:
    """The colour in which a file draws it."""
    return PHASES[tone][1]
