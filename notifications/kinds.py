"""The kinds of deliveries. An app above registers each of its kinds in its own `deliveries.py`.

That module is imported once, when Django is ready, and calls `register(Kind(…))`. All three callables take a whole
claimed batch of one kind, so that checks and rendering cost a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, OuterRef, Q
from django.db.models.functions import Cast

from accounts.models import User
from accounts.permissions import is_responder
from notifications.models import Delivery


@dataclass(frozen=True, slots=True)
class PostLine:
    """One line of a post: its words, which are a link if there is an address, and what stands behind them."""

    words: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What an endpoint is sent: a title and lines for a chat, `data` for a webhook (docs/webhooks.md)."""

    title: str
    url: str
    lines: Sequence[PostLine]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads: one line of subject, the plain text, and the same as HTML (may be empty).

    For an endpoint `post` is sent, and the words are those of the page of the delivery.
    `void_reason`: why it is not sent after all, where that is known only once its content was read.
    `end_link`: an address where one click of a mail program ends what the message is part of.
    """

    subject: str
    text: str
    html: str = ""
    post: Post | None = None
    void_reason: str = ""
    end_link: str = ""


ENDPOINT_TEST = "test"  # what *Send a test message* posts, whatever the endpoint has chosen

StillDue = Callable[[Sequence[Delivery]], Mapping[int, str]]
VisibleTo = Callable[[Sequence[tuple[User, Delivery]]], Collection[int]]
Render = Callable[[Sequence[Delivery]], Mapping[int, Message]]
NoteRead = Callable[[User, Delivery], None]
ListedTo = Callable[[User], Q]
Thread = Callable[[Delivery], str]
IsFor = Callable[[User], bool]
NextAt = Callable[[User], datetime]


def not_noted(person: User, delivery: Delivery) -> None:
    """Reading it is nothing that the audit log must hold."""


def for_everybody(person: User) -> bool:
    """For kinds that reporters get, too."""
    return True


def no_thread(delivery: Delivery) -> str:
    """For kinds whose mails do not belong together."""
    return ""


def listed_to_everybody(person: User) -> Q:
    """For kinds that tell nothing of an incident, and those that are listed always."""
    return Q()


@dataclass(frozen=True, slots=True)
class Kind:
    """What sending must know of one kind of message.

    `name` is stored in `Delivery.kind`; `label` is shown ("Incident announced").
    `still_due(deliveries)` maps the ids of those that should no longer be sent to why, in words ("The incident was
    cancelled."); those that are still due are left out.
    `visible_to(pairs)` takes (person, delivery) pairs, each delivery once, and returns the ids of the deliveries that
    their person may read. It is asked for recipients before sending, and for a manager who opens the delivery page.
    `render(deliveries)` maps ids to messages; what costs much to read is read here alone, not in `still_due`. Each
    delivery has its `recipient` loaded. Make them with `notifications.emails.compose`.
    `is_listed_always`: the row stands in the list of deliveries even for a manager who may not read it (a digest);
    otherwise what a manager may not read is not there for them.
    `listed_to(person)` says the same as `visible_to` as a condition on rows of this kind, so that the list counts and
    pages what is there for its reader alone: a gap on a page would tell that something is hidden.
    `thread(delivery)` names what its mails have in common, such as ACT-57: mail programs show them together.
    `next_at(person)`, for what goes by the calendar: when the next one may go to the person.
    `note_read(person, delivery)` is called when somebody opens the message on its page, for kinds whose reading is
    logged.
    `may_be_off`: a person may choose not to get it at all. Nothing urgent, and nothing that asks somebody to act.
    `is_choosable`: a person chooses the channel; an account mail, such as a login link, can only be mailed.
    `is_for(person)`: it can reach them as things are, so that they are asked for the channel.
    `is_of_its_day`: the inbox shows it as it was written, for its numbers are those of a day; it names no incident.
    `is_posted`: it goes to endpoints, so that these can choose it; `still_due` refuses what is private.
    `withheld` says what a message contains that nobody may be shown, and `asked_again` how to get a new one: another
    one than a login link.
    `may_lack_recipient`: it may go to an address that belongs to nobody we know; `visible_to` is not asked then.
    """

    name: str
    label: str
    still_due: StillDue
    visible_to: VisibleTo
    render: Render
    is_listed_always: bool = False
    may_lack_recipient: bool = False
    note_read: NoteRead = not_noted
    listed_to: ListedTo = listed_to_everybody
    next_at: NextAt | None = None
    thread: Thread = no_thread
    may_be_off: bool = False
    is_choosable: bool = True
    is_for: IsFor = is_responder
    is_of_its_day: bool = False
    is_posted: bool = False
    withheld: str = "a login link"
    asked_again: str = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes a kind known. Raises ValueError when another kind has the name."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"Two kinds of deliveries are called {kind.name}.")
    return kind


def find(name: str) -> Kind | None:
    """The kind of that name, or None when no app has registered it."""
    return _kinds.get(name)


def withheld_of(name: str) -> tuple[str, str]:
    """What a secret message of this kind contains, and how to get a new one where it is no login link."""
    kind = find(name)
    return (kind.withheld, kind.asked_again) if kind else ("a secret", "")


def by_kind(batch: Sequence[Delivery]) -> Mapping[Kind | None, list[Delivery]]:
    """The batch by registered kind; None for kinds that nobody has registered."""
    groups: defaultdict[Kind | None, list[Delivery]] = defaultdict(list)
    for delivery in batch:
        groups[find(delivery.kind)].append(delivery)
    return groups


def labels() -> dict[str, str]:
    """Name and label of every kind, by label."""
    return dict(sorted(((kind.name, kind.label) for kind in _kinds.values()), key=lambda pair: pair[1]))


def choosable(person: User) -> list[Kind]:
    """The kinds that can reach this person, by label, without those that can only be mailed."""
    found = [kind for kind in _kinds.values() if kind.is_choosable and not kind.is_posted and kind.is_for(person)]
    return sorted(found, key=lambda kind: kind.label)


def posted() -> dict[str, str]:
    """Name and label of the kinds that endpoints can choose, by label."""
    return {name: label for name, label in labels().items() if _kinds[name].is_posted and name != ENDPOINT_TEST}


def coming(person: User) -> list[tuple[str, datetime]]:
    """What goes by the calendar, by label, and when the next one may go to the person."""
    return [(kind.label, kind.next_at(person)) for kind in _kinds.values() if kind.next_at]


def number_in_payload(key: str) -> Cast:
    """An id in the payload of the delivery that is asked about, for the subqueries of `listed_to`."""
    return Cast(OuterRef(f"payload__{key}"), BigIntegerField())


def listed(person: User, names: Collection[str] | None = None) -> Q:
    """The deliveries that are there for a person, as a condition; kinds that nobody has registered are not.

    With names: those of these kinds alone, which makes a shorter query.
    """
    found = Q(pk__in=())
    for kind in _kinds.values():
        if names is not None and kind.name not in names:
            continue
        found |= Q(kind=kind.name) & kind.listed_to(person)
    return found


def always_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """For kinds that nothing can make obsolete."""
    return {}


def visible_to_everybody(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """For kinds that tell nothing of an incident."""
    return {delivery.pk for _, delivery in pairs}
