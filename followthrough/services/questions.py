"""Questions to the owners of action items: asked from the board, answered on the item's page."""

import uuid

from django.db import transaction

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services import able_owner, record
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from followthrough.enums import QuestionEvent
from followthrough.models import OwnerQuestion
from incidents.services import lock_row

SENT_BEFORE = "This question was sent before with other words, which were stored. Press again to ask this one as well."


@transaction.atomic
def ask_owner(*, item: ActionItem, actor: User, text: str, client_uuid: uuid.UUID) -> OwnerQuestion:
    """Asks the owner; the question stands in their digest until it is answered. The same UUID stores it once.

    Raises DomainError without words, where the item is finished or has no active owner who sees it, or where they asked
    the same and it is not answered yet, and Conflict where the UUID came with another question.
    """
    incident = lock_row(item.incident)
    item = ActionItem.objects.select_related("owner").get(pk=item.pk)
    text = text.strip()
    if not text:
        raise DomainError("What do you want to know? Nothing was asked.", field="text")
    if sent := OwnerQuestion.objects.filter(asked_by=actor, client_uuid=client_uuid).first():
        if (sent.item_id, sent.text) != (item.pk, text):
            raise Conflict(SENT_BEFORE)
        return sent
    if not item.is_unfinished:
        raise DomainError(f"{item.reference} is {item.get_status_display().lower()}; its owner is not asked any more.")
    if item.owner is None:
        raise DomainError(f"{item.reference} has no owner who could be asked. Give it one first.")
    if why := why_not_owner(item.owner):
        raise DomainError(f"{item.owner.name} {why} and cannot be asked. Give {item.reference} another owner first.")
    if able_owner(item.owner, incident) is None:
        raise DomainError(
            f"{item.owner.name} is not a member of the private incident and cannot see {item.reference}. Make them a "
            "member first, or give it to somebody else."
        )
    if OwnerQuestion.objects.open().filter(item=item, asked_by=actor, text=text).exists():
        raise DomainError(
            f"You asked {item.owner.name} this before, and it is not answered yet; it comes in their digest again. "
            "Nothing was stored.",
            field="text",
        )
    question = OwnerQuestion(item=item, asked_by=actor, asked_of=item.owner, text=text, client_uuid=client_uuid)
    with stored_once(SENT_BEFORE):
        question.save(force_insert=True)
    record(item, actor, Change(QuestionEvent.ASKED, "", ""), note=text)
    return question


@transaction.atomic
def answer_owner_question(*, question: OwnerQuestion, actor: User, answer: str) -> OwnerQuestion:
    """Keeps the answer with the question and in the item's history, from where the board reads it.

    Raises DomainError without words, or where somebody answered otherwise before.
    """
    incident = lock_row(question.item.incident)
    question = OwnerQuestion.objects.select_related("item").get(pk=question.pk)
    answer = answer.strip()
    if not answer:
        raise DomainError("Answer in a few words; nothing was stored.", field="answer")
    if question.answered_at:
        if question.answer == answer:
            return question
        raise DomainError(f"It was answered meanwhile: {question.answer}", field="answer")
    question.answer, question.answered_by, question.answered_at = answer, actor, now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    question.item.incident = incident
    record(question.item, actor, Change(QuestionEvent.ANSWERED, "", ""), note=answer)
    return question
