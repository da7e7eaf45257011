"""The review of an example postmortem: comments on it, its reviewers, what they signed, and who read it."""

from collections.abc import Mapping

from accounts.models import User
from examples.company.shapes import Document
from postmortems.enums import Decision, SectionKind
from postmortems.models import Postmortem
from postmortems.services import (
    PostmortemDetails,
    answer_thread,
    change_details,
    keep_version,
    note_reading,
    open_thread,
    resolve_thread,
    save_section,
    sign_off,
)

FIRST_WORDS = "Can somebody who was not there follow this? I would begin with what customers saw."
DONE = "I put that first."
OPEN = "When could we have noticed this ourselves? I would say so here."
ON_PASSAGE = "The entries that show this belong beside it: a reader wants to see how we know."
SHOWN = "They are linked to the factor now."
READERS = ("amina", "brian", "fatuma")


def ask_for_review(postmortem: Postmortem, author: User, people: Mapping[str, User]) -> None:
    """Grace and Brian, or Fatuma for Brian's own, review it.

    One thread is resolved, one is open, and one is about a passage of the root cause.
    """
    grace, second = people["grace"], people["fatuma" if author == people["brian"] else "brian"]
    details = PostmortemDetails(postmortem.owner, postmortem.facilitator, postmortem.due_on, reviewers=(grace, second))
    change_details(postmortem=postmortem, actor=author, details=details)
    sections = {section.kind: section for section in postmortem.sections.all()}
    thread = open_thread(section=sections[SectionKind.SUMMARY], actor=grace, text=FIRST_WORDS).thread
    answer_thread(thread=thread, actor=author, text=DONE)
    resolve_thread(thread=thread, actor=grace)
    open_thread(section=sections[SectionKind.DETECTION], actor=second, text=OPEN)
    cause = sections[SectionKind.ROOT_CAUSE]
    passage = cause.body.partition(". ")[0].removesuffix(".")
    asked = open_thread(section=cause, actor=second, text=ON_PASSAGE, passage=passage).thread
    answer_thread(thread=asked, actor=author, text=SHOWN)


def sign(postmortem: Postmortem, people: Mapping[str, User], *, is_approved: bool) -> None:
    """Every reviewer approves it, or so far only Grace."""
    digest = keep_version(postmortem=postmortem).digest
    for reviewer in postmortem.reviewers.asked().select_related("person"):
        if is_approved or reviewer.person == people["grace"]:
            sign_off(postmortem=postmortem, actor=reviewer.person, decision=Decision.APPROVED, digest=digest)


def correct_and_read(document: Document, postmortem: Postmortem, people: Mapping[str, User]) -> None:
    """After publication: the others read it. Where a text is corrected, only Grace has yet to sign what it says now."""
    for name in READERS:
        note_reading(postmortem=postmortem, reader=people[name])
    for kind in document.corrected:
        section = postmortem.sections.get(kind=kind)
        body, version = document.sections[kind], section.version
        save_section(section=section, actor=people[document.lead.lower()], body=body, base_version=version)
    if document.corrected:
        digest = keep_version(postmortem=postmortem).digest
        for reviewer in postmortem.reviewers.asked().exclude(person=people["grace"]).select_related("person"):
            sign_off(postmortem=postmortem, actor=reviewer.person, decision=Decision.APPROVED, digest=digest)
