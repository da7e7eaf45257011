"""The audit log and its page."""

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from accounts.services import audit
from tests.factories.accounts import make_user

PAGE = "/settings/audit/"


def test_admins_alone_read_it(as_user, reporter, responder, manager, admin):
    assert as_user(reporter).get(PAGE).status_code == 404
    assert as_user(responder).get(PAGE).status_code == 403
    assert as_user(manager).get(PAGE).status_code == 403
    assert as_user(admin).get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=platform", True), ("action=team_changed", True), ("action=redacted", False), ("since=2001-01-01", True)],
)
def test_it_is_narrowed(as_user, admin, query, found):
    audit(actor=admin, action=AuditAction.TEAM_CHANGED, subject="Platform", detail={"change": "created"})
    shown = as_user(admin).get(f"{PAGE}?{query}").content.decode()
    assert ("change: created" in shown) is found


def test_it_costs_the_same_for_many(as_user, admin, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(admin)
    client.get(PAGE)
    with django_assert_max_num_queries(10) as few:
        client.get(PAGE)
    for _ in range(60):
        audit(actor=admin, action=AuditAction.TEAM_CHANGED, subject="Platform")
    with django_assert_num_queries(len(few)):
        assert "page=2" in client.get(PAGE).content.decode()


def test_the_request_is_named(as_user, admin, responder):
    as_user(admin).post(
        f"/settings/people/{responder.pk}/role/", {"role": "manager"}, headers={"X-Request-Id": "abc-123-def"}
    )
    assert AuditEvent.objects.get(action=AuditAction.ROLE_CHANGED).request_id == "abc-123-def"


def test_null_characters_of_an_address_are_left_out(admin):
    event = audit(actor=admin, action=AuditAction.EXPORTED, subject="a\x00b", detail={"filters": {"q\x00": ["c\x00d"]}})
    event.refresh_from_db()
    assert (event.subject, event.detail) == ("ab", {"filters": {"q": ["cd"]}})


def test_changes_are_told_in_words(as_user, admin):
    changed = {"correction_reason_required": [False, True], "is_active": [True, False]}
    audit(actor=admin, action=AuditAction.POLICY_CHANGED, subject="Rules", detail={"changed": changed})
    shown = as_user(admin).get(PAGE).content.decode()
    assert "Changed a setting" in shown
    assert "corrections need a reason: no → yes" in shown
    assert "active: yes → no" in shown
    assert "is_active" not in shown


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("gone@example.org", "the account is deactivated"),
        ("here@example.org", "the password is wrong"),
        ("nobody@example.org", "nobody has this address"),
    ],
)
def test_a_failed_login_says_why(client, email, why):
    make_user(email="gone@example.org", is_active=False)
    make_user(email="here@example.org", password="a wise crow flies late")
    client.post("/login/", {"login": email, "password": "a dull crow"})
    assert AuditEvent.objects.get(action=AuditAction.LOGIN_FAILED).detail["reason"] == why


def test_people_are_named_not_numbered(as_user, admin, responder):
    audit(actor=admin, action=AuditAction.PRIVACY_CHANGED, subject="INC-7", detail={"added": responder.pk})
    audit(actor=admin, action=AuditAction.PRIVACY_CHANGED, subject="INC-7", detail={"removed": 987654})
    shown = as_user(admin).get(PAGE).content.decode()
    assert "added: Amina Otieno" in shown
    assert "removed: 987654" in shown
