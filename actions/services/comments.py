"""Comments on an action item, and who is told of them."""

import uuid

from django.db import transaction

from accounts.models import User
from actions.models import ActionComment, ActionItem
from actions.services.notices import tell_commented
from actions.services.writing import lock_item
from core import markdown
from core.errors import Conflict, DomainError
from core.once import stored_once
from incidents.services import comment_words, people_called_by

SENT_BEFORE = "This comment was sent before with other words, which were stored. Press again to add this one as well."
MAX_COMMENTS = 500  # on one action item


@transaction.atomic
def comment_on(
    *,
    item: ActionItem,
    actor: User,
    text: str,
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> ActionComment:
    """Adds a comment, and tells whom it calls by @name, the owner and the followers. The same UUID stores it once.

    Raises DomainError without words, Conflict for other words under the same UUID, NotAMember for an @name who cannot
    see a private incident.
    """
    item = lock_item(item)
    text = comment_words(text)
    if sent := ActionComment.objects.filter(author=actor, client_uuid=client_uuid).first() if client_uuid else None:
        if (sent.text, sent.item_id) != (text, item.pk):
            raise Conflict(SENT_BEFORE)
        return sent
    if item.comments.count() >= MAX_COMMENTS:
        raise DomainError(f"An action item can have at most {MAX_COMMENTS} comments.", field="text")
    rendered = markdown.render(text)
    comment = ActionComment(
        item=item,
        author=actor,
        text=text,
        html=rendered.html,
        renderer=rendered.version,
        client_uuid=client_uuid or uuid.uuid4(),
    )
    with stored_once(SENT_BEFORE):
        comment.save(force_insert=True)
    called = people_called_by(comment.html, incident=item.incident, actor=actor, make_members=make_members)
    tell_commented(comment, called)
    return comment
