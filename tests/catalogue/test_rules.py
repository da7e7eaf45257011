"""The page of the rules: managers look, admins change."""

from django.urls import reverse

from catalogue.models import Rules
from tests.html import html_of


def test_managers_look_and_admins_change(as_user, manager, admin):
    shown = html_of(as_user(manager).get(reverse("rules")))
    assert ("Admins change them." in shown, "disabled" in shown, ">Save<" in shown) == (True, True, False)
    assert reverse("rules") in html_of(as_user(manager).get("/settings/"))
    values = {"report_minutes": 20, "report_manager_minutes": 40, "sign_offs_required": 1}
    assert as_user(manager).post(reverse("rules_edit"), values).status_code == 403
    assert as_user(admin).post(reverse("rules_edit"), values).status_code == 302
    assert Rules.current().report_minutes == 20
