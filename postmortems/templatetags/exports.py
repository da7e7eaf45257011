"""Instants and dates in files: always with the year, because nobody knows when they are read."""

from datetime import date, datetime

from django import template

from incidents.selectors.zones import ShownZone

register = template.Library()


@register.simple_tag
def dated(zone: ShownZone, instant: datetime) -> str:
    """`13 May 2023 22:30 EAT`."""
    return zone.dated(instant)


@register.filter
def in_full(day: date) -> str:
    """`13 May 2023`."""
    return f"{day.day} {day:%b %Y}"
