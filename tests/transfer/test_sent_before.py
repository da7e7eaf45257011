"""After an import nobody gets once more what the installation that everything comes from has sent."""

from datetime import UTC, datetime, timedelta

import pytest

from catalogue.enums import NoticeTo
from core import clock
from followthrough.services.urgent import plan_urgent
from followthrough.services.weekly import plan_weekly
from incidents.services.updates import tell_overdue_updates
from notifications.enums import State
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident
from tests.followthrough.test_policy_reminders import DAY, MONDAY, only
from transfer.exporting.progress import Progress
from transfer.services.exports import export_to_folder
from transfer.services.imports import import_everything
from transfer.services.sent_before import WHY

pytestmark = pytest.mark.django_db(transaction=True)
SATURDAY_AT_NINE = datetime(2023, 5, 20, 9, 0, tzinfo=UTC)


def planned() -> list[int]:
    return [plan_weekly(), plan_urgent(), tell_overdue_updates()]


def test_what_fell_due_before_the_export_is_not_sent_again_and_what_comes_later_is(boss, folder, make_new):
    with clock.frozen(SATURDAY_AT_NINE - timedelta(hours=1)) as stopped:
        grace = make_user("Grace Wanjiru", role="manager", zone="UTC")
        only({"days": 3, "to": NoticeTo.PERSON, "person": grace, "is_urgent": True})
        make_action_item(owner=make_user("Amina Otieno", zone="UTC"), due_on=MONDAY + 2 * DAY)
        make_incident(by=boss, level=2)
        stopped.forward(timedelta(hours=1))
        assert planned() == [1, 1, 1]
        export_to_folder(folder=folder, actor=boss, progress=Progress())
        make_new()
        stopped.forward(timedelta(hours=1))
        import_everything(folder=folder, progress=Progress())
        assert planned() == [0, 0, 0]
        assert set(Delivery.objects.values_list("state", "void_reason")) == {(State.VOID, WHY)}
        stopped.forward(7 * DAY)
        assert plan_weekly() == 1
        assert set(Delivery.objects.values_list("state", flat=True)) == {State.VOID, State.WAITING}
