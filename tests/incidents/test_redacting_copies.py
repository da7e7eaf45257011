"""Words that stand in several incidents: a redaction in one of them reaches them all."""

import pytest
from django.db import transaction

from accounts.enums import Role
from incidents.models import Incident
from incidents.services.changes import change_status
from incidents.services.redacting import redact_report
from incidents.services.reports import join_report
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_report
from tests.together import elsewhere


def told_twice(actor, reporter):
    """A report that became new again when its incident was cancelled, and was joined to a later one."""
    first, second = make_incident("A false alarm", by=actor), make_incident(by=actor)
    report = make_report(reporter, "Jane Doe cannot pay", customer="Jane Doe")
    join_report(report=report, actor=actor, incident=first)
    change_status(incident=first, actor=actor, action="cancel", reason="Nothing there")
    join_report(report=report, actor=actor, incident=second)
    return report, first, second


@pytest.mark.django_db(transaction=True)
def test_a_redacted_report_locks_its_incidents_in_the_order_of_their_numbers():
    actor = make_user("Amina Otieno")
    report, first, second = told_twice(actor, make_user("Peter Njoroge", role=Role.REPORTER))
    rows = Incident.objects.select_for_update(of=("self",), nowait=True).defer("search")
    with transaction.atomic():
        rows.get(pk=first.pk)
        answer = elsewhere(lambda: redact_report(report=report, actor=actor, reason="A name"))
        assert rows.get(pk=second.pk) == second
    assert answer().text == "Redacted by Amina Otieno: A name"
