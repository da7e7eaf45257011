"""The list of postmortems: who sees what, what narrows it, how it is sorted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actions.models import ActionItem
from catalogue.models import Service
from core.clock import now
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import Postmortem
from postmortems.services.analysis import add_factor
from tests.factories.accounts import make_team, make_user
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of

LogIn = Callable[[User], Client]


def titles(response: Any) -> list[str]:
    return [row.postmortem.incident.title for row in response.context["rows"]]


@pytest.fixture
def listed(as_user: LogIn, responder: User) -> Callable[..., list[str]]:
    client = as_user(responder)
    return lambda **query: titles(client.get(reverse("postmortem_list"), query))


def test_a_reporter_finds_nothing_here(as_user: LogIn, reporter: User) -> None:
    assert as_user(reporter).get(reverse("postmortem_list")).status_code == 404


def test_a_private_one_is_listed_for_members_and_admins_alone(
    as_user: LogIn, responder: User, manager: User, admin: User
) -> None:
    make_postmortem(incident=make_over(title="Secret", lead=responder, members=(responder,)))
    seen = {user: titles(as_user(user).get(reverse("postmortem_list"))) for user in (responder, manager, admin)}
    assert seen == {responder: ["Secret"], manager: [], admin: ["Secret"]}


def test_the_empty_list_says_how_one_comes_about(as_user: LogIn, responder: User) -> None:
    assert "No postmortems yet" in as_user(responder).get(reverse("postmortem_list")).content.decode()


def test_those_of_drills_only_when_asked_for(listed: Callable[..., list[str]]) -> None:
    make_postmortem(incident=make_over(title="Practised", is_drill=True))
    make_postmortem(title="Happened")
    assert listed() == ["Happened"]
    assert set(listed(kind="all")) == {"Happened", "Practised"}
    assert listed(kind="drill") == ["Practised"]


def test_filters(listed: Callable[..., list[str]], responder: User, manager: User) -> None:
    team = make_team("Payments")
    service = Service.objects.create(name="Checkout", team=team)
    late = make_postmortem(author=responder, title="Late one", level=1)
    late.incident.services.add(service)
    Postmortem.objects.filter(pk=late.pk).update(due_on=date.today() - timedelta(days=3))  # noqa: DTZ011
    publish(make_postmortem(author=manager, title="Published one", level=4), manager)
    Postmortem.objects.filter(incident__title="Published one").update(due_on=date(2020, 1, 1))

    queries = [
        {"status": "late"},
        {"status": "unpublished"},
        {"status": "draft"},
        {"severity": "1-2"},
        {"owner": "me"},
        {"team": team.pk},
        {"service": service.pk},
    ]
    for query in queries:
        assert listed(**query) == ["Late one"], query
    assert listed(status="published") == ["Published one"]
    assert listed(owner=manager.pk) == ["Published one"]
    assert listed(owner="nobody") == []


def test_words_are_found_in_title_sections_and_factors(listed: Callable[..., list[str]], responder: User) -> None:
    first = make_postmortem(author=responder, title="Checkout is slow")
    save(section_of(first, SectionKind.IMPACT), responder, "Baskets were abandoned")
    second = make_postmortem(author=responder, title="Images are missing")
    add_factor(postmortem=second, actor=responder, kind=FactorKind.TRIGGER, text="An expired certificate")

    assert listed(q="checkout") == ["Checkout is slow"]
    assert listed(q="baskets") == ["Checkout is slow"]
    assert listed(q="certificate") == ["Images are missing"]
    assert listed(q="baskets certificate") == []


@pytest.mark.parametrize("query", [{"status": "odd"}, {"owner": "x"}, {"q": "a\x00b"}, {"page": "-1"}, {"sort": "';"}])
def test_odd_queries_are_no_error(as_user: LogIn, responder: User, query: dict[str, str]) -> None:
    make_postmortem(author=responder)
    assert as_user(responder).get(reverse("postmortem_list"), query).status_code == 200


def test_sorting(listed: Callable[..., list[str]], responder: User) -> None:
    make_postmortem(author=responder, title="Old", began_at=now() - timedelta(days=90), level=1)
    make_postmortem(author=responder, title="New", level=4)
    assert listed() == ["New", "Old"]
    assert listed(sort="began") == ["Old", "New"]
    assert listed(sort="severity") == ["Old", "New"]


def test_lateness_is_counted_where_the_author_is_and_ends_with_publication(as_user: LogIn, responder: User) -> None:
    postmortem = make_postmortem(author=make_user("Kiri", zone="Pacific/Kiritimati"), summary="s")
    Postmortem.objects.filter(pk=postmortem.pk).update(due_on=now().date() - timedelta(days=3))
    client = as_user(responder)
    late = client.get(reverse("postmortem_list")).context["rows"][0].days_late
    assert late in {3, 4}
    publish(postmortem, responder)
    assert client.get(reverse("postmortem_list")).context["rows"][0].days_late == 0


def test_the_number_of_queries_does_not_grow(
    as_user: LogIn, responder: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, address = as_user(responder), reverse("postmortem_list")
    service = Service.objects.create(name="Checkout")

    def add(count: int) -> None:
        for _ in range(count):
            postmortem = make_postmortem(author=make_user())
            postmortem.incident.services.add(service)
            ActionItem.objects.create(incident=postmortem.incident, title="Do it", created_by=responder)

    add(1)
    client.get(address)
    with django_assert_max_num_queries(12) as one:
        client.get(address)
    add(49)
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(address).context["rows"]) == 50
