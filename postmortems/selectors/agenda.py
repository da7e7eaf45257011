"""The agenda of a review meeting: what is still open about a postmortem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import User
from core.plain_words import plain_words
from postmortems.models import Postmortem, Section
from postmortems.selectors.analysis import Analysis, analysis
from postmortems.selectors.checks import findings
from postmortems.selectors.checks.facts import check_facts
from postmortems.selectors.checks.table import Advice, advice
from postmortems.selectors.comments import ThreadShown, talk_of
from postmortems.selectors.facts import missing
from postmortems.selectors.questions import Questions, questions_of
from postmortems.selectors.sign_offs import Review, ReviewerShown, review_of

LONGEST = 200  # characters of what a point cites
# Checks that are points of their own; all others stand under *advice*.
NOT_ANSWERED = (findings.factors_without_answer, findings.measures_without_answer, findings.items_not_ready)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to talk about: its words, where it is, and what is known beside it."""

    words: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one kind."""

    heading: str
    points: list[Point]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """The parts in the order in which to take them; those without a point are left out."""

    parts: list[Part]
    reviewers: list[User]

    @property
    def count(self) -> int:
        """How many points there are."""
        return sum(len(part.points) + part.more for part in self.parts)


def agenda_of(postmortem: Postmortem, viewer: User) -> Agenda:
    """The same number of queries whatever the postmortem holds."""
    sections = list(postmortem.sections.defer("search", "html"))
    rows = analysis(postmortem)
    back = reverse("agenda", args=[postmortem.incident_id])
    checked = advice(check_facts(postmortem, sections, rows, back=back))
    review = review_of(postmortem, viewer)
    headings = {section.pk: section.heading for section in sections}
    parts = [
        _questions(postmortem, questions_of(postmortem)),
        Part("Comments not resolved", _comments(postmortem, headings)),
        _sections(postmortem, sections, rows),
        *(_checked(each) for each in checked if each.check.look in NOT_ANSWERED),
        _sign_offs(postmortem, review),
        _advice(each for each in checked if each.check.look not in NOT_ANSWERED),
    ]
    return Agenda([part for part in parts if part.points], [each.person for each in review.reviewers])


def _questions(postmortem: Postmortem, questions: Questions) -> Part:
    address = reverse("open_questions", args=[postmortem.incident_id])
    return Part(
        "Open questions",
        [Point(row.text, f"{address}#question-{row.key}", f"asked by {row.asked_by.byline}") for row in questions.open],
    )


def open_comments(postmortem: Postmortem) -> list[Point]:
    """The threads of comments that nobody resolved; two queries."""
    return _comments(postmortem, dict(postmortem.sections.values_list("pk", "heading")))


def _comments(postmortem: Postmortem, headings: dict[int, str]) -> list[Point]:
    threads = (thread for thread in talk_of(postmortem).threads if thread.resolved_at is None)
    return [_thread(postmortem, thread, headings) for thread in threads]


def _thread(postmortem: Postmortem, thread: ThreadShown, headings: dict[int, str]) -> Point:
    """The first words of a thread, and the passage that it is about."""
    address = reverse("section_comments", args=[postmortem.incident_id, thread.section])
    first = thread.comments[0] if thread.comments else None
    words = _short(plain_words(first.html)) if first else thread.passage
    about = f", “{_short(thread.passage)}”" if thread.passage else ""
    by = f", {first.author.byline}" if first else ""
    return Point(words, f"{address}#thread-{thread.key}", f"{headings[thread.section]}{about}{by}")


def _sections(postmortem: Postmortem, sections: Sequence[Section], rows: Analysis) -> Part:
    return Part(
        "Required sections that are empty",
        [
            Point(
                section.heading,
                reverse("section", args=[postmortem.incident_id, section.pk]),
                "removed" if section.removed_at else "",
            )
            for section in missing(sections, rows.counts)
        ],
    )


def _checked(found: Advice) -> Part:
    """What one check found, as a part of its own."""
    title = found.title[:1].upper() + found.title[1:]
    return Part(title, [Point(each.words, each.address) for each in found.findings], found.more)


def _sign_offs(postmortem: Postmortem, review: Review) -> Part:
    address = reverse("postmortem_review", args=[postmortem.incident_id])
    waiting = [each for each in review.reviewers if not (each.sign_off and each.sign_off.is_approval)]
    return Part("Sign-offs missing", [Point(each.person.byline, address, _state(each)) for each in waiting])


def _state(reviewer: ReviewerShown) -> str:
    said = reviewer.sign_off
    if said is None:
        return "has not answered"
    if not said.stands:
        return f"{said.label.lower()}, changed since"
    return f"{said.label.lower()}: {said.words}" if said.words else said.label.lower()


def _advice(checked: Iterable[Advice]) -> Part:
    """One point a check, at its first finding."""
    return Part("Advice of the checks", [_advised(each) for each in checked])


def _advised(found: Advice) -> Point:
    words = "; ".join(each.remark.marked if each.remark else each.words for each in found.findings[:3])
    more = len(found.findings) - 3 + found.more
    title = found.title[:1].upper() + found.title[1:]
    return Point(title, found.findings[0].address, f"{words}; {more} more" if more > 0 else words)


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)
