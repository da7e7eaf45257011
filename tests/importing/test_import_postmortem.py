"""`manage.py import_postmortem`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from importing.models import DocumentBatch
from incidents.models import Incident
from tests.importing.test_documents_reading import GOOD


@pytest.fixture
def file(tmp_path):
    """A document on disk."""
    path = tmp_path / "checkout.md"
    path.write_bytes(GOOD)
    return str(path)


def told(*arguments, **options):
    out = StringIO()
    call_command("import_postmortem", *arguments, stdout=out, **options)
    return out.getvalue()


def test_a_dry_run_says_what_was_read_and_stores_nothing(file):
    words = told(file, "--dry-run", "--time-zone", "UTC")
    assert "Checkout refused cards" in words
    assert not DocumentBatch.objects.exists()


def test_json_is_one_object_a_file(file):
    lines = told(file, file, "--dry-run", "--json").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["checkout.md", "checkout.md"]


def test_what_needs_no_attention_is_imported_and_the_rest_is_named(file, tmp_path, responder):
    other = tmp_path / "notes.txt"
    other.write_text("Milk and bread.")
    words = told(file, str(other), "--by", responder.email, "--time-zone", "UTC")
    incident = Incident.objects.get()
    assert f"checkout.md: imported as {incident.reference}" in words
    assert "notes.txt: not imported" in words
    assert "1 of 2 not imported" in words
    assert incident.declared_by == responder


def test_importing_again_changes_nothing(file, responder):
    for _ in range(2):
        words = told(file, "--by", responder.email, "--time-zone", "UTC")
    assert "imported before" in words
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say who imports them"),
        (["--by", "nobody@example.com"], "nobody who may import"),
        (["--dry-run", "--time-zone", "Nowhere"], "is not a time zone"),
    ],
)
def test_what_cannot_be_is_said(file, arguments, words):
    with pytest.raises(CommandError, match=words):
        told(file, *arguments)


def test_reporters_import_nothing(file, reporter):
    with pytest.raises(CommandError, match="nobody who may import"):
        told(file, "--by", reporter.email)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"gone\.md cannot be read"):
        told("gone.md", "--dry-run")
