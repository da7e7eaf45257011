"""The company may ask its managers and admins for a second factor, or require one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AuditAction, SecondFactorRule
from accounts.models import AuditEvent, Company
from accounts.selectors import sessions_of
from accounts.services.company import SecondFactorPolicy, edit_company
from core.clock import now
from live.streams.access import WatchRequest, check_access
from tests.accounts.test_second_factor import code_for
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident

TODAY = now().date()


@pytest.fixture
def rule(admin):
    def set_rule(rule, since=None):
        edit_company(actor=admin, name="Acme", zone="UTC", policy=SecondFactorPolicy(rule, since))

    return set_rule


def set_up(client):
    """As a person does, who has no password to confirm with."""
    page = client.get("/profile/second-factor/app/").content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert client.post("/profile/second-factor/app/", {"code": code_for(secret)}).status_code == 302


def test_an_admin_sets_the_rule_and_it_is_on_record(as_user, admin):
    fields = {"name": "Acme", "zone": "UTC", "second_factor": "required", "second_factor_from": "2031-01-05"}
    assert as_user(admin).post(reverse("company"), fields).status_code == 302
    company = Company.objects.get()
    assert (company.second_factor, str(company.second_factor_from)) == ("required", "2031-01-05")
    changed = AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED).detail["changed"]
    assert changed["second_factor"] == ["optional", "required"]
    assert 'value="2031-01-05"' in as_user(admin).get(reverse("company")).content.decode()


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor when the transaction commits
@pytest.mark.parametrize("who", ["manager", "admin"])
def test_where_it_is_required_it_comes_before_anything_else(as_user, request, rule, who):
    rule(SecondFactorRule.REQUIRED)
    client = as_user(request.getfixturevalue(who))
    for address in ("/", reverse("incident_list"), reverse("people"), reverse("profile")):
        assert client.get(address)["Location"] == reverse("mfa_index"), address
    assert "requires two-factor authentication" in client.get(reverse("mfa_index")).content.decode()
    set_up(client)
    assert client.get("/").status_code == 200


def test_it_is_asked_of_nobody_else(as_user, reporter, responder, rule):
    rule(SecondFactorRule.REQUIRED)
    example = make_user(role="manager", is_example=True)
    assert [as_user(person).get("/").status_code for person in (reporter, responder, example)] == [200] * 3


def test_what_was_sent_is_kept(as_user, manager, rule):
    incident = make_incident()
    rule(SecondFactorRule.REQUIRED)
    client = as_user(manager)
    entry = {"text": "The cache is cold.", "client_uuid": uuid4()}
    address = reverse("entry_add", args=[incident.pk])
    queued = client.post(address, entry, headers={"Accept": "application/json"})
    assert (queued.status_code, "Set it up first" in queued.json()["refused"]) == (403, True)
    stopped = client.post(address, entry)
    assert stopped.status_code == 403
    page = stopped.content.decode()
    assert f'action="{address}"' in page
    assert "The cache is cold.</textarea>" in page
    part = client.get("/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("mfa_index")


def test_until_the_date_it_is_asked_for(as_user, manager, rule):
    rule(SecondFactorRule.REQUIRED, TODAY + timedelta(days=7))
    assert as_user(manager).get("/").status_code == 200
    rule(SecondFactorRule.REQUIRED, TODAY)
    assert as_user(manager).get("/").status_code == 302


def test_where_it_is_asked_for_logging_in_says_so(client, rule):
    password = "a wise crow flies late"
    make_user("Rui Costa", email="rui@example.org", password=password, role="manager")
    rule(SecondFactorRule.ASKED)
    page = client.post("/login/", {"login": "rui@example.org", "password": password}, follow=True).content.decode()
    assert "asks managers and admins to set up two-factor authentication" in page


def test_a_session_that_goes_on_learns_of_the_rule_within_minutes(as_user, manager, rule):
    client = as_user(manager)
    rule(SecondFactorRule.REQUIRED)
    assert client.get("/").status_code == 200
    stored = Session.objects.get(pk=client.session.session_key)
    Session.objects.filter(pk=stored.pk).update(expire_date=stored.expire_date - timedelta(minutes=6))
    assert client.get("/").status_code == 302


def test_the_stream_ends_with_the_pages(as_user, manager, rule):
    client = as_user(manager)
    key, room = client.session.session_key, make_incident().pk
    rule(SecondFactorRule.REQUIRED)
    (access,) = check_access([WatchRequest(key, (room,))])
    assert access is not None, "this session did not look at the rule yet"
    Session.objects.update(expire_date=Session.objects.get(pk=key).expire_date - timedelta(minutes=6))
    client.get("/")
    assert check_access([WatchRequest(key, (room,))]) == [None]
    assert [shown.is_current for shown in sessions_of(manager, key)] == [True], "its person can still end it"


def test_it_costs_no_query_on_a_page(as_user, manager, rule):
    client, counts = as_user(manager), []
    for wanted in (SecondFactorRule.OPTIONAL, SecondFactorRule.REQUIRED):
        rule(wanted, TODAY + timedelta(days=7))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("profile"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
