"""Clearing the example data: all of it goes, and nothing real."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, Team, TeamMembership, User
from accounts.services import audit
from catalogue.models import Service
from customers.enums import ReportState
from customers.models import Report
from customers.services.reports import join_report
from examples.services.clearing import clear_examples
from examples.services.loading import load_examples
from examples.services.people import load_example_people
from incidents.models import Attachment, Incident, TimelineEntry
from incidents.selectors.roles import lead_of
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident

UNTOUCHED = {"django_migrations", "catalogue_severity", "django_content_type", "accounts_auditevent"}


@pytest.fixture
def loaded(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_examples()
    return {person.name.split()[0].lower(): person for person in User.objects.filter(is_example=True)}


def rows():
    """How many rows each table of ours has."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table not in UNTOUCHED]
    return {model._meta.db_table: model._base_manager.count() for model in models}


def test_loading_and_clearing_leaves_nothing(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    before = rows()
    with django_capture_on_commit_callbacks(execute=True):
        load_examples()
    assert rows() != before
    with django_capture_on_commit_callbacks(execute=True):
        clear_examples()
    assert rows() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert [event.subject for event in AuditEvent.objects.all()] == [
        "Cleared the example data",
        "Loaded the example data",
    ]


def test_what_is_real_stays(loaded, admin):
    real = make_incident("Real one", by=admin)
    make_entry(real, by=admin)
    team = Team.objects.get(name="Shop")
    TeamMembership.objects.create(team=team, user=admin)
    shop = Service.objects.get(name="Shop")
    real.services.add(shop)
    clear_examples()
    assert list(Incident.objects.all()) == [real]
    assert list(User.objects.all()) == [admin]
    assert list(Team.objects.values_list("name", "is_example")) == [("Shop", False)]
    assert list(Service.objects.values_list("name", "is_example")) == [("Shop", False)]


def test_an_example_person_whom_real_work_names_stays_without_a_login(loaded, admin, as_user):
    real = make_incident("Real one", by=admin, lead=loaded["amina"])
    amina = as_user(loaded["amina"])
    assert amina.get("/profile/").status_code == 200
    cleared = clear_examples()
    assert cleared.people.kept == ("Amina Otieno",)
    real.refresh_from_db()
    assert lead_of(real) == loaded["amina"]
    assert amina.get("/profile/").status_code == 302


def test_what_somebody_tried_out_as_an_example_person_goes(loaded):
    tried_out = make_incident("Trying it out", by=loaded["amina"])
    make_entry(tried_out, by=loaded["brian"])
    make_report(loaded["peter"])
    clear_examples()
    assert not Incident.objects.exists()
    assert not Report.objects.exists()
    assert not User.objects.exists()


def test_what_a_real_person_wrote_in_keeps_the_incident(loaded, admin):
    incident = make_incident("Begun by Amina", by=loaded["amina"])
    make_entry(incident, by=admin)
    clear_examples()
    assert list(Incident.objects.all()) == [incident]
    assert loaded["amina"].name in [person.name for person in User.objects.filter(is_active=False)]


def test_a_real_report_on_an_example_incident_waits_again(loaded, admin):
    sales = make_user("Joy Mutua", role=Role.REPORTER)
    report = make_report(sales)
    join_report(report=report, actor=admin, incident=Incident.objects.filter(is_example=True).first())
    clear_examples()
    report.refresh_from_db()
    assert (report.state, report.incident) == (ReportState.NEW, None)


def test_messages_about_it_go_and_others_stay(loaded, admin):
    clear = Delivery.objects.create(kind="digest", recipient=loaded["grace"], address="g@example.com", dedup_key="one")
    stay = Delivery.objects.create(kind="digest", recipient=admin, address=admin.email, dedup_key="two")
    clear_examples()
    assert not Delivery.objects.filter(pk=clear.pk).exists()
    assert Delivery.objects.filter(pk=stay.pk).exists()


def test_the_audit_log_keeps_what_touched_real_people(loaded, admin):
    daniel = loaded["daniel"]
    audit(actor=daniel, action=AuditAction.LOGIN, subject="Daniel Mwangi", detail={"person": daniel.pk})
    kept = audit(actor=daniel, action=AuditAction.ROLE_CHANGED, subject=admin.name, detail={"person": admin.pk})
    cleared = clear_examples()
    assert cleared.people.kept == ("Daniel Mwangi",)
    assert list(AuditEvent.objects.filter(actor=daniel)) == [kept]


def test_the_command_asks_first(loaded, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was removed"):
        call_command("clear_examples")
    out = StringIO()
    call_command("clear_examples", yes=True, stdout=out)
    assert "Removed 67 incidents" in out.getvalue()
    assert not TimelineEntry.objects.exists()
    assert not Attachment.objects.exists()
    call_command("clear_examples", yes=True, stdout=out)
    assert "Removed 0 incidents" in out.getvalue()


def test_every_page_says_that_examples_are_there_and_no_longer(client, settings):
    settings.EXAMPLE = True
    words = "Example data is loaded"
    assert words not in client.get("/login/").content.decode()
    load_example_people()
    assert words in client.get("/login/").content.decode()
    clear_examples()
    assert words not in client.get("/login/").content.decode()
