"""What goes over the wire: the same words for a stream's event and for the answer to a page that asks."""

import json
from collections.abc import Sequence
from typing import Any

from django.template.loader import get_template

from live.selectors import ChangedEntry, Changes

Packet = dict[str, Any]


def fragment(changed: ChangedEntry) -> str:
    """An entry's HTML in the incident's zone: the same for every viewer."""
    return str(get_template("incidents/entry.html").render({"row": changed.row}))


def warm() -> None:
    """Reads the template once, so that the first entry after a restart need not wait for it."""
    get_template("incidents/entry.html")


def packet(changes: Changes, fragments: Sequence[str]) -> Packet:
    """What a page is sent of an incident's changes.

    `room`: the incident's id; `seq`: how far it reaches; `parts`: the last change outside the timeline; `entries`:
    their HTML; `more`: another packet follows; `again`: the page has to begin anew.
    """
    return {
        "room": changes.incident.pk,
        "seq": changes.seq,
        "parts": changes.incident.parts_seq,
        "more": changes.is_more,
        "again": changes.is_lost,
        "entries": list(fragments),
    }


def event(name: str, data: Packet) -> bytes:
    """One server-sent event, without its id."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
