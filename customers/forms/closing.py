"""The closing words that the form asks for which resolves an incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from accounts.models import User
from core.errors import DomainError
from core.forms import MarkdownField
from core.panel_registries import FormPart
from customers.selectors.audience import outside
from customers.services.updates import UpdateWords, draft_update, post_update
from incidents.enums import Status
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.registries.panels import Step, StepAddition

FIELD = "closing_words"
AT_ONCE = "Sales and support read them instead of the old ones, which are stale once it is resolved."
ALSO = "Once they are published, {}."
AS_DRAFT = "Until the lead, communications or a manager approves them, the words that customers were told are stale."


@dataclass(frozen=True, slots=True)
class ClosingWords:
    """What customers are told when it is over: published by those who may, else a draft; nothing where empty.

    `base_seq` is the incident's number when the form was shown.
    """

    text: str
    base_seq: int | None

    def store(self, incident: Incident, actor: User) -> None:
        """Posts or drafts them. DomainError, at their field, as `post_update` raises it."""
        if not self.text:
            return
        words = UpdateWords(self.text)
        try:
            if can_edit_public_summary(actor, incident):
                post_update(incident=incident, actor=actor, words=words, base_seq=self.base_seq)
            else:
                draft_update(incident=incident, actor=actor, words=words)
        except DomainError as error:
            error.field = FIELD
            raise


def closing_part(step: Step, viewer: User, query: QueryDict) -> FormPart[StepAddition] | None:
    """The field, where an incident of which customers were told is resolved."""
    incident = step.incident
    if step.target != Status.RESOLVED or not incident.is_customer_facing:
        return None
    may_approve = can_edit_public_summary(viewer, incident)
    read = [AT_ONCE if may_approve else AS_DRAFT]
    if found := outside(incident):
        read.append(ALSO.format(found))
    field = MarkdownField(
        rows=3,
        required=False,
        max_length=4000,
        label="Closing words for customers",
        help_text=" ".join(read),
    )
    return FormPart(lambda cleaned: ClosingWords(_typed(cleaned), cleaned["base_seq"]), fields={FIELD: field})


def _typed(cleaned: Mapping[str, Any]) -> str:
    return str(cleaned.get(FIELD, "")).strip()
