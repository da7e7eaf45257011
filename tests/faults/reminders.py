"""Reminders and escalations: which mails the stored action items demand, and which of them came."""

import re
from email.message import EmailMessage
from functools import cache
from typing import NamedTuple
from uuid import uuid4

from tests.faults.overdue import ESCALATED
from tests.faults.running import RunningInstallation

TITLE = re.compile(r"\bitem-\d+-of-[0-9a-f]{8}\b")
STORED = """
    select item.title, item.due_on <= (item.created_at at time zone 'UTC')::date - %s, owner.email, manager.email
    from actions_actionitem item
    join accounts_user owner on owner.id = item.owner_id
    join accounts_team team on team.id = item.team_id
    join accounts_teammembership membership on membership.team_id = team.id and membership.is_manager
    join accounts_user manager on manager.id = membership.user_id
    where team.name = %s
"""
# What is not planned yet is to be seen nowhere but here: digests by their address, urgent mails by their item.
PLANNED = """
    select count(*) from notifications_delivery where kind = 'digest' and address = any(%s)
    union all
    select count(*) from notifications_delivery join actions_actionitem item on item.id = (payload ->> 'item')::bigint
    where notifications_delivery.kind = 'urgent_reminder' and item.title = any(%s)
"""
FORGET = (
    "delete from followthrough_reminder",
    "delete from actions_actionitem",
    "update notifications_endpoint set is_enabled = false, failures = 0, paused_until = null, gone_at = null",
    "update accounts_user set is_active = false where email ~ '^(owner[0-9]+|manager)[.]'",
)


class Told(NamedTuple):
    """Somebody is told of an action item: in their digest, or urgently."""

    address: str
    title: str
    is_urgent: bool


def queue(it: RunningInstallation, count: int, *, hour: int = 0) -> set[Told]:
    """Stores overdue action items, and returns the mails that they demand (so many), once they are committed.

    `hour`: from which the owners want their digest, in UTC.
    """
    key = uuid4().hex[:8]
    it.run(f"from tests.faults.overdue import make_overdue\nmake_overdue({key!r}, count={count}, hour={hour})")
    told = set()
    for title, is_escalated, owner, manager in it.sql(STORED, ESCALATED.days, key):
        told.add(Told(owner, title, is_urgent=False))
        if is_escalated:
            told |= {Told(address, title, is_urgent=True) for address in (manager, "executive@example.com")}
    assert len(told) == count
    return told


@cache
def told_by(mail: EmailMessage) -> frozenset[Told]:
    """Whom the mail tells of what."""
    body = mail.get_body(("plain",))
    titles = TITLE.findall(body.get_content()) if body else ()
    return frozenset(Told(mail["X-RcptTo"], title, "Urgent" in mail["Subject"]) for title in titles)


def arrived(it: RunningInstallation, told: set[Told]) -> int:
    """How many of them have arrived, each counted once."""
    return len(told & {one for mail in list(it.mailbox.mails) for one in told_by(mail)})


def are_planned(it: RunningInstallation, told: set[Told]) -> bool:
    """Whether each has been written down as a message that is to be sent."""
    digests = {one.address for one in told if not one.is_urgent}
    urgent = [one.title for one in told if one.is_urgent]
    return [row[0] for row in it.sql(PLANNED, list(digests), urgent)] == [len(digests), len(urgent)]


def forget(it: RunningInstallation) -> None:
    """Leaves nothing to be reminded of and nobody to be told, so that no row plans for those before it."""
    for statement in FORGET:
        it.sql(statement)
