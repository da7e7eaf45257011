"""What log lines say of their cause, and never say."""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.services.links import Link, make_link
from config.celery import app
from core.logs import JsonFormatter, PlainFormatter, masked
from tests.factories.accounts import make_user

ROOT = Path(settings.ROOT)


class Lines(logging.Handler):
    """Keeps what was logged as it would be written."""

    def __init__(self, formatter):
        super().__init__(logging.INFO)
        self.setFormatter(formatter)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def logged():
    handler, root = Lines(JsonFormatter()), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_refused_request_is_logged_with_its_id_and_person(as_user, responder, logged):
    answer = as_user(responder).get("/incidents/999999/", headers={"X-Request-Id": "abc-123-def"})
    assert answer.status_code == 404
    (line,) = [json.loads(line) for line in logged if "999999" in line]
    assert (line["request_id"], line["person"]) == ("abc-123-def", responder.pk)


def test_the_next_request_has_nothing_of_the_one_before(as_user, responder, logged):
    as_user(responder).get("/incidents/999999/")
    Client().get("/no-such-page-anywhere/")
    (line,) = [json.loads(line) for line in logged if "no-such-page" in line]
    assert "person" not in line
    assert line["request_id"]


def test_a_task_is_named_in_its_lines_and_in_no_others(logged):
    @app.task(name="tests.says")
    def says():
        logging.getLogger("tests").warning("in the task")

    said = says.apply()
    logging.getLogger("tests").warning("afterwards")
    inside, after = (
        json.loads(next(line for line in logged if words in line)) for words in ("in the task", "afterwards")
    )
    assert (inside["task"], inside["task_id"]) == ("tests.says", said.id)
    assert "task" not in after


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Not Found: /invitation/abc:def-_1/", "Not Found: /invitation/***/"),
        ("POST /login/link/abc.def?x=1 422", "POST /login/link/***?x=1 422"),
        ("GET https://a.example.com/password/new/4-cz3u8k-0a1b/", "GET https://a.example.com/password/new/***/"),
        ("/password/new/done/", "/password/new/done/"),
        ("/incidents/12/", "/incidents/12/"),
    ],
)
def test_tokens_are_masked(line, shown):
    assert masked(line) == shown


def test_no_line_about_a_link_has_its_token(logged):
    """A weak password answers 422, which Django logs with the address."""
    person = make_user(role="responder")
    link = make_link(Link.INVITATION, person)
    path = link[link.index("/invitation/") :]
    assert Client().post(path, {"password": "password"}).status_code == 422
    assert any("/invitation/***/" in line for line in logged)
    token = path.split("/")[2]
    assert not any(token in line for line in logged)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "Internal Server Error: %s", (path,), None)
    assert token not in PlainFormatter("%(message)s").format(record)


GUNICORN = """
import runpy
from gunicorn.config import Config
from gunicorn.glogging import Logger
settings = Config()
for name, value in runpy.run_path("deploy/gunicorn.conf.py").items():
    if name in settings.settings:
        settings.set(name, value)
assert settings.accesslog is None
Logger(settings).error("Error handling request %s %s", "GET", "/invitation/abc:def/")
"""


def test_gunicorn_writes_no_access_log_and_masks_what_it_says_of_failures():
    said = subprocess.run([sys.executable, "-c", GUNICORN], cwd=ROOT, capture_output=True, text=True, check=True)
    line = json.loads(said.stderr)
    assert line["message"] == "Error handling request GET /invitation/***/"
    assert line["level"] == "ERROR"


def test_uvicorn_writes_no_access_log():
    commands = [(ROOT / name).read_text() for name in ("docker-compose.yml", "runner/running.py")]
    for command in commands:
        served = [line for line in re.split(r"\n\s*\n", command) if "config.asgi:application" in line]
        assert served
        assert all("--no-access-log" in part for part in served)
