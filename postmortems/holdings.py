"""What a person holds in this app, registered so that somebody else can take it over when they leave."""

from dataclasses import replace

from accounts.models import User
from accounts.registries.holdings import Holding, register
from postmortems.models import InterviewNote, Postmortem, Reviewer
from postmortems.querysets import PostmortemQuerySet, ReviewerQuerySet
from postmortems.services.postmortems import PostmortemDetails, change_details


def open_postmortems(person: User) -> PostmortemQuerySet:
    """The unpublished postmortems of which the person is the author."""
    return Postmortem.objects.unpublished().filter(owner=person)


def count_postmortems(person: User) -> int:
    """How many unpublished postmortems have the person as author."""
    return open_postmortems(person).count()


def reassign_postmortems(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives them to another author, or to none; for a private incident `make_members` is required."""
    shown, details = (PostmortemDetails(owner=owner, facilitator=None, due_on=None) for owner in (person, to))
    for postmortem in open_postmortems(person).select_related("incident"):
        change_details(postmortem=postmortem, actor=actor, details=details, shown=shown, make_members=make_members)


def open_reviews(person: User) -> ReviewerQuerySet:
    """Where the person reviews a postmortem that is not published."""
    return Reviewer.objects.asked().filter(person=person, postmortem__in=Postmortem.objects.unpublished())


def count_reviews(person: User) -> int:
    """How many unpublished postmortems the person reviews."""
    return open_reviews(person).count()


def reassign_reviews(*, person: User, to: User | None, actor: User, make_members: bool) -> None:
    """Gives them to another reviewer, or to none, as `reassign_postmortems` does; others who review stay."""
    shown = PostmortemDetails(owner=None, facilitator=None, due_on=None, reviewers=(person,))
    details = replace(shown, reviewers=(to,) if to else ())
    for review in open_reviews(person).select_related("postmortem__incident"):
        change_details(
            postmortem=review.postmortem, actor=actor, details=details, shown=shown, make_members=make_members
        )


def count_unshared_notes(person: User) -> int:
    """How many interview notes only this person can read; nobody takes them over."""
    return InterviewNote.objects.unshared_of(person).count()


register(Holding("unpublished postmortems", count_postmortems, reassign_postmortems))
register(Holding("reviews of postmortems", count_reviews, reassign_reviews))
register(
    Holding(
        "unshared interview notes",
        count_unshared_notes,
        stays="they stay unread. Nobody but the interviewer can read or share them; ask for that before they leave.",
    )
)
