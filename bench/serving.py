"""gunicorn with two sync workers, uvicorn for streams, and a client that measures one request after the other."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _get_new_csrf_string

from accounts.models import BEGAN_AT, User

CSRF = _get_new_csrf_string()


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, and how long it took in milliseconds."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    ms: float


class Browser:
    """Somebody logged in, over one address."""

    def __init__(self, port: int, user: User) -> None:
        self.port = port
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[BEGAN_AT] = time.time()
        session.create()
        cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: CSRF}
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Host": "localhost"}

    def get(self, path: str, **headers: str) -> Response:
        """One page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, values: Mapping[str, object], **headers: str) -> Response:
        """One form."""
        body = urlencode({key: str(value) for key, value in values.items()})
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
        return self._ask("POST", path, body, headers | form)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Response:
        began = time.perf_counter()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, body, {**self.headers, **headers})
        response = link.getresponse()
        content = response.read()
        link.close()
        spent = (time.perf_counter() - began) * 1000
        return Response(response.status, content, dict(response.getheaders()), spent)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn() -> Iterator[int]:
    """The pages as they are served in production; gives the port. Raises RuntimeError when it does not come up."""
    port = free_port()
    words = ["--config", "deploy/gunicorn.conf.py", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    words += ["--log-level", "warning", "config.wsgi:application"]
    with _served("gunicorn", words, port):
        yield port


@contextmanager
def uvicorn(application: str = "config.asgi:application") -> Iterator[int]:
    """The streams as they are served in production; gives the port. Raises RuntimeError when it does not come up."""
    port = free_port()
    words = [application, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    with _served("uvicorn", [*words, "--timeout-graceful-shutdown", "5"], port):
        yield port


@contextmanager
def _served(module: str, words: list[str], port: int) -> Iterator[None]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings", "BASE_URL": "http://localhost"}
    server = subprocess.Popen([sys.executable, "-m", module, *words], env=environment)
    try:
        _wait(port, server)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError("gunicorn ended at once; its words stand above.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn did not come up within 20 s.")
