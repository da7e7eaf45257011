"""The doors that docs/architecture.md tells are there, and take what it says."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

PAGE = (Path(settings.ROOT) / "docs" / "architecture.md").read_text(encoding="utf-8")
DOORS = PAGE.partition("## Doors between the rooms")[2].partition("\n## ")[0].replace("=()", "=NONE")
APPS = (
    "core",
    "accounts",
    "notifications",
    "catalogue",
    "incidents",
    "customers",
    "actions",
    "postmortems",
    "importing",
    "followthrough",
)
HEADING = rf"^    # (?=(?:{'|'.join(APPS)})\b)"
CALL = re.compile(r"([a-z_.]+)\(([^()]*\*[^()]*)\)")
SERVICES = ("core", *(f"{app}.services" for app in APPS if app != "core"))


def told() -> Iterator[tuple[str, str, str]]:
    """The first module of the line above, the function, and its arguments, as the page tells them."""
    for part in re.split(HEADING, DOORS, flags=re.MULTILINE)[1:]:
        module = re.match(r"[a-z_.]+", part)
        for name, arguments in CALL.findall(part):
            yield module[0] if module else "", name, " ".join(arguments.split())


TOLD = list(told())


def modules(package: str) -> Iterator[Any]:
    """A package of services and all modules in it."""
    found = import_module(package)
    yield found
    for each in pkgutil.iter_modules(getattr(found, "__path__", ())):
        yield import_module(f"{package}.{each.name}")


def door(told_in: str, name: str) -> Callable[..., Any]:
    """The function itself: of the module the page names, else the only one of that name in its room."""
    module, _, function = name.rpartition(".")
    room = told_in.partition(".")[0]
    found = {}
    for package in SERVICES:
        if package.startswith(room):
            for each in modules(package):
                if hasattr(each, function) and (not module or each.__name__.endswith(f".{module}")):
                    found[each.__name__] = getattr(each, function)
    if told_in in found:
        return found[told_in]
    (only,) = set(found.values())
    return only


def parameters(arguments: str) -> dict[str, bool]:
    """Each argument by name, and whether it may be left out."""
    pieces = [piece.strip() for piece in arguments.split(",")]
    named = [piece for piece in pieces if piece not in {"*", "…", ""} and not piece.startswith("**")]
    return {re.split(r"[:=]", piece)[0].strip(): "=" in piece for piece in named}


def test_the_page_tells_many_doors():
    assert len(TOLD) > 50


@pytest.mark.parametrize(("module", "name", "arguments"), TOLD, ids=[name for _, name, _ in TOLD])
def test_a_door_takes_what_the_page_says(module, name, arguments):
    signature = inspect.signature(door(module, name))
    taken = [each for each in signature.parameters.values() if each.kind != each.VAR_KEYWORD]
    takes = {each.name: each.default is not each.empty for each in taken}
    said = parameters(arguments)
    if "…" in arguments:
        takes = {name: optional for name, optional in takes.items() if name in said}
    assert said == takes
