"""Error pages, request ids and logs."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import path

from config import asgi, wsgi
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
        f"import {module}, django; django.setup(); from django.db import connection as c\n"
        "for _ in range(2):\n"
        "    with c.cursor() as cursor: print(cursor.execute('show statement_timeout').fetchone()[0])\n"
        "    print(repr(c.connection.info.options))\n"
        "    c.close()"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DEBRIEF_SERVES_PAGES"}
    done = subprocess.run([sys.executable, "-c", shown], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{limit}\n''\n{limit}\n''", "on every connection, and not while connecting"


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


ODD = ("rot13", "utf-7", "hex", "idna", "undefined", "unknown-1", "utf-16", "unicode_escape", "")
PART = '--X\r\nContent-Disposition: form-data; name="q"\r\n\r\n+AGE-\r\n--X--\r\n'


@pytest.mark.parametrize("charset", ODD)
def test_what_is_not_in_utf_8_is_a_400_in_words(visitor, charset):
    kinds = ("multipart/form-data; boundary=X", "application/x-www-form-urlencoded", "text/plain")
    for client in (visitor, Client(raise_request_exception=False)):
        for method, address in (("GET", "/search/"), ("POST", "/profile/"), ("POST", "/login/"), ("POST", "/nowhere/")):
            for kind in kinds:
                answer = client.generic(method, address, PART, content_type=f"{kind}; charset={charset}")
                assert answer.status_code == 400, (method, address, kind)
                assert "Nothing was saved" in answer.content.decode()


@pytest.mark.parametrize("charset", ODD)
def test_nor_does_it_break_the_servers_where_a_request_has_a_query(charset):
    """Django reads the query when it makes the request, before any middleware."""
    statuses = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/login/", "QUERY_STRING": "q=%ff", "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    environ["CONTENT_TYPE"] = f"text/plain; charset={charset}"
    body = b"".join(wsgi.application(environ, lambda status, _: statuses.append(status)))
    assert statuses == ["400 Bad Request"]
    assert b"Nothing was saved" in body
    scope = {"method": "GET", "type": "http", "path": "/login/", "query_string": b"q=%ff"}
    headers = [(b"host", b"localhost"), (b"content-type", environ["CONTENT_TYPE"].encode())]
    assert asyncio.run(status_of(asgi.application, {**scope, "headers": headers})) == 400


async def status_of(application, scope):
    """What an ASGI application answers."""
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "http.request", "body": b""})
    return (await communicator.receive_output(60))["status"]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_utf_8_is_read_however_it_is_written(visitor, charset):
    answer = visitor.generic(
        "POST", "/profile/", PART, content_type=f"multipart/form-data; boundary=X; charset={charset}"
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "head", ["name*=rot13''x", "name=x; filename*=rot13''a.txt", "name=x\r\nContent-Type: text/plain; charset=rot13"]
)
def test_an_odd_part_of_a_form_breaks_nothing(visitor, head):
    part = f"--X\r\nContent-Disposition: form-data; {head}\r\n\r\nwords\r\n--X--\r\n"
    assert visitor.generic("POST", "/profile/", part, content_type="multipart/form-data; boundary=X").status_code == 422
