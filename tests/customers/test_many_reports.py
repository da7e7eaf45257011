"""Two hundred people report one outage at the same moment, some of them twice."""

from uuid import uuid4

import pytest
from django.db import connection

from customers.enums import ReportState
from customers.models import Report
from customers.selectors.triage import triage
from customers.services.known_problems import ReportWords, report_known_problem
from customers.services.reports import declare_from_reports, file_report, join_reports
from incidents.models import Incident
from incidents.services.creating import IncidentDetails
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer
from tests.factories.incidents import make_incident
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS, AT_ONCE, TWICE = 200, 20, 5  # every fifth is sent a second time
WORDS = (
    "Cannot pay with M-Pesa",
    "M-Pesa payments fail",
    "Paying by M-Pesa hangs at the end",
    "M-Pesa: the payment is refused",
)


@pytest.fixture
def reporters():
    return [make_user(f"Reporter {n}", role="reporter") for n in range(10)]


@pytest.fixture
def jobs(reporters):
    """What each sends: customers known and unknown, some the same."""
    for n in range(5):
        make_customer(f"Customer {n}")

    def job(n):
        uuid = uuid4()
        return lambda: file_report(
            reporter=reporters[n % 10],
            text=WORDS[n % 4],
            customer=f"Customer {n % 50}",
            client_uuid=uuid,
        )

    made = [job(n) for n in range(REPORTS)]
    return [sent for n, each in enumerate(made) for sent in ([each] if n % TWICE else [each, each])]


def in_batches(jobs):
    """So many at the same moment as there are connections for; the second copies run beside the first ones."""
    return [given for at in range(0, len(jobs), AT_ONCE) for given in at_once(*jobs[at : at + AT_ONCE])]


def failures(given):
    return [one for one in given if isinstance(one, Exception)]


def test_each_is_stored_once_they_are_one_group_and_become_one_incident(jobs, responder, manager, admin):
    assert failures(in_batches(jobs)) == []
    assert Report.objects.count() == REPORTS
    (group,) = triage(responder).groups
    assert len(group.reports) == REPORTS

    def declare(person):
        details = IncidentDetails(title="Nobody can pay", level=2, zone="UTC")
        return lambda: declare_from_reports(reports=group.reports, actor=person, details=details, client_uuid=uuid4())

    given = at_once(declare(responder), declare(manager), declare(admin))
    assert [str(refused).partition(";")[2] for refused in failures(given)] == [" somebody else was faster."] * 2
    incident = Incident.objects.get()
    assert incident.reports.filter(state=ReportState.JOINED).count() == REPORTS
    assert incident.affected_customers.count() == 50
    assert Delivery.objects.filter(kind="report_step", payload__step="joined").count() == 10  # each reporter once


def test_reporting_known_problems_linking_groups_and_new_reports_do_not_wait_for_one_another_in_a_circle(
    jobs, reporters, responder
):
    incident = make_incident(by=responder, is_customer_facing=True)
    first = list({report.pk: report for report in (job() for job in jobs[:48])}.values())
    halves = [first[::2], first[1::2]]
    known = [
        lambda n=n: report_known_problem(
            reporter=reporters[n],
            incident=incident,
            words=ReportWords("Here too", customer=f"Customer {n}"),
            client_uuid=uuid4(),
        )
        for n in range(8)
    ]
    joining = [lambda half=half: join_reports(reports=half, actor=responder, incident=incident) for half in halves]
    given = at_once(*known, *joining, *jobs[48:54])
    assert failures(given) == []
    assert incident.reports.count() == len(first) + 8
    connection.close()
