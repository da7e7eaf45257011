"""Reviewers, the versions they sign, and what becomes of a sign-off when the postmortem changes."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.models import ActionEvent
from core.clock import now
from core.errors import Conflict, DomainError, NotPermitted
from incidents.models import Incident
from incidents.services import ensure_members, lock_row
from postmortems.enums import REVIEWED, Decision
from postmortems.models import (
    Postmortem,
    PostmortemEvent,
    PostmortemVersion,
    Reviewer,
    SectionRevision,
    SignOff,
)
from postmortems.readers.snapshots import Snapshot
from postmortems.selectors.versions import present_snapshot
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem
from postmortems.services.review_notices import tell_review_answered, tell_review_asked, tell_review_changed

MAX_REVIEWERS = 20
KEPT_VERSIONS = 20  # of those that nobody signed
WATCHED = timedelta(days=180)  # for so long after publication are changes looked for
OVERLAP = timedelta(minutes=10)  # longer than any transaction: what was written before is committed by then


class ContentChanged(Conflict):
    """Somebody saved since the page was shown: nobody signs what they have not seen."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed the postmortem while you were reading. Your sign-off was not stored; your words are kept "
            "below. Look at what changed, then sign off again."
        )


def set_reviewers(
    *, postmortem: Postmortem, incident: Incident, people: Iterable[User], actor: User, make_members: bool
) -> None:
    """Who reviews a locked postmortem from now on. Those who are new are told, once it is in review.

    Raises DomainError for too many or for somebody who cannot work on postmortems, and as `ensure_members` does.
    """
    wanted = sorted(set(people), key=lambda person: person.name)
    present = [row.person for row in postmortem.reviewers.asked().select_related("person").order_by("person__name")]
    new = [person for person in wanted if person not in present]
    gone = [person for person in present if person not in wanted]
    if not new and not gone:
        return
    _check_reviewers(wanted, new)
    ensure_members(incident, new, actor=actor, make_members=make_members, field="make_member")
    for person in new:
        asked = {"asked_by": actor, "asked_at": now(), "removed_at": None}
        Reviewer.objects.update_or_create(postmortem=postmortem, person=person, defaults=asked)
    postmortem.reviewers.filter(person__in=gone).update(removed_at=now())
    event = note_event(
        postmortem=postmortem, actor=actor, what="Reviewers", before=_names(present), after=_names(wanted)
    )
    if postmortem.status in REVIEWED:
        tell_review_asked(postmortem=postmortem, incident=incident, actor=actor, event=event, people=new)


def _check_reviewers(wanted: list[User], new: list[User]) -> None:
    if len(wanted) > MAX_REVIEWERS:
        raise DomainError(f"A postmortem can have at most {MAX_REVIEWERS} reviewers.", field="reviewers")
    for person in new:
        if why := why_not_owner(person):
            raise DomainError(f"{person.name} {why} and cannot work on postmortems.", field="reviewers")


def _names(people: Iterable[User]) -> str:
    return ", ".join(person.name for person in people) or "nobody"


def ask_reviewers(*, postmortem: Postmortem, incident: Incident, actor: User, event: PostmortemEvent) -> None:
    """Tells the reviewers of a locked postmortem that came into review, but for those who approved it as it is."""
    reviewers = list(postmortem.reviewers.asked().select_related("person"))
    newest = SignOff.objects.filter(reviewer__in=reviewers).order_by("reviewer", "-pk").distinct("reviewer")
    signed = newest.values_list("reviewer", "decision", "version__digest")
    said = {pk: (decision, digest) for pk, decision, digest in signed}
    approval = (Decision.APPROVED, present_snapshot(postmortem).digest if reviewers else "")
    people = [reviewer.person for reviewer in reviewers if said.get(reviewer.pk) != approval]
    tell_review_asked(postmortem=postmortem, incident=incident, actor=actor, event=event, people=people)


@transaction.atomic
def keep_version(*, postmortem: Postmortem) -> PostmortemVersion:
    """The version of what the postmortem says now, stored unless it is already."""
    locked = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    return _version(locked, present_snapshot(locked))


def _version(postmortem: Postmortem, snapshot: Snapshot) -> PostmortemVersion:
    digest = snapshot.digest
    found = postmortem.versions.filter(digest=digest).last()
    if found is not None:
        return found
    last = postmortem.versions.aggregate(last=Max("number"))["last"] or 0
    postmortem.versions.filter(number__lte=last + 1 - KEPT_VERSIONS, sign_offs__isnull=True).delete()
    return PostmortemVersion.objects.create(
        postmortem=postmortem,
        number=last + 1,
        digest=digest,
        content=snapshot.as_json(),
        compared_seq=snapshot.seq,
    )


@transaction.atomic
def sign_off(*, postmortem: Postmortem, actor: User, decision: Decision, digest: str, words: str = "") -> SignOff:
    """A reviewer approves, or asks for changes of, the version with this digest: the one that they were shown.

    The same answer twice is stored once. Raises ContentChanged when the postmortem says something else by now;
    NotPermitted for somebody who is no reviewer; DomainError in a draft, and for changes asked for without words.
    """
    locked = lock_postmortem(postmortem)
    reviewer = locked.reviewers.asked().filter(person=actor).first()
    if reviewer is None:
        raise NotPermitted("You are not one of its reviewers. Add yourself under people and due date first.")
    if locked.status not in REVIEWED:
        raise DomainError(f"The postmortem is {locked.get_status_display().lower()}; a sign-off is for one in review.")
    words = words.strip()
    if decision == Decision.CHANGES_ASKED and not words:
        raise DomainError("Say what should change.", field="words")
    snapshot = present_snapshot(locked)
    if snapshot.digest != digest:
        raise ContentChanged
    version, last = _version(locked, snapshot), reviewer.sign_offs.first()
    if last and (last.version_id, last.decision, last.words) == (version.pk, decision, words):
        return last
    stored = SignOff.objects.create(reviewer=reviewer, version=version, decision=decision, words=words)
    said = f"{Decision(decision).label}, version {version.number}"
    note_event(postmortem=locked, actor=actor, what="Sign-off", after=said, note=words)
    version.compared_at, version.compared_seq = now(), locked.incident.seq
    version.save(update_fields=["compared_at", "compared_seq"])
    tell_review_answered(postmortem=locked, sign_off=stored, actor=actor)
    return stored


def tell_changed_reviews() -> int:
    """Tells reviewers whose postmortem changed since their sign-off, once a sign-off; returns how many.

    Safe to call at any time, any number of times at once. Only versions are compared whose postmortem or incident shows
    that something happened since they were compared last.
    """
    waiting = _untold().values_list("version", flat=True).distinct().order_by("version")
    return sum(_compare(version) for version in waiting)


def _untold() -> "models.QuerySet[SignOff]":
    """The newest sign-offs of reviewers who were not told yet, where something may have changed."""
    later = SignOff.objects.filter(reviewer=OuterRef("reviewer"), pk__gt=OuterRef("pk"))
    since = OuterRef("version__compared_at") - OVERLAP
    of = OuterRef("version__postmortem")
    happened = (
        Q(version__compared_seq__lt=F("version__postmortem__incident__seq"))
        | Exists(SectionRevision.objects.filter(section__postmortem=of, saved_at__gt=since))
        | Exists(PostmortemEvent.objects.filter(postmortem=of, at__gt=since))
        | Exists(ActionEvent.objects.filter(item__incident__postmortem=of, at__gt=since))
    )
    published_at = "version__postmortem__published_at"
    watched = Q(**{f"{published_at}__isnull": True}) | Q(**{f"{published_at}__gt": now() - WATCHED})
    asked = SignOff.objects.filter(reviewer__removed_at__isnull=True, version__postmortem__status__in=REVIEWED)
    return asked.filter(watched, ~Exists(later), happened, change_told_at__isnull=True)


@transaction.atomic
def _compare(number: int) -> int:
    """Compares one version with what its postmortem says now, under its lock; tells those who signed it."""
    version = PostmortemVersion.objects.select_related("postmortem__incident").get(pk=number)
    incident = lock_row(version.postmortem.incident)
    Postmortem.objects.select_for_update().get(pk=version.postmortem_id)
    signed = list(_untold().filter(version=version).select_related("reviewer__person"))
    changed = bool(signed) and present_snapshot(version.postmortem).digest != version.digest
    version.compared_at, version.compared_seq = now(), incident.seq
    version.save(update_fields=["compared_at", "compared_seq"])
    if not changed:
        return 0
    SignOff.objects.filter(pk__in=[each.pk for each in signed]).update(change_told_at=now())
    tell_review_changed(incident=incident, sign_offs=signed)
    return len(signed)
