"""Messages about publications, their anniversaries, and @names in sections."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from actions.models import ActionItem
from core.addresses import absolute
from core.markdown_quotes import without_quotes
from core.plain_words import plain_words
from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, Obsolete, in_payloads, register_message
from incidents.models import Incident
from incidents.selectors.handles import is_marked
from notifications.models import Delivery
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.models import Postmortem, Section
from postmortems.services.anniversaries import ANNIVERSARY
from postmortems.services.notices import NAMED, PUBLISHED


def _by(deliveries: Deliveries) -> dict[int, User]:
    found: dict[int, User] = User.objects.in_bulk(in_payloads(deliveries, "by"))
    return found


def _published_obsolete(deliveries: Deliveries) -> Obsolete:
    found = Postmortem.objects.filter(
        incident__in=in_payloads(deliveries, "incident"), status=PostmortemStatus.PUBLISHED
    )
    published = set(found.values_list("incident", flat=True))

    def reason(delivery: Delivery, incident: Incident) -> str:
        return "" if incident.pk in published else "The postmortem was reopened before this was sent."

    return reason


def _published_context(deliveries: Deliveries) -> Mapping[int, Context]:
    incidents, by = in_payloads(deliveries, "incident"), _by(deliveries)
    postmortems = {row.incident_id: row for row in Postmortem.objects.filter(incident__in=incidents)}
    summaries = Section.objects.filter(
        postmortem__incident__in=incidents, kind=SectionKind.SUMMARY, removed_at__isnull=True
    )
    words = dict(summaries.values_list("postmortem__incident", "html"))
    return {
        delivery.pk: {
            "by": by.get(delivery.payload["by"]),
            "summary": plain_words(without_quotes(words.get(number, ""))),
            "link": absolute(postmortems[number].get_absolute_url()),
        }
        for delivery in deliveries
        if (number := delivery.payload["incident"]) in postmortems
    }


def _sections(deliveries: Deliveries) -> dict[int, Section]:
    rows = Section.objects.filter(removed_at__isnull=True).select_related("postmortem")
    return rows.in_bulk(in_payloads(deliveries, "section"))


def _named_obsolete(deliveries: Deliveries) -> Obsolete:
    sections = _sections(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        section = sections.get(delivery.payload["section"])
        is_there = section is not None and delivery.recipient and is_marked(delivery.recipient, section.html)
        return "" if is_there else "The section no longer mentions them."

    return reason


def _named_context(deliveries: Deliveries) -> Mapping[int, Context]:
    sections, by = _sections(deliveries), _by(deliveries)
    return {
        delivery.pk: {
            "by": by.get(delivery.payload["by"]),
            "section": section,
            "words": plain_words(without_quotes(section.html)),
            "link": absolute(section.postmortem.get_absolute_url()),
        }
        for delivery in deliveries
        if (section := sections.get(delivery.payload["section"])) is not None
    }


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An action item as it stands now, and where it is."""

    item: ActionItem
    address: str

    @property
    def words(self) -> str:
        """`done`, or `open, Amina Otieno`, or `will not be done: too costly`."""
        item = self.item
        said = item.get_status_display().lower()
        if item.is_unfinished:
            said += f", {item.owner.name if item.owner else 'without an owner'}"
        return f"{said}: {item.status_reason}" if item.status_reason else said


def _anniversary_context(deliveries: Deliveries) -> Mapping[int, Context]:
    """What became of the action items, as they stand now."""
    incidents = in_payloads(deliveries, "incident")
    postmortems = {row.incident_id: row for row in Postmortem.objects.filter(incident__in=incidents)}
    items: defaultdict[int, list[ItemLine]] = defaultdict(list)
    rows = ActionItem.objects.filter(incident__in=incidents).select_related("owner").defer("search", "description")
    for item in rows.order_by("pk"):
        items[item.incident_id].append(ItemLine(item, absolute(item.get_absolute_url())))
    return {
        delivery.pk: {
            "postmortem": postmortems[number],
            "items": items[number],
            "done": sum(line.item.is_achieved for line in items[number]),
            "link": absolute(postmortems[number].get_absolute_url()),
        }
        for delivery in deliveries
        if (number := delivery.payload["incident"]) in postmortems
    }


register_message(
    IncidentMessage(
        ANNIVERSARY,
        "A year after a postmortem",
        "anniversary",
        _anniversary_context,
        _published_obsolete,
        app="postmortems",
        may_be_off=True,
    )
)
register_message(
    IncidentMessage(
        PUBLISHED,
        "Postmortem published",
        "published",
        _published_context,
        _published_obsolete,
        app="postmortems",
        may_be_off=True,
    )
)
register_message(
    IncidentMessage(NAMED, "Mentioned in a postmortem", "named", _named_context, _named_obsolete, app="postmortems")
)
