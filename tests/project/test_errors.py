"""Error pages, request ids and logs."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import path

from config.urls import *  # noqa: F403  # the addresses and handlers of the product, and two that break
from config.urls import urlpatterns as real
from core.logs import JsonFormatter, request_id
from core.views import server_error


def broken(request):
    raise ValueError("a bug")


def without_database(request):
    raise OperationalError("connection refused")


def without_end(request):
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '50ms'; select pg_sleep(60)")


urlpatterns = [
    *real,
    path("broken/", broken),
    path("without-database/", without_database),
    path("without-end/", without_end),
]

here = pytest.mark.urls(__name__)


@pytest.fixture
def visitor(as_user, responder):
    client = as_user(responder)
    client.raise_request_exception = False
    return client


@here
def test_a_bug_is_a_500_that_names_the_request(visitor):
    answer = visitor.get("/broken/", headers={"X-Request-Id": "abc-123-def"})
    assert answer.status_code == 500
    assert "abc-123-def" in answer.content.decode()
    assert answer["X-Request-Id"] == "abc-123-def"


@here
def test_a_database_that_is_away_is_a_503_with_words(visitor):
    answer = visitor.get("/without-database/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "cannot reach its database" in page
    assert answer["X-Request-Id"] in page


@here
def test_a_query_that_took_too_long_is_a_503_that_says_what_to_do(visitor):
    answer = visitor.get("/without-end/")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "took too long" in page
    assert "Nothing was saved" in page
    assert answer["X-Request-Id"] in page


@pytest.mark.parametrize(("module", "limit"), [("config.wsgi", "10s"), ("config.asgi", "10s"), ("config.celery", "0")])
def test_only_what_serves_pages_has_a_limit_for_queries(module, limit):
    shown = (
        f"import {module}, django; django.setup(); from django.db import connection as c; "
        "cursor = c.cursor(); cursor.execute('show statement_timeout'); print(cursor.fetchone()[0])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DEBRIEF_SERVES_PAGES"}
    done = subprocess.run([sys.executable, "-c", shown], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == limit


def test_the_error_pages_use_no_database(django_assert_num_queries):
    for error, status in ((ValueError(), 500), (OperationalError(), 503)):
        try:
            raise error
        except type(error):
            with django_assert_num_queries(0):
                assert server_error(RequestFactory().get("/")).status_code == status
    assert sys.exception() is None


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "<script>alert</script>"])
def test_implausible_ids_are_replaced(given):
    answer = Client().get("/healthz", headers={"X-Request-Id": given})
    assert answer["X-Request-Id"] != given
    assert len(answer["X-Request-Id"]) == 16


def test_every_log_line_is_json_with_the_request():
    token = request_id.set("abc-123-def")
    try:
        broken(None)
    except ValueError:
        record = logging.LogRecord("debrief", logging.ERROR, __file__, 1, "It %s", ("broke",), sys.exc_info())
    line = json.loads(JsonFormatter().format(record))
    request_id.reset(token)
    assert (line["level"], line["message"], line["request_id"]) == ("ERROR", "It broke", "abc-123-def")
    assert "ValueError: a bug" in line["exception"]
    assert "\n" not in JsonFormatter().format(record)


@here
@pytest.mark.parametrize("address", ["/broken/", "/without-database/", "/without-end/"])
def test_what_was_typed_stands_on_the_page_of_an_error(visitor, address):
    page = visitor.post(address, {"text": "Rolled <b>back</b>", "password": "secret"}).content.decode()
    assert "Rolled &lt;b&gt;back&lt;/b&gt;" in page
    assert "secret" not in page
