"""A manager waives a postmortem with a reason, and takes that back."""

from datetime import date

import pytest
from django.urls import reverse

from core.clock import now
from core.errors import Conflict, DomainError
from followthrough.selectors.reminding import escalations, lines_for
from followthrough.selectors.things import PlanningData
from incidents.enums import EntryKind, Status
from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.timeline import redact_entry
from notifications.services.erasing import REMOVED
from postmortems.models import Postmortem, Waiver
from postmortems.services.postmortems import PostmortemDetails, change_details
from postmortems.services.waivers import take_back_waiver, waive_postmortem
from tests.factories.incidents import make_incident, make_private_incident, resolve
from tests.factories.postmortems import make_over, make_postmortem, publish


def waived(manager, incident, reason="The supplier wrote one"):
    waive_postmortem(incident=incident, actor=manager, reason=reason)
    return Incident.objects.get(pk=incident.pk)


def told(incident):
    return list(incident.entries.filter(kind=EntryKind.POSTMORTEM).order_by("seq").values_list("text", flat=True))


def test_after_it_none_is_opened_and_the_incident_can_be_closed(manager, responder):
    incident = waived(manager, make_incident(by=responder, level=1))
    assert not incident.postmortem_required
    incident = resolve(incident)
    assert not Postmortem.objects.exists()
    change_status(incident=incident, actor=responder, change=StatusChange("close"))
    assert Incident.objects.get().status == Status.CLOSED
    assert told(incident) == ["Grace Wanjiru waived the postmortem: The supplier wrote one"]


def test_taking_it_back_opens_one_where_the_incident_is_over(manager, responder):
    incident = resolve(waived(manager, make_incident(by=responder, level=1)))
    take_back_waiver(incident=incident, actor=manager)
    take_back_waiver(incident=incident, actor=manager)
    assert Incident.objects.get().postmortem_required
    assert Postmortem.objects.get().due_on is not None
    assert not Waiver.objects.exists()
    assert told(incident)[1] == "Grace Wanjiru took back the waiver of the postmortem."


def test_one_that_was_begun_is_no_longer_due_until_the_waiver_is_taken_back(manager, responder):
    incident = make_incident(by=responder, level=1)
    resolve(incident)
    Postmortem.objects.update(due_on=date(2020, 1, 1))
    waived(manager, incident)
    postmortem = Postmortem.objects.get()
    assert postmortem.due_on is None
    with pytest.raises(DomainError, match="waived"):
        change_details(postmortem=postmortem, actor=responder, details=PostmortemDetails(None, None, date(2030, 1, 1)))
    take_back_waiver(incident=incident, actor=manager)
    assert Postmortem.objects.get().due_on == date(2020, 1, 1)
    assert list(postmortem.events.values_list("what", "before", "after", "note")) == [
        ("Due", "1 January 2020", "no date", "Waived"),
        ("Due", "no date", "1 January 2020", "The waiver was taken back"),
    ]


@pytest.mark.parametrize(
    ("reason", "level", "why"), [(" ", 1, "Say why"), ("x" * 501, 1, "500"), ("Fine", 4, "nothing to waive")]
)
def test_what_cannot_be_waived(manager, responder, reason, level, why):
    with pytest.raises(DomainError, match=why):
        waived(manager, make_incident(by=responder, level=level), reason)
    assert not Waiver.objects.exists()


def test_a_published_one_and_a_second_waiver_are_refused(manager, responder):
    incident = make_incident(by=responder, level=1)
    waived(manager, incident)
    with pytest.raises(Conflict):
        waived(manager, incident)
    over = resolve(make_incident(by=responder, level=1))
    publish(make_postmortem(incident=over, author=responder), responder)
    with pytest.raises(DomainError, match="published already"):
        waived(manager, over)


def test_managers_waive_others_do_not_and_everybody_reads_why(as_user, manager, responder):
    incident = make_incident(by=responder, level=1)
    address, shown = reverse("postmortem_waive", args=[incident.pk]), incident.get_absolute_url()
    assert address not in as_user(responder).get(shown).content.decode()
    assert address in as_user(manager).get(shown).content.decode()
    assert as_user(responder).post(address, {"reason": "No"}).status_code == 403
    refused = as_user(manager).post(address, {"reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    assert as_user(manager).post(address, {"reason": "The supplier wrote one"}).status_code == 302
    for page in (shown, reverse("postmortem", args=[incident.pk])):
        assert "The supplier wrote one" in as_user(responder).get(page).content.decode()
    assert "waived" in as_user(responder).get(reverse("incident_list")).content.decode()
    end = reverse("postmortem_waiver_end", args=[incident.pk])
    assert as_user(responder).post(end).status_code == 403
    assert as_user(manager).post(end).status_code == 302
    assert not Waiver.objects.exists()


def test_a_private_incident_is_not_there_for_other_managers(as_user, manager, responder):
    incident = make_private_incident(by=responder, level=1)
    assert as_user(manager).get(reverse("postmortem_waive", args=[incident.pk])).status_code == 404


def test_the_list_says_waived_and_nothing_is_overdue(as_user, manager, responder):
    postmortem = make_postmortem(incident=resolve(make_incident(by=responder, level=1)), author=responder)
    Postmortem.objects.update(due_on=date(2020, 1, 1), owner=responder)
    client, rows = as_user(responder), reverse("postmortem_list")
    assert postmortem.incident_reference in client.get(f"{rows}?status=late").content.decode()
    waived(manager, postmortem.incident)
    assert "overdue by" not in client.get(rows).content.decode()
    assert ">waived<" in "".join(client.get(rows).content.decode().split())
    assert f"/incidents/{postmortem.incident_id}/" not in client.get(f"{rows}?status=late").content.decode()
    assert "overdue by" not in client.get(postmortem.get_absolute_url()).content.decode()


def test_no_digest_reminds_of_it(manager, responder):
    incident = resolve(make_incident(by=responder, level=1))
    Postmortem.objects.update(due_on=date(2020, 1, 1), owner=responder)

    def reminded():
        data = PlanningData()
        return lines_for([responder.pk], now().date(), now(), escalations(now(), data), data).get(responder.pk, [])

    assert [line.due_on for line in reminded()] == [date(2020, 1, 1)]
    waived(manager, incident)
    assert reminded() == []


def test_the_reason_goes_with_the_entry_that_tells_it(manager, responder, admin):
    incident = waived(manager, make_over(lead=responder, level=1, postmortem_required=True), "A secret reason")
    redact_entry(entry=incident.entries.latest("seq"), actor=admin, reason="A key")
    assert Waiver.objects.get().reason == REMOVED


def test_the_reason_of_a_later_waiver_stays(manager, responder, admin):
    incident = waived(manager, make_over(lead=responder, level=1, postmortem_required=True), "A secret reason")
    first = incident.entries.latest("seq")
    take_back_waiver(incident=incident, actor=manager)
    waived(manager, incident, "The supplier wrote one")
    redact_entry(entry=first, actor=admin, reason="A key")
    assert Waiver.objects.get().reason == "The supplier wrote one"
