"""What is posted to an endpoint, in the format of the chat or as a signed webhook, and what its answer means."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from core import clock
from core.egress import POST_SECONDS, Answer, EgressError, post
from notifications.enums import EndpointKind
from notifications.kinds import Post, PostLine
from notifications.models import Delivery, Endpoint
from notifications.smtp import Outcome, Result, longest_send

GONE = 410
LATER = {408, 425, 429}
FIRST_OF_SERVER = 500
SHOWN = 300  # characters of an answer
SECRET_FROM = 3  # characters: shorter pieces of an address are no secret, and stand in ordinary words
SECRET_BEGINS = "whsec_"  # noqa: S105  # of every secret
_MARKDOWN = re.compile(r"([\\`*_\[\]()#+\-!~>|])")


def post_to(url: str, secrets: Iterable[str], delivery: Delivery, content: Post) -> tuple[Result, bool]:
    """What became of it, and whether the address is gone for good. Never raises for what is outside."""
    endpoint = delivery.endpoint
    if endpoint is None:
        raise ValueError("Only what goes to an endpoint is posted.")
    body = json.dumps(body_for(endpoint, delivery, content), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    if endpoint.is_webhook:
        headers |= signature_headers(message_name(delivery), int(clock.now().timestamp()), body, secrets)
    try:
        answer = post(url, body=body, headers=headers, seconds=min(POST_SECONDS, longest_send()))
    except EgressError as error:
        return Result(Outcome.LATER, str(error)), False
    return Result(_outcome(answer.status), _words(answer, url)), answer.status == GONE


def body_for(endpoint: Endpoint, delivery: Delivery, content: Post) -> dict[str, Any]:
    """The JSON, which is the same at every try."""
    match endpoint.kind:
        case EndpointKind.SLACK:
            return {"text": _slack_text(content), "unfurl_links": False}
        case EndpointKind.TEAMS:
            return _teams_card(content)
    data = dict(content.data)
    return {"type": delivery.kind, "timestamp": f"{delivery.created_at:%Y-%m-%dT%H:%M:%SZ}", "data": data}


def message_name(delivery: Delivery) -> str:
    """The `webhook-id`: the same at every try, so that a receiver can tell a copy."""
    return "msg_" + delivery.message_id.strip("<>").partition("@")[0]


def signature_headers(name: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """As Standard Webhooks says, with a signature for each secret: two while one replaces another."""
    signed = f"{name}.{timestamp}.".encode() + body
    keys = (base64.b64decode(secret.removeprefix(SECRET_BEGINS)) for secret in secrets)
    made = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in made),
    }


def _outcome(status: int) -> Outcome:
    if status in range(200, 300):
        return Outcome.SENT
    return Outcome.LATER if status in LATER or status >= FIRST_OF_SERVER else Outcome.REFUSED


def _words(answer: Answer, url: str) -> str:
    """`404 no_service`; a redirect says that it is not followed. What it repeats of the secret address is left out."""
    said = " ".join(answer.text.replace("\x00", "").split())
    for secret in _secret_parts(url):
        said = said.replace(secret, "…")
    said = said[:SHOWN]
    if answer.status in range(300, 400):
        said = "A redirect, which is not followed: enter the address it leads to."
    return f"{answer.status} {said}".strip()


def _secret_parts(url: str) -> list[str]:
    """The pieces of path and query that may let their reader write there, as they stand and decoded, longest first."""
    parts = urlsplit(url)
    pieces = re.split(r"[/&=;?,]", f"{parts.path}?{parts.query}")
    found = {each for piece in pieces for each in (piece, unquote(piece), unquote_plus(piece))}
    return sorted((each for each in found if len(each) >= SECRET_FROM), key=len, reverse=True)


def _slack_text(content: Post) -> str:
    lines = [f"*{_slack_link(content.title, content.url)}*"]
    lines += [
        " ".join(filter(None, ("•", _slack_link(line.words, line.url), _slack(line.detail)))) for line in content.lines
    ]
    return "\n".join(lines)


def _slack_link(words: str, url: str) -> str:
    return f"<{url}|{_slack(words).replace('|', '¦')}>" if url else _slack(words)


def _slack(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams_card(content: Post) -> dict[str, Any]:
    """An adaptive card, as a workflow of Teams takes it."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [_teams_text(content.title, weight="Bolder", size="Medium"), *map(_teams_line, content.lines)],
        "actions": [{"type": "Action.OpenUrl", "title": "Open in Debrief", "url": content.url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _teams_line(line: PostLine) -> dict[str, Any]:
    shown = {"type": "Container", "items": [_teams_text(line.words, weight="Bolder")]}
    if line.detail:
        shown["items"] = [*shown["items"], _teams_text(line.detail, isSubtle=True, spacing="None")]
    return shown | ({"selectAction": {"type": "Action.OpenUrl", "url": line.url}} if line.url else {})


def _teams_text(words: str, **looks: object) -> dict[str, Any]:
    return {"type": "TextBlock", "text": _MARKDOWN.sub(r"\\\1", words), "wrap": True, **looks}
