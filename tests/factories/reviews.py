"""Makes reviewers and sign-offs through the services."""

from accounts.models import User
from postmortems.enums import Decision
from postmortems.models import Postmortem, SignOff
from postmortems.selectors.versions import present_snapshot
from postmortems.services.postmortems import PostmortemDetails, change_details, change_status
from postmortems.services.reviewing import sign_off


def ask(postmortem: Postmortem, *reviewers: User, by: User, make_members: bool = False) -> None:
    """These people review it from now on."""
    details = PostmortemDetails(postmortem.owner, postmortem.facilitator, postmortem.due_on, reviewers=reviewers)
    change_details(postmortem=postmortem, actor=by, details=details, make_members=make_members)


def put_in_review(postmortem: Postmortem, *reviewers: User, by: User) -> Postmortem:
    """In review, with these reviewers."""
    ask(postmortem, *reviewers, by=by)
    return change_status(postmortem=postmortem, actor=by, action="ask_review")


def approve(postmortem: Postmortem, reviewer: User) -> SignOff:
    """Approves it as it is now."""
    return sign_off(
        postmortem=postmortem,
        actor=reviewer,
        decision=Decision.APPROVED,
        digest=present_snapshot(postmortem).digest,
    )
