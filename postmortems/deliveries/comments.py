"""The message to somebody whom a comment calls by @name."""

from collections.abc import Mapping

from core.addresses import absolute
from core.markdown_quotes import without_quotes
from core.plain_words import plain_words
from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, Obsolete, in_payloads, register_message
from incidents.models import Incident
from incidents.selectors.handles import is_marked
from notifications.models import Delivery
from postmortems.models import Comment
from postmortems.services.comments import NAMED_IN_COMMENT


def _comments(deliveries: Deliveries) -> dict[int, Comment]:
    rows = Comment.objects.filter(thread__section__removed_at__isnull=True)
    return rows.select_related("thread__section__postmortem", "author").in_bulk(in_payloads(deliveries, "comment"))


def _obsolete(deliveries: Deliveries) -> Obsolete:
    comments = _comments(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        comment = comments.get(delivery.payload["comment"])
        is_there = comment is not None and delivery.recipient and is_marked(delivery.recipient, comment.html)
        return "" if is_there else "The comment no longer mentions them."

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    comments = _comments(deliveries)
    return {
        delivery.pk: _words(comment)
        for delivery in deliveries
        if (comment := comments.get(delivery.payload["comment"])) is not None
    }


def _words(comment: Comment) -> Context:
    section = comment.thread.section
    return {
        "by": comment.author,
        "section": section,
        "passage": comment.thread.passage,
        "words": plain_words(without_quotes(comment.html)),
        "link": absolute(f"{section.postmortem.get_absolute_url()}#thread-{comment.thread_id}"),
    }


register_message(
    IncidentMessage(NAMED_IN_COMMENT, "Mentioned in a comment", "commented", _context, _obsolete, app="postmortems")
)
