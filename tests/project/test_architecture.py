"""What a reader may rely on: small files and functions, imports at the top, no vague names."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
FOLDERS = (*APPS, "config", "runner")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)
VAGUE = {"utils", "helpers", "common", "manager", "misc"}


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_size_and_imports(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 300
    assert path.stem not in VAGUE
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    too_long = [f"{f.name} ({f.end_lineno - f.lineno + 1})" for f in functions if f.end_lineno - f.lineno + 1 > 40]
    assert not too_long
    inside = [f.name for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert not inside


def test_other_apps_call_what_the_services_of_an_app_name():
    """What an app's `services/__init__.py` does not name is its own."""
    own = [
        f"{name(path)}: {node.module}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and ".services." in (node.module or "")
        if not node.module.startswith(f"{path.relative_to(ROOT).parts[0]}.")
    ]
    assert not own


def test_the_apps_point_one_way():
    """The contracts of .importlinter hold."""
    command = "import sys; from importlinter.cli import lint_imports_command as check; sys.exit(check())"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_readers_know_nothing_of_django():
    """Text from elsewhere is read by plain Python."""
    apps = ("importing", "incidents")
    names = [f"{app}.readers.{path.stem}" for app in apps for path in (ROOT / app / "readers").glob("[a-z]*.py")]
    command = f"import sys, {', '.join(names)}; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=False)
    assert done.returncode == 0
