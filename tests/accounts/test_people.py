"""The pages about people."""

import pytest

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent, User
from tests.factories.accounts import make_team, make_user
from tests.factories.incidents import make_incident

LIST = "/settings/people/"


def page(person):
    return f"{LIST}{person.pk}/"


@pytest.mark.parametrize("address", [LIST, "/settings/"])
def test_managers_and_admins_look_at_people(as_user, reporter, responder, manager, admin, address):
    assert as_user(reporter).get(address).status_code == 404
    assert as_user(responder).get(address).status_code == 403
    assert as_user(manager).get(address).status_code == 200
    assert as_user(admin).get(address).status_code == 200


def test_a_manager_sees_no_way_to_change_anybody(as_user, manager, responder):
    shown = as_user(manager).get(page(responder)).content.decode()
    assert "Amina Otieno" in shown
    assert "Deactivate" not in shown
    assert "Change role" not in shown


def test_the_list_is_narrowed_by_text_role_team_and_state(as_user, admin):
    team = make_team("Platform", members=(make_user("Brian Kimani"),))
    make_user("Zawadi Left", is_active=False)
    invited = make_user("Joy Coming", role=Role.REPORTER)
    here = make_user("Halima Here", password="a wise crow flies late")

    def names(query):
        answer = as_user(admin).get(f"{LIST}?{query}").content.decode()
        return {name for name in ("Brian Kimani", "Zawadi Left", "Joy Coming", "Halima Here") if name in answer}

    assert names("q=ZAWADI") == {"Zawadi Left"}
    assert names(f"team={team.pk}") == {"Brian Kimani"}
    assert names("role=reporter") == {"Joy Coming"}
    assert names("state=inactive") == {"Zawadi Left"}
    assert names("state=active") == {"Brian Kimani", "Joy Coming", "Halima Here"}
    assert "Halima Here" not in names("state=invited")
    assert invited.name in names("state=invited")
    assert not here.is_example
    assert names("role=owner") == {"Brian Kimani", "Zawadi Left", "Joy Coming", "Halima Here"}


def test_the_list_costs_the_same_for_many(as_user, admin, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(admin)
    make_team(members=(make_user(),))
    client.get(LIST)
    with django_assert_max_num_queries(11) as few:
        client.get(LIST)
    for _ in range(60):
        make_team(members=(make_user(),))
    with django_assert_num_queries(len(few)):
        assert "page=2" in client.get(LIST).content.decode()


def test_an_admin_corrects_facts(as_user, admin, responder):
    answer = as_user(admin).post(
        f"{page(responder)}edit/", {"name": "Amina O.", "email": "Amina.O@example.org", "zone": "EAT"}
    )
    assert answer.status_code == 302
    responder.refresh_from_db()
    assert (responder.name, responder.email, responder.zone) == ("Amina O.", "amina.o@example.org", "Africa/Nairobi")
    event = AuditEvent.objects.get(action=AuditAction.PERSON_CHANGED)
    assert set(event.detail["changed"]) == {"name", "email", "zone"}
    assert "name: Amina Otieno → Amina O." in as_user(admin).get(page(responder)).content.decode()


def test_another_address_ends_the_sessions_and_is_told_to_the_earlier_one(as_user, admin, mailoutbox):
    amina = make_user("Amina Otieno", email="amina@example.org", password="a wise crow flies late")
    theirs = as_user(amina)
    facts = {"name": "Amina Otieno", "email": "amina@example.org", "zone": "UTC"}
    as_user(admin).post(f"{page(amina)}edit/", facts)
    assert theirs.get("/profile/").status_code == 200
    assert mailoutbox == []
    as_user(admin).post(f"{page(amina)}edit/", facts | {"email": "somebody@example.org"})
    assert theirs.get("/profile/").status_code == 302
    (message,) = mailoutbox
    assert message.to == ["amina@example.org"]
    assert f"{admin.name} gave your account" in message.body
    assert "somebody@example.org" not in message.body


def test_the_mistyped_address_of_somebody_invited_is_told_nothing(as_user, admin, responder, mailoutbox):
    facts = {"name": responder.name, "email": "right@example.org", "zone": "UTC"}
    assert as_user(admin).post(f"{page(responder)}edit/", facts).status_code == 302
    assert mailoutbox == []


def test_who_changes_their_own_address_stays_logged_in_there_alone(as_user, admin):
    here, elsewhere = as_user(admin), as_user(admin)
    facts = {"name": admin.name, "email": "new@example.org", "zone": "UTC"}
    assert here.post(f"{page(admin)}edit/", facts).status_code == 302
    assert [client.get("/profile/").status_code for client in (here, elsewhere)] == [200, 302]


def test_an_address_that_is_taken_and_a_zone_nobody_knows_keep_what_was_typed(as_user, admin, responder, manager):
    client = as_user(admin)
    taken = client.post(f"{page(responder)}edit/", {"name": "New", "email": manager.email.upper(), "zone": "UTC"})
    assert taken.status_code == 422
    assert "Somebody already has this address." in taken.content.decode()
    assert 'value="New"' in taken.content.decode()
    zone = client.post(f"{page(responder)}edit/", {"name": "New", "email": "a@example.org", "zone": "Mars"})
    assert zone.status_code == 422
    responder.refresh_from_db()
    assert responder.name == "Amina Otieno"


def test_changing_a_role_is_on_record(as_user, admin, responder):
    as_user(admin).post(f"{page(responder)}role/", {"role": "manager"})
    responder.refresh_from_db()
    assert responder.role == Role.MANAGER
    event = AuditEvent.objects.get(action=AuditAction.ROLE_CHANGED)
    assert (event.actor, event.detail["before"], event.detail["after"]) == (admin, "responder", "manager")


@pytest.mark.parametrize("path", ["edit", "role", "end-sessions", "deactivate", "reactivate", "invite"])
def test_only_admins_change_people(as_user, reporter, responder, manager, path):
    address = f"{page(reporter)}{path}/"
    assert as_user(reporter).post(address).status_code == 404
    assert as_user(responder).post(address).status_code == 403
    assert as_user(manager).post(address, {"role": "admin"}).status_code == 403
    assert not AuditEvent.objects.exclude(action=AuditAction.LOGIN).exists()


def test_the_last_admin_stays_one(as_user, admin):
    client = as_user(admin)
    answer = client.post(f"{page(admin)}role/", {"role": "responder"})
    assert answer.status_code == 422
    assert "the only admin" in answer.content.decode()
    second = make_user("Second Admin", role=Role.ADMIN)
    assert client.post(f"{page(admin)}role/", {"role": "responder"}).status_code == 302
    assert User.objects.get(role=Role.ADMIN) == second


def test_an_unknown_role_is_refused(as_user, admin, responder):
    assert as_user(admin).post(f"{page(responder)}role/", {"role": "owner"}).status_code == 422


def test_logging_somebody_out_everywhere(as_user, admin, responder):
    theirs = as_user(responder)
    assert theirs.get("/profile/").status_code == 200
    as_user(admin).post(f"{page(responder)}end-sessions/")
    responder.refresh_from_db()
    assert theirs.get("/profile/").status_code == 302
    assert as_user(responder).get("/profile/").status_code == 200


def test_ones_own_profile(as_user, reporter):
    client = as_user(reporter)
    assert client.post("/profile/", {"name": "Peter N.", "zone": "Nowhere"}).status_code == 422
    assert client.post("/profile/", {"name": "Peter N.", "zone": "Europe/Berlin"}).status_code == 302
    reporter.refresh_from_db()
    assert (reporter.name, reporter.zone) == ("Peter N.", "Europe/Berlin")
    assert (
        client.post("/profile/", {"name": "P", "zone": "UTC", "role": "admin", "email": "x@y.org"}).status_code == 302
    )
    reporter.refresh_from_db()
    assert reporter.role == Role.REPORTER
    assert reporter.email != "x@y.org"


def test_how_much_somebody_holds_counts_private_incidents_and_so_is_for_admins(as_user, manager, admin, responder):
    make_incident(lead=responder, is_private=True, members=(responder,))
    path = f"/settings/people/{responder.pk}/"
    seen = [as_user(user).get(path) for user in (manager, admin)]
    assert ["Roles in incidents" in page.content.decode() for page in seen] == [False, True]
