"""Drills stay out of what is counted, and stand apart where they are shown."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_over, make_postmortem, publish
from tests.html import html_of

LogIn = Callable[[User], Client]


def test_the_home_page_counts_what_is_real_and_shows_drills_apart(as_user: LogIn, responder: User) -> None:
    make_incident("Shop down", level=4)
    make_incident("Failover, practised", level=1, is_drill=True)
    response = as_user(responder).get(reverse("home"))
    page, home = html_of(response), response.context["home"]
    assert [found.incident.title for found in home.open] == ["Shop down"]
    assert [found.incident.title for found in home.drills] == ["Failover, practised"]
    assert "1 open incident" in page
    assert page.index("Shop down") < page.index("not counted above") < page.index("Failover, practised")


def test_the_navigation_does_not_count_a_drill(as_user: LogIn, responder: User) -> None:
    make_incident("Failover, practised", is_drill=True)
    client = as_user(responder)
    assert client.get(reverse("home")).context["open_incidents"]() == 0
    make_incident("Shop down")
    assert client.get(reverse("home")).context["open_incidents"]() == 1


def test_the_lessons_of_a_drill_are_not_news(as_user: LogIn, responder: User, manager: User) -> None:
    publish(make_postmortem(incident=make_over(title="Practised", is_drill=True)), manager)
    publish(make_postmortem(title="Happened"), manager)
    home = as_user(responder).get(reverse("home")).context["home"]
    assert [postmortem.incident.title for postmortem in home.lessons] == ["Happened"]


def test_a_drill_is_found_by_its_words_and_says_that_it_is_one(as_user: LogIn, responder: User) -> None:
    make_incident("Failover, practised", is_drill=True)
    assert '<span class="tag">drill</span>' in html_of(as_user(responder).get(reverse("search"), {"q": "failover"}))
