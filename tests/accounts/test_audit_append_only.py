"""The audit log is append-only for the application's own code, but for two functions that are recorded."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from accounts.services import audit
from incidents.services.redacting import redact_words
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident


def refused(statement):
    said = pytest.raises((ProgrammingError, InternalError), match="append-only")
    with said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_line_is_changed_or_deleted(responder):
    audit(actor=responder, action=AuditAction.LOGIN, subject="Amina Otieno")
    refused("UPDATE accounts_auditevent SET subject = 'Somebody else'")
    refused("DELETE FROM accounts_auditevent")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.get().subject == "Amina Otieno"


def test_nor_is_the_table_emptied(responder):
    refused("TRUNCATE accounts_auditevent CASCADE")


def test_what_a_function_may_do_is_over_with_it(responder):
    person = make_user(is_example=True)
    audit(actor=person, action=AuditAction.LOGIN, subject="An example")
    kept = audit(actor=responder, action=AuditAction.EXPORTED, subject="Incidents as CSV")
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_audit_clear_examples()")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT accounts_audit_blank(%s, 'Blanked', '{}')", [kept.pk])
    kept.refresh_from_db()
    assert kept.subject == "Blanked"
    refused("UPDATE accounts_auditevent SET subject = 'x'")
    refused("DELETE FROM accounts_auditevent")


def test_only_what_an_export_recorded_can_be_blanked(responder):
    line = audit(actor=responder, action=AuditAction.ROLE_CHANGED, subject="Amina Otieno")
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_audit_blank(%s, 'Blanked', '{}')", [line.pk])
    line.refresh_from_db()
    assert line.subject == "Amina Otieno"


def test_redacted_words_do_not_stay_in_what_was_filtered_by(as_user, responder, admin):
    incident = make_incident("Card 4929 1234 leaked", by=responder)
    make_entry(incident, "The card is 4929 1234.", by=responder)
    client = as_user(responder)
    client.get("/incidents.csv", {"q": 'the "4929  1234" card', "status": "open"})
    client.get(f"/incidents/{incident.pk}/timeline.csv")
    client.get("/incidents.csv", {"q": "cache"})
    redact_words(incident=incident, actor=admin, words="4929 1234", reason="a card's number \\1")
    lines = AuditEvent.objects.filter(action=AuditAction.EXPORTED).order_by("pk")
    assert not any("4929" in f"{line.subject} {line.detail}" for line in lines)
    first = lines[0].detail["filters"]
    assert first["q"] == f'the "[redacted by {admin.name}: a card\'s number \\1]" card'
    assert first["status"] == "open"
    assert lines[2].detail["filters"] == {"q": "cache"}
    assert AuditEvent.objects.get(action=AuditAction.REDACTED).detail["lines of the audit log"] == "2"


@pytest.mark.parametrize("words", ["Incidents as CSV", "INC-", "timeline as CSV", "as CSV"])
def test_redacting_words_does_not_take_what_was_exported_from_the_log(as_user, responder, admin, words):
    incident = make_incident("Card leaked", by=responder)
    make_entry(incident, f"Somebody wrote: {words}", by=responder)
    client = as_user(responder)
    client.get("/incidents.csv", {"status": "open"})
    client.get(f"/incidents/{incident.pk}/timeline.csv")
    redact_words(incident=incident, actor=admin, words=words, reason="a try")
    lines = AuditEvent.objects.filter(action=AuditAction.EXPORTED).order_by("pk")
    assert [line.subject for line in lines] == ["Incidents as CSV", f"INC-{incident.pk} Card leaked"]
    assert lines[1].detail == {"file": "timeline as CSV"}
