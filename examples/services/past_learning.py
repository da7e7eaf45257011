"""Stores the postmortems of the past of the example company: sections, factors, lessons, reviewers, readers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from accounts.models import User
from catalogue.models import FactorCategory
from core import markdown
from examples.services.past_plan import PastIncident
from incidents.models import Incident, TimelineEntry
from postmortems.enums import FactorKind, PostmortemStatus, SectionKind
from postmortems.models import (
    Factor,
    Lesson,
    Postmortem,
    PostmortemEvent,
    Reading,
    Reviewer,
    Section,
    SectionRevision,
)
from postmortems.selectors.matching import match_of
from postmortems.services import add_template_sections

DUE_DAYS = {1: 5, 2: 7, 3: 14, 4: 14, 5: 30}  # by severity
REVIEW_BEGAN = timedelta(days=1)  # after it was over
READ_AFTER = timedelta(days=1)
GAP_CATEGORY = "Monitoring"
Past = Sequence[tuple[PastIncident, Incident]]
Opened = Sequence[tuple[PastIncident, Postmortem]]
Factors = Mapping[int, tuple[Factor, Factor]]


def store_postmortems(past: Past, people: Mapping[str, User]) -> Factors:
    """As far as each of them came. By the number of the incident: its root cause, and why nobody noticed sooner."""
    wanted = [(plan, incident) for plan, incident in past if plan.postmortem is not None]
    rows = [(plan, _postmortem(plan, incident, people)) for plan, incident in wanted]
    Postmortem.objects.bulk_create(postmortem for _, postmortem in rows)
    for _, postmortem in rows:
        add_template_sections(postmortem=postmortem)
    _write_sections(rows)
    Lesson.objects.bulk_create(
        Lesson(postmortem=postmortem, kind=kind, text=plan.said(text), position=position)
        for plan, postmortem in rows
        for position, (kind, text) in enumerate(plan.story.lessons)
    )
    _store_review(rows, people)
    return _store_factors(rows)


def _postmortem(plan: PastIncident, incident: Incident, people: Mapping[str, User]) -> Postmortem:
    match, lead = match_of(incident), people[plan.lead]
    is_published = plan.postmortem == PostmortemStatus.PUBLISHED
    return Postmortem(
        incident=incident,
        template=match.template,
        template_why=match.why,
        status=plan.postmortem or PostmortemStatus.DRAFT,
        due_on=incident.resolved_at.astimezone(incident.time_zone).date() + timedelta(days=DUE_DAYS[plan.level])
        if incident.resolved_at
        else None,
        owner=lead,
        opened_by=lead,
        opened_at=plan.resolved_at,
        review_asked_at=None if plan.postmortem == PostmortemStatus.DRAFT else plan.resolved_at + REVIEW_BEGAN,
        published_by=lead if is_published else None,
        published_at=incident.postmortem_published_at,
    )


def _texts(plan: PastIncident) -> dict[str, str]:
    """What the sections say; those with rows of their own need no more."""
    story = plan.story
    minutes = round((plan.resolved_at - plan.began_at).total_seconds() / 60)
    share = f"About {plan.percent} % of the users felt it." if plan.percent else "How many users felt it is not known."
    texts = {
        SectionKind.SUMMARY: f"{story.symptom} It lasted {minutes} minutes. {story.fix}",
        SectionKind.IMPACT: f"{story.symptom} {share}",
        SectionKind.DETECTION: f"{story.found} {story.gap}",
        SectionKind.ROOT_CAUSE: f"{story.cause} {story.trigger}",
        SectionKind.RESOLUTION: f"{story.tried} {story.fix}",
    }
    begun = {SectionKind.SUMMARY, SectionKind.IMPACT} if plan.postmortem == PostmortemStatus.DRAFT else set(texts)
    return {str(kind): plan.said(text) for kind, text in texts.items() if kind in begun}


def _write_sections(rows: Opened) -> None:
    plans = {postmortem.pk: plan for plan, postmortem in rows}
    authors = {postmortem.pk: postmortem.owner for _, postmortem in rows}
    texts = {pk: _texts(plan) for pk, plan in plans.items()}
    sections = Section.objects.filter(postmortem__in=plans).defer("search")
    written = [section for section in sections if section.kind in texts[section.postmortem_id]]
    for section in written:
        section.body = texts[section.postmortem_id][section.kind]
        rendered = markdown.render(section.body)
        section.html, section.renderer, section.version = rendered.html, rendered.version, 1
    Section.objects.bulk_update(written, ["body", "html", "renderer", "version"])
    SectionRevision.objects.bulk_create(
        SectionRevision(
            section=section,
            version=1,
            heading=section.heading,
            body=section.body,
            author=authors[section.postmortem_id],
            saved_at=plans[section.postmortem_id].resolved_at + REVIEW_BEGAN / 2,
        )
        for section in written
    )


def _store_review(rows: Opened, people: Mapping[str, User]) -> None:
    """Grace and another one were asked; what is published was read by the others the day after."""
    asked = [(plan, postmortem) for plan, postmortem in rows if postmortem.review_asked_at]
    Reviewer.objects.bulk_create(
        Reviewer(
            postmortem=postmortem,
            person=people[name],
            asked_by=postmortem.owner,
            asked_at=plan.resolved_at + REVIEW_BEGAN,
        )
        for plan, postmortem in asked
        for name in ("grace", plan.helper)
        if postmortem.status == PostmortemStatus.IN_REVIEW
    )
    published = [(plan, postmortem) for plan, postmortem in asked if postmortem.published_at]
    Reading.objects.bulk_create(
        Reading(postmortem=postmortem, reader=people[name], first_at=postmortem.published_at + READ_AFTER)
        for plan, postmortem in published
        if postmortem.published_at
        for name in ("grace", plan.helper)
    )
    draft, in_review, done = PostmortemStatus.DRAFT, PostmortemStatus.IN_REVIEW, PostmortemStatus.PUBLISHED
    steps = [(postmortem, plan.resolved_at + REVIEW_BEGAN, draft, in_review) for plan, postmortem in asked]
    steps += [(row, row.published_at, in_review, done) for _, row in published if row.published_at]
    PostmortemEvent.objects.bulk_create(
        PostmortemEvent(
            postmortem=postmortem, at=at, actor=postmortem.owner, what="Status", before=before.label, after=after.label
        )
        for postmortem, at, before, after in steps
    )


def _store_factors(rows: Opened) -> Factors:
    """Root cause, trigger, and why nobody noticed sooner; the entry that says it is the evidence of the first."""
    written = [(plan, postmortem) for plan, postmortem in rows if postmortem.status != PostmortemStatus.DRAFT]
    categories = {
        name: FactorCategory.objects.get_or_create(name__iexact=name, defaults={"name": name})[0]
        for name in {GAP_CATEGORY, *(plan.story.category for plan, _ in written)}
    }
    kinds = (FactorKind.ROOT_CAUSE, FactorKind.TRIGGER, FactorKind.DETECTION_GAP)
    factors = Factor.objects.bulk_create(
        Factor(
            postmortem=postmortem,
            kind=kind,
            text=plan.said(
                {FactorKind.TRIGGER: plan.story.trigger, kinds[0]: plan.story.cause}.get(kind, plan.story.gap)
            ),
            category=categories.get({kinds[0]: plan.story.category, kinds[2]: GAP_CATEGORY}.get(kind, "")),
            position=position,
        )
        for plan, postmortem in written
        for position, kind in enumerate(kinds)
    )
    threes = [factors[at : at + len(kinds)] for at in range(0, len(factors), len(kinds))]
    _store_evidence(written, threes)
    return {
        postmortem.incident_id: (cause, gap) for (_, postmortem), (cause, _, gap) in zip(written, threes, strict=True)
    }


def _store_evidence(written: Opened, threes: Sequence[Sequence[Factor]]) -> None:
    causes = {postmortem.incident_id: cause for (_, postmortem), (cause, *_) in zip(written, threes, strict=True)}
    shown = TimelineEntry.objects.filter(incident__in=causes, facts__action="identify").values_list("incident", "pk")
    Factor.evidence.through.objects.bulk_create(
        Factor.evidence.through(factor=causes[incident], timelineentry_id=entry) for incident, entry in shown
    )
