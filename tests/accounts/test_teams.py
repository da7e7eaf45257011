"""Teams: their list, their page, who belongs to them."""

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent, Team
from tests.factories.accounts import make_team, make_user

LIST = "/settings/teams/"


@pytest.fixture
def team(responder):
    return make_team("Platform", members=(responder,))


def page(team):
    return f"{LIST}{team.pk}/"


def test_managers_look_and_admins_change(as_user, reporter, responder, manager, admin, team):
    for address in (LIST, page(team)):
        assert as_user(reporter).get(address).status_code == 404
        assert as_user(responder).get(address).status_code == 403
        assert as_user(manager).get(address).status_code == 200
        assert as_user(admin).get(address).status_code == 200
    assert as_user(manager).post(f"{page(team)}edit/", {"name": "Mine"}).status_code == 403
    assert as_user(manager).post(f"{LIST}new/", {"name": "Mine"}).status_code == 403


def test_a_new_team(as_user, admin, team):
    client = as_user(admin)
    answer = client.post(f"{LIST}new/", {"name": " Shop "})
    made = Team.objects.get(name="Shop")
    assert answer["Location"] == page(made)
    assert "The team Shop was created." in client.get(page(made)).content.decode()
    taken = as_user(admin).post(f"{LIST}new/", {"name": "Platform"})
    assert taken.status_code == 422
    assert "with this name already exists" in taken.content.decode()


def test_renaming_and_closing(as_user, admin, team):
    as_user(admin).post(f"{page(team)}edit/", {"name": "Base"})
    team.refresh_from_db()
    assert (team.name, team.is_active) == ("Base", False)
    event = AuditEvent.objects.get(action=AuditAction.TEAM_CHANGED)
    assert event.detail["changed"] == {"name": ["Platform", "Base"], "is_active": [True, False]}


def test_joining_managing_and_leaving(as_user, admin, team):
    brian, client = make_user("Brian Kimani"), as_user(admin)
    added = client.post(f"{page(team)}people/", {"person": brian.pk}, follow=True)
    assert "Brian Kimani now belongs to Platform." in added.content.decode()
    assert list(Team.objects.of(brian)) == [team]
    client.post(f"{page(team)}people/", {"person": brian.pk, "is_manager": "on"})
    assert list(team.memberships.managers().values_list("user", flat=True)) == [brian.pk]
    client.post(f"{page(team)}people/{brian.pk}/leave/")
    client.post(f"{page(team)}people/{brian.pk}/leave/")
    assert list(Team.objects.of(brian)) == []
    changes = AuditEvent.objects.filter(action=AuditAction.TEAM_CHANGED).order_by("id")
    assert [event.detail["change"] for event in changes] == [
        "Brian Kimani is a member",
        "Brian Kimani manages it",
        "Brian Kimani left",
    ]


def test_who_may_not_log_in_does_not_join(as_user, admin, team):
    gone = make_user("Zawadi Left", is_active=False)
    assert as_user(admin).post(f"{page(team)}people/", {"person": gone.pk}).status_code == 422


def test_the_list_costs_the_same_for_many(
    as_user, admin, team, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_user(admin)
    client.get(LIST)
    with django_assert_max_num_queries(10) as few:
        client.get(LIST)
    for number in range(50):
        make_team(f"Team {number}", managers=(make_user(),))
    with django_assert_num_queries(len(few)):
        client.get(LIST)
