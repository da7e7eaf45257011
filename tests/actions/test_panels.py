"""What action items show on the page of an incident."""

from datetime import timedelta

from django.urls import reverse

from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.services.statuses import change_status
from core.clock import today
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident


def section(client, incident):
    """The section *Action items* of the page."""
    shown = " ".join(client.get(incident.get_absolute_url()).content.decode().split())
    return shown[shown.index('id="a-act"') :].split("</section>")[0]


def test_the_page_of_an_incident_counts_them(as_user, responder):
    incident = make_incident(by=responder)
    assert "No action items" in section(as_user(responder), incident)
    late = make_action_item(incident=incident, owner=responder, due_on=today(responder.zone) - timedelta(days=1))
    change_status(
        item=make_action_item(incident=incident, owner=responder), actor=responder, action="finish", reason="merged"
    )
    shown = section(as_user(responder), incident)
    assert f"{reverse('action_list')}?incident={incident.pk}&amp;status=all" in shown
    assert "2 action items</a>, 1 done, " in shown
    assert "1 overdue" in shown
    change_status(item=late, actor=responder, action="finish", reason="merged")
    assert "overdue" not in section(as_user(responder), incident)


def test_it_says_how_many_of_the_proposed_are_past_their_date(as_user, responder):
    incident = make_incident(by=responder)
    yesterday, tomorrow = (today(responder.zone) + timedelta(days=days) for days in (-1, 1))
    made = [make_action_item(incident=incident, owner=responder, due_on=day) for day in (yesterday, tomorrow)]
    assert "once accepted" not in section(as_user(responder), incident)
    ActionItem.objects.filter(pk__in=[item.pk for item in made]).update(status=ActionStatus.PROPOSED)
    shown = section(as_user(responder), incident)
    assert "1 of the 2 is past its date: once accepted, it counts as overdue." in shown
    assert f"{reverse('action_list')}?incident={incident.pk}&amp;status=proposed" in shown
