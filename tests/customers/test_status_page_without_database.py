"""The public status page under the servers of production, whose database is not there."""

import http.client
import socket

import pytest

from core.clock import frozen, now
from customers.models import StatusPage
from customers.services.status_page.renewing import renew_snapshot
from tests.factories.customers import make_update
from tests.factories.incidents import make_incident
from tests.processes import free_port, python, wait_until

GUNICORN = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi:application")
UVICORN = ("-m", "uvicorn", "config.asgi:application")


def answer(port, path):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", path, headers={"Host": "localhost"})
    found = link.getresponse()
    return found.status, found.read().decode()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_it_answers_while_the_database_is_down(server, responder, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with frozen(now()):
        StatusPage.objects.create(is_public=True)
        make_update(make_incident(by=responder, level=2), "Paying fails.")
        renew_snapshot()
    port, nowhere = free_port(), free_port()
    place = ("--bind", f"127.0.0.1:{port}") if server == "gunicorn" else ("--port", str(port))
    command = (*(GUNICORN if server == "gunicorn" else UVICORN), *place)
    environment = {
        "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{nowhere}/nothing",
        "MEDIA_ROOT": str(tmp_path),
        "BASE_URL": f"http://localhost:{port}",
    }
    with python(*command, log=tmp_path / "server.log", **environment):
        wait_until(lambda: listens(port), f"{server} listens")
        status, text = answer(port, "/status/")
        assert status == 200
        assert "Paying fails." in text
        assert answer(port, "/status/status.json")[0] == 200
        assert answer(port, "/status/subscribe/")[0] >= 500  # which needs the database
