"""The review of an example postmortem: comments on it, its reviewers, and what they signed."""

from collections.abc import Mapping

from accounts.models import User
from postmortems.enums import Decision, SectionKind
from postmortems.models import Postmortem
from postmortems.services import (
    PostmortemDetails,
    answer_thread,
    change_details,
    keep_version,
    open_thread,
    resolve_thread,
    sign_off,
)

FIRST_WORDS = "Can somebody who was not there follow this? I would begin with what customers saw."
DONE = "I put that first."
OPEN = "When could we have noticed this ourselves? I would say so here."


def ask_for_review(postmortem: Postmortem, author: User, people: Mapping[str, User]) -> None:
    """Grace and Brian, or Fatuma for Brian's own, review it; one thread is resolved, in a draft another one is open."""
    grace, second = people["grace"], people["fatuma" if author == people["brian"] else "brian"]
    details = PostmortemDetails(postmortem.owner, postmortem.facilitator, postmortem.due_on, reviewers=(grace, second))
    change_details(postmortem=postmortem, actor=author, details=details)
    sections = {section.kind: section for section in postmortem.sections.all()}
    thread = open_thread(section=sections[SectionKind.SUMMARY], actor=grace, text=FIRST_WORDS).thread
    answer_thread(thread=thread, actor=author, text=DONE)
    resolve_thread(thread=thread, actor=grace)
    open_thread(section=sections[SectionKind.DETECTION], actor=second, text=OPEN)


def sign(postmortem: Postmortem, people: Mapping[str, User], *, is_approved: bool) -> None:
    """Every reviewer approves it, or so far only Grace."""
    for reviewer in postmortem.reviewers.asked().select_related("person"):
        if is_approved or reviewer.person == people["grace"]:
            digest = keep_version(postmortem=postmortem).digest
            sign_off(postmortem=postmortem, actor=reviewer.person, decision=Decision.APPROVED, digest=digest)
