"""A form that was taken says so to the browser, by its path, in a cookie: only then a draft may be forgotten."""

import uuid
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse


def report(client, **fields):
    sent = {"client_uuid": uuid.uuid4(), "text": "Acme cannot pay", **fields}
    return client.post(reverse("report_problem"), sent)


def test_a_form_that_was_taken_names_its_path(as_user, reporter):
    answer = report(as_user(reporter))
    assert answer.status_code == 302
    cookie = answer.cookies["debrief_taken"]
    assert unquote(cookie.value) == reverse("report_problem")
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Lax", "", "/")


def test_a_form_that_was_taken_repeats_the_word_of_its_sending(as_user, reporter):
    answer = report(as_user(reporter), draft_nonce="k3v-9Qz")
    assert unquote(answer.cookies["debrief_taken"].value) == f"{reverse('report_problem')}|k3v-9Qz"


@pytest.mark.parametrize("nonce", ["", "a" * 41, "a|b", "a;b", "a\n"])
def test_what_is_no_such_word_is_not_repeated(as_user, reporter, nonce):
    answer = report(as_user(reporter), draft_nonce=nonce)
    assert unquote(answer.cookies["debrief_taken"].value) == reverse("report_problem")


def test_a_refused_form_an_ended_login_and_a_visit_name_none(as_user, reporter):
    refused = report(as_user(reporter), text="")
    ended = report(Client())
    visit = as_user(reporter).get("/login/")
    assert (refused.status_code, ended.status_code, visit.status_code) == (422, 401, 302)
    assert not any("debrief_taken" in answer.cookies for answer in (refused, ended, visit))


def test_an_address_before_the_login_is_not_named(reporter):
    reporter.set_password("correct horse battery staple")
    reporter.save()
    answer = Client().post("/login/", {"login": reporter.email, "password": "correct horse battery staple"})
    assert answer.status_code == 302
    assert "debrief_taken" not in answer.cookies
