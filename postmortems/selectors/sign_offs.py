"""Who reviews a postmortem, what each of them said, and whether it still says what they signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from postmortems.enums import REVIEWED, Decision
from postmortems.models import Postmortem, Reviewer, SignOff
from postmortems.readers.snapshots import Snapshot
from postmortems.selectors.versions import present_snapshot


@dataclass(frozen=True, slots=True)
class SignOffShown:
    """What a reviewer said last. `stands`: the postmortem still says what they signed."""

    decision: Decision
    version: int
    words: str
    at: datetime
    stands: bool

    @property
    def is_approval(self) -> bool:
        """Whether they approved it as it is now."""
        return self.stands and self.decision == Decision.APPROVED

    @property
    def label(self) -> str:
        """`Approved`, `Changes asked for`."""
        return str(Decision(self.decision).label)


@dataclass(frozen=True, slots=True)
class ReviewerShown:
    """A reviewer, and what they said last; None while they have not answered."""

    person: User
    sign_off: SignOffShown | None


@dataclass(frozen=True, slots=True)
class Review:
    """The reviewers of a postmortem; `present` is what it says now, read only where somebody signed."""

    reviewers: list[ReviewerShown]
    present: Snapshot | None
    mine: ReviewerShown | None
    is_due: bool

    @property
    def approvals(self) -> int:
        """How many approved it as it is."""
        return sum(bool(each.sign_off and each.sign_off.is_approval) for each in self.reviewers)

    @property
    def missing(self) -> int:
        """How many have not approved it as it is."""
        return len(self.reviewers) - self.approvals

    @property
    def missing_words(self) -> str:
        """`1 of 2 reviewers has not answered`; empty where everybody approved it, and without reviewers."""
        if not self.missing:
            return ""
        silent = sum(each.sign_off is None for each in self.reviewers)
        what = "answered" if silent == self.missing else "approved it as it is now"
        count = len(self.reviewers)
        has = "has" if self.missing == 1 else "have"
        return f"{self.missing} of {count} reviewer{'' if count == 1 else 's'} {has} not {what}"

    @property
    def changed(self) -> int:
        """How many signed something else than it says now."""
        return sum(bool(each.sign_off and not each.sign_off.stands) for each in self.reviewers)

    @property
    def is_mine(self) -> bool:
        """Whether the viewer is asked, and has not signed what it says now."""
        return self.is_due and self.mine is not None and not (self.mine.sign_off and self.mine.sign_off.stands)


def review_of(postmortem: Postmortem, viewer: User) -> Review:
    """The reviewers with their newest sign-offs; one query, and one more where somebody signed."""
    rows = Postmortem.objects.filter(pk=postmortem.pk).values_list(reviewers_column(), flat=True)
    return read_review(postmortem, viewer, rows.get())


def reviewers_column() -> ArraySubquery:
    """The reviewers of a postmortem with their newest sign-offs, for a query of postmortems."""
    newest = SignOff.objects.filter(reviewer=OuterRef("pk")).order_by("-pk")
    said = JSONObject(decision="decision", words="words", at="at", number="version__number", digest="version__digest")
    reviewers = Reviewer.objects.asked().filter(postmortem=OuterRef("pk")).order_by("person__name", "pk")
    row = JSONObject(
        person="person_id",
        name="person__name",
        kind="person__kind",
        said=Subquery(newest.values(row=said)[:1], output_field=JSONField()),
    )
    return ArraySubquery(reviewers.values(row=row))


def read_review(postmortem: Postmortem, viewer: User, rows: list[dict[str, Any]]) -> Review:
    """What `reviewers_column` read; compared with the present content where somebody signed."""
    present = present_snapshot(postmortem) if any(row["said"] for row in rows) else None
    digest = present.digest if present else ""
    shown = [_reviewer(row, digest) for row in rows]
    mine = next((each for each in shown if each.person == viewer), None)
    return Review(shown, present, mine, is_due=postmortem.status in REVIEWED)


def _reviewer(row: dict[str, Any], digest: str) -> ReviewerShown:
    person, said = User(pk=row["person"], name=row["name"], kind=row["kind"]), row["said"]
    if said is None:
        return ReviewerShown(person, None)
    sign_off = SignOffShown(
        decision=Decision(said["decision"]),
        version=said["number"],
        words=said["words"],
        at=datetime.fromisoformat(said["at"]),
        stands=said["digest"] == digest,
    )
    return ReviewerShown(person, sign_off)


def all_approved(postmortem: Postmortem) -> bool:
    """Whether every reviewer approved what it says now; true where there are none."""
    newest = SignOff.objects.filter(reviewer=OuterRef("pk")).order_by("-pk")
    answers = Reviewer.objects.asked().filter(postmortem=postmortem)
    signed = list(
        answers.annotate(
            decision=Subquery(newest.values("decision")[:1]), digest=Subquery(newest.values("version__digest")[:1])
        ).values_list("decision", "digest")
    )
    if not signed:
        return True
    digest = present_snapshot(postmortem).digest
    return all(decision == Decision.APPROVED and signed_digest == digest for decision, signed_digest in signed)
