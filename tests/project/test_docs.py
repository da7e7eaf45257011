"""What the docs name in `code` is there: files, modules, classes, functions."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.ROOT)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
MADE = ("backups", "media", "node_modules", "shots", "static/dist", "staticfiles")  # not in the repository
FOLDERS = [path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in MADE]
# Each from the root, with a slash before it.
FILES = [f"/{path.relative_to(ROOT)}" for folder in FOLDERS for path in folder.rglob("*.*") if "dist" not in path.parts]
FILES += [f"/{path.name}" for path in ROOT.iterdir() if path.is_file()]

CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
SUFFIX = re.compile(r"\.(?:py|js|css|html|txt|md|toml|json|yml|template)$")
PLACEHOLDER = re.compile(r"\bAPP\b|^name\.")
DOTTED = re.compile(r"([a-z]+)\.((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)(?:\(.*\))?")
CALLED = re.compile(r"(?<![.\w])([A-Za-z_]\w*)\(")
IN_FILE = re.compile(r"`([A-Za-z_][\w.]*)(?:\([^`\n]*\))?` (?:in|of) `([\w/]+\.(?:py|js))`")


def text_of(file):
    return (ROOT / file[1:]).read_text(encoding="utf-8")


def is_path(code):
    if not PATH.fullmatch(code) or PLACEHOLDER.search(code) or code.startswith(MADE):
        return False
    return bool(SUFFIX.search(code)) or any(code.startswith(f"{folder.name}/") for folder in FOLDERS)


def is_file_or_folder(path):
    """Written from the root, or by its last parts: `services/claiming.py`."""
    return any(f"/{path}" in file if path.endswith("/") else file.endswith(f"/{path}") for file in FILES)


def is_in_app(app, dotted):
    """A model as Django names it, a module, or something in one."""
    if dotted.lower() in apps.all_models[app]:
        return True
    found = import_module(app)
    for part in dotted.split("."):
        try:
            found = getattr(found, part, None) or import_module(f"{found.__name__}.{part}")
        except (ImportError, AttributeError):
            return False
    return True


@pytest.fixture(scope="module")
def python():
    return "\n".join(text_of(file) for file in FILES if file.endswith(".py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page, python):
    text = page.read_text(encoding="utf-8")
    codes = set(CODE.findall(text))
    dotted = [found for found in map(DOTTED.fullmatch, codes) if found and found[1] in apps.app_configs]
    called = {name for code in codes for name in CALLED.findall(code)}
    missing = [code for code in codes if is_path(code) and not is_file_or_folder(code)]
    missing += [found[0] for found in dotted if not SUFFIX.search(found[0]) and not is_in_app(found[1], found[2])]
    missing += [name for name in called if not re.search(rf"\b(?:def|class) {name}\b", python)]
    for name, path in IN_FILE.findall(text):
        word = re.compile(rf"\b{name.split('.')[-1]}\b")
        if not any(word.search(text_of(file)) for file in FILES if file.endswith(f"/{path}")):
            missing.append(f"{name} in {path}")
    assert not missing
