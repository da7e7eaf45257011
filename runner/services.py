"""PostgreSQL and the broker of one set of places: started by whoever holds the lock, shared with others."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner import broker, postgres
from runner.console import Console, Problem
from runner.places import Places, locked
from runner.processes import Family

HANDOVER = 20.0  # seconds that a start or a stop under way may take


@dataclass(frozen=True)
class Services:
    """Running services: the processes, and the environment that finds them."""

    family: Family
    environment: dict[str, str]


@contextmanager
def own_services(
    places: Places, console: Console, *, purpose: str, quick: bool = False, settings: dict[str, str] | None = None
) -> Iterator[Services]:
    """Starts them for the block, and says what is being done with them. Raises Problem when they are in use."""
    places.make()
    with taken(places, purpose, console):
        family = Family(places.state, places.logs)
        family.end_orphans()
        _published(places).unlink(missing_ok=True)
        programs = []
        if not os.environ.get("DATABASE_URL"):
            programs.append(postgres.program(places, console, quick=quick))
        if not os.environ.get("REDIS_URL"):
            programs.append(broker.program(places))
        try:
            for program in programs:
                family.start(program)
            for program in programs:
                family.wait_until_ready(program)
            environment = _environment(places) | (settings or {})
            _publish(places, environment)
            yield Services(family, environment)
        finally:
            _published(places).unlink(missing_ok=True)
            family.stop([program.name for program in programs])


@contextmanager
def shared_services(places: Places, console: Console, *, purpose: str, quick: bool = False) -> Iterator[dict[str, str]]:
    """Their environment: of the running ones when there are any, else of own ones that end after the last user."""
    places.make()
    guests = places.state / "guests.lock"
    deadline = time.monotonic() + HANDOVER
    while time.monotonic() < deadline:
        with locked(guests, shared=True, wait=True):
            environment = _read_published(places)
            if environment is not None and _is_taken(places):
                yield environment
                return
        if not _is_taken(places):
            with own_services(places, console, purpose=purpose, quick=quick) as services:
                yield services.environment
                _published(places).unlink(missing_ok=True)
                with locked(guests, wait=True):
                    return
        time.sleep(0.2)
    raise Problem(_in_use(places))


@contextmanager
def taken(places: Places, purpose: str, console: Console) -> Iterator[None]:
    """Holds the lock. An owner that is just ending is waited for; raises Problem when it goes on."""
    path = places.state / "lock"
    deadline = time.monotonic() + 1.5
    said = False
    while True:
        with locked(path) as mine:
            if mine:
                path.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}))
                yield
                if path.exists():
                    path.write_text("")
                return
        ending = _owner(places).get("ending", False)
        if ending and not said:
            console.say("· Waiting for the one before to end")
            deadline, said = time.monotonic() + HANDOVER, True
        if time.monotonic() > deadline:
            raise Problem(_in_use(places))
        time.sleep(0.1)


def announce_ending(places: Places) -> None:
    """The holder of the lock says that it is on its way out, so that the next start waits instead of giving up."""
    (places.state / "lock").write_text(json.dumps(_owner(places) | {"ending": True}))


def clear_the_way(places: Places, console: Console, *, purpose: str) -> None:
    """Ends what a killed owner left, so that its port is free. Raises Problem when somebody uses the services."""
    with taken(places, purpose, console):
        Family(places.state, places.logs).end_orphans()


def _is_taken(places: Places) -> bool:
    with locked(places.state / "lock") as mine:
        return not mine


def _owner(places: Places) -> dict[str, object]:
    try:
        return dict(json.loads((places.state / "lock").read_text()))
    except (OSError, ValueError):
        return {}


def _in_use(places: Places) -> str:
    owner = _owner(places)
    purpose, pid = owner.get("purpose", "something else"), owner.get("pid", "unknown")
    return f"{purpose} is already going on in this folder (process {pid}): end it first, or wait for it."


def _environment(places: Places) -> dict[str, str]:
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or postgres.url(places),
        "REDIS_URL": os.environ.get("REDIS_URL") or broker.url(places),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or places.secret_key(),
        "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(places.state / "media"),
        "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(places.state / "static"),
    }


def _published(places: Places) -> Path:
    return places.state / "services.json"


def _publish(places: Places, environment: dict[str, str]) -> None:
    path = _published(places)
    path.touch(mode=0o600)
    path.write_text(json.dumps(environment))


def _read_published(places: Places) -> dict[str, str] | None:
    try:
        return dict(json.loads(_published(places).read_text()))
    except (OSError, ValueError):
        return None
