"""What the tests of the board share: its figures, the rows behind a number, and finished items."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.test import Client

from accounts.models import User
from actions.models import ActionItem
from core.clock import frozen
from tests.factories.actions import make_action_item

As = Callable[[User], Client]
NOON = datetime(2023, 5, 13, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def rows_behind(client: Client, address: str) -> int:
    return client.get(address).context["page"].paginator.count


def figures_of(client: Client, query: str = "team=all"):
    with frozen(NOON):
        return client.get(f"/follow-through/?{query}").context["board"].figures


def make_finished(due: date | None, on: date, status: str = "done", **fields) -> ActionItem:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return make_action_item(status=status, status_reason="x", due_on=due, finished_on=on, finished_at=at, **fields)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)
