"""The documents of the status page: the page, its history by month, an Atom feed and JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from core.addresses import absolute
from customers.selectors.status_page.facts import PublicIncident, StatusFacts, Words, Work

HTML, JSON, ATOM = "text/html; charset=utf-8", "application/json", "application/atom+xml; charset=utf-8"
MISSING = "missing"  # what is said where there is no document
MOST_ENTRIES = 50  # of the feed
SOURCE_FORMAT = 1  # of the JSON: counts changes that others must know of

Document = tuple[str, str]  # its type, and its text
Entry = tuple[datetime, PublicIncident | Work, Words | None]  # of the feed: what it is about, and the update
Documents = Mapping[str, Document]  # by their paths


def status_documents(facts: StatusFacts) -> Documents:
    """All of them."""
    months = {month_path(month.year, month.month): (HTML, _month(facts, at)) for at, month in enumerate(facts.months)}
    return {
        reverse("status_page"): (HTML, _page("page", facts)),
        reverse("status_json"): (JSON, json.dumps(_data(facts), ensure_ascii=False, indent=1) + "\n"),
        reverse("status_feed"): (ATOM, _feed(facts)),
        MISSING: (HTML, _page("missing", facts)),
        **months,
    }


def month_path(year: int, month: int) -> str:
    """Of the history."""
    return reverse("status_month", args=[year, month])


def _page(name: str, facts: StatusFacts, **more: Any) -> str:
    context = {"facts": facts, "clock": facts.clock, "company": facts.company or "Service", **more}
    return render_to_string(f"customers/status/{name}.html", context)


def _month(facts: StatusFacts, at: int) -> str:
    later = facts.months[at - 1] if at else None
    earlier = facts.months[at + 1] if at + 1 < len(facts.months) else None
    return _page("month", facts, month=facts.months[at], later=later, earlier=earlier)


def _address(instant: datetime, key: str, facts: StatusFacts) -> str:
    """Where the history tells it; what is planned for a later month stands on the page itself."""
    day = facts.clock.day(instant)
    is_kept = any((month.year, month.month) == (day.year, day.month) for month in facts.months)
    page = month_path(day.year, day.month) if is_kept else reverse("status_page")
    return absolute(f"{page}#{key}")


def _feed(facts: StatusFacts) -> str:
    """The latest updates and planned maintenance."""
    page = absolute(reverse("status_page"))
    feed = Atom1Feed(
        title=f"{facts.company or 'Service'} status",
        link=page,
        description="",
        feed_url=absolute(reverse("status_feed")),
        feed_guid=page,
        language="en",
    )
    entries: list[Entry]
    entries = [(words.at, incident, words) for incident in facts.incidents for words in incident.updates]
    entries += [(each.last_at, each, None) for each in facts.incidents if each.lacks_words]
    entries += [(work.planned_at, work, None) for work in facts.works]
    for at, about, words in sorted(entries, key=lambda each: each[0], reverse=True)[:MOST_ENTRIES]:
        feed.add_item(**_entry(at, about, words, facts))
    return feed.writeString("utf-8")


def _entry(at: datetime, about: PublicIncident | Work, words: Words | None, facts: StatusFacts) -> dict[str, Any]:
    began_at = about.began_at if isinstance(about, PublicIncident) else about.starts_at
    if isinstance(about, Work):
        title, html = f"Maintenance: {about.title}", _paragraphs(_when(about, facts), about.text)
    else:
        workaround = f"Workaround: {words.workaround}" if words and words.workaround else ""
        stale = _paragraphs(words.stale) if words else ""
        title, html = about.heading, stale + (words.html if words else "") + _paragraphs(about.lacks_words, workaround)
    key = words.key if words else _key(at, about)
    link = _address(began_at, about.key, facts)
    return {
        "title": title,
        "link": link,
        "unique_id": f"urn:debrief-status:{key}",
        "description": html,
        "pubdate": at,
        "updateddate": (words.stale_at if words else None) or at,
    }


def _key(at: datetime, about: PublicIncident | Work) -> str:
    """Of an entry without an update; each taking back is an entry of its own."""
    return about.key if isinstance(about, Work) else f"{about.key}-{at:%Y%m%d%H%M%S}"


def _when(work: Work, facts: StatusFacts) -> str:
    span = f"{facts.clock.dated(work.starts_at)} to {facts.clock.dated(work.ends_at)}"
    return f"{span}: {work.names}" if work.names else span


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def _data(facts: StatusFacts) -> dict[str, Any]:
    return {
        "format": SOURCE_FORMAT,
        "company": facts.company,
        "page": absolute(reverse("status_page")),
        "state": facts.state,
        "services": [
            {"name": service.name, "group": group.name, "state": service.state}
            for group in facts.groups
            for service in group.services
        ],
        "incidents": [_incident_data(each, facts) for each in (*facts.open_incidents, *facts.ended_lately)],
        "maintenance": [_work_data(each, facts) for each in facts.on_or_planned],
    }


def _incident_data(incident: PublicIncident, facts: StatusFacts) -> dict[str, Any]:
    return {
        "id": incident.key,
        "heading": incident.heading,
        "state": incident.state,
        "is_open": incident.is_open,
        "services": [
            service.name for group in facts.groups for service in group.services if service.pk in incident.services
        ],
        "began_at": _instant(incident.began_at),
        "ended_at": _instant(incident.ended_at),
        "next_update_by": _instant(incident.next_by),
        "is_update_taken_back": bool(incident.lacks_words),
        "page": _address(incident.began_at, incident.key, facts),
        "updates": [
            {
                "id": words.key,
                "at": _instant(words.at),
                "text": words.text,
                "workaround": words.workaround,
                "is_correction": words.is_correction,
                "valid_until": _instant(words.valid_until),
                "stale": words.stale,
            }
            for words in incident.updates
        ],
    }


def _work_data(work: Work, facts: StatusFacts) -> dict[str, Any]:
    return {
        "id": work.key,
        "title": work.title,
        "text": work.text,
        "services": list(work.listed),
        "starts_at": _instant(work.starts_at),
        "ends_at": _instant(work.ends_at),
        "page": _address(work.starts_at, work.key, facts),
    }


def _instant(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
