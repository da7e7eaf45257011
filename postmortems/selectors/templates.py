"""Templates as the settings show them, and a template tried on an incident before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, QuerySet

from accounts.models import User
from core import markdown
from incidents.models import Incident
from incidents.selectors.due_dates import postmortem_due_on
from incidents.selectors.quotes import Quotes, quotes_in
from incidents.selectors.zones import incident_zone
from postmortems.models import PostmortemTemplate, TemplateSection
from postmortems.selectors.filled_text import filled_text
from postmortems.selectors.matching import Match, Rule, match_of, rule_of, templates_in_use
from postmortems.selectors.story import story_of


@dataclass(frozen=True, slots=True)
class TriedSection:
    """A section as it would be when the postmortem is opened; without text its guidance shows."""

    heading: str
    guidance: str
    is_required: bool
    is_for_customers: bool
    html: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Which template an incident would get, whether it would require a postmortem, and how that would begin.

    `wins` says whether it is the template that is tried. `sections` are those of the tried one, whoever wins.
    """

    incident: Incident
    match: Match
    wins: bool
    rule: Rule
    is_waived: bool
    due_on: date | None
    sections: list[TriedSection]
    quotes: Quotes


def template_rows() -> QuerySet[PostmortemTemplate]:
    """All of them in one query, with what they name and the headings of their sections."""
    headings = TemplateSection.objects.filter(template=OuterRef("pk")).order_by("position", "pk").values("heading")
    rows = PostmortemTemplate.objects.select_related("service", "team", "severity")
    return rows.annotate(headings=ArraySubquery(headings)).order_by("-is_active", "position", "pk")


def next_position() -> int:
    """Before the last one, which is usually for every incident; the managers' order decides only between equals."""
    last: int | None = PostmortemTemplate.objects.aggregate(last=Max("position"))["last"]
    return 10 if last is None else last


def trial_of(
    template: PostmortemTemplate, sections: Sequence[TemplateSection], incident: Incident, viewer: User
) -> Trial:
    """The template, as it would be saved, on an incident that the viewer may see."""
    others = [each for each in templates_in_use() if each.pk != template.pk]
    match = match_of(incident, [*others, template] if template.is_active else others)
    story = story_of(incident)
    tried = [
        TriedSection(
            heading=section.heading,
            guidance=section.guidance,
            is_required=section.is_required,
            is_for_customers=section.is_for_customers,
            html=markdown.render(filled_text(section.kind, story)).html,
        )
        for section in sections
    ]
    return Trial(
        incident=incident,
        match=match,
        wins=match.template is template,
        rule=rule_of(incident, match.template),
        is_waived=incident.postmortem_waived,
        due_on=postmortem_due_on(incident),
        sections=tried,
        quotes=quotes_in((section.html for section in tried), viewer, incident, incident_zone(incident)),
    )
