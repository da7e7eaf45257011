"""Everything leaves as it came: an export of one installation makes an equal one of a new one."""

import hashlib
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.errors import DomainError
from examples.services.loading import load_examples
from incidents.models import Attachment, Incident
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.incidents.test_derivation import check as check_derived
from tests.transfer.installation import SHARED, UNSHARED, build, whole_picture, without_rows
from transfer.exporting.progress import Progress
from transfer.models import FullImport
from transfer.readers.folder import read_manifest, read_sums
from transfer.selectors.unfinished import unfinished_import
from transfer.services.exports import export_to_folder
from transfer.services.imports import import_everything

pytestmark = pytest.mark.django_db(transaction=True)
# Of these neither the example company nor `build` has any.
RARE = {"customers.statusmailing"}


def bytes_of(media):
    return {path.relative_to(media): path.read_bytes() for path in media.rglob("*") if path.is_file()}


def export(folder, boss):
    return export_to_folder(folder=folder, actor=boss, progress=Progress())


def bring_back(folder):
    return import_everything(folder=folder, progress=Progress())


def test_an_export_makes_an_equal_installation(boss, folder, media, make_new):
    load_examples()
    build(boss)
    assert without_rows() <= RARE
    export(folder, boss)
    before, files = whole_picture(), bytes_of(media)
    make_new()
    bring_back(folder)
    after = whole_picture()
    added = after["accounts.auditevent"].pop()
    for label, rows in before.items():
        assert after[label] == rows, label
    assert bytes_of(media) == files
    assert (added["action"], added["actor_id"]) == (AuditAction.SET_UP, None)
    for incident in Incident.objects.filter(is_example=True):
        check_derived(incident)
    assert unfinished_import() == ""
    assert not any(person.has_usable_password() for person in User.objects.all())
    make_incident(by=User.objects.get(email=boss.email))  # numbers that are free


def test_what_came_back_leaves_as_the_same(boss, folder, tmp_path, make_new):
    build(boss)
    export(folder, boss)
    make_new()
    bring_back(folder)
    again = tmp_path / "again"
    export(again, User.objects.get(email=boss.email))
    first, second = read_sums(folder), read_sums(again)
    changed = {name for name in {*first, *second} if first.get(name) != second.get(name)}
    postmortems = {name for name in changed if name.startswith("postmortems/")}  # which say when they were exported
    assert changed - postmortems == {"README.md", "manifest.json", "records/accounts.auditevent.jsonl"}


def test_the_folder_says_what_it_holds(boss, folder):
    build(boss)
    manifest = export(folder, boss)
    sums = read_sums(folder)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert {*sums} == {*files} - {"SHA256SUMS"}
    assert all(
        hashlib.sha256(path.read_bytes()).hexdigest() == sums[name] for name, path in files.items() if name in sums
    )
    assert read_manifest(folder) == manifest
    lines = files["records/incidents.incident.jsonl"].read_text(encoding="utf-8").splitlines()
    assert len(lines) == manifest.records["incidents.incident"].count == Incident.objects.count()
    first = json.loads(lines[0])
    assert (first["model"], first["fields"]["title"]) == ("incidents.incident", Incident.objects.earliest("pk").title)
    written = [path.read_text(encoding="utf-8") for path in folder.glob("postmortems/INC-*.md")]
    assert any("Payments failed for an hour." in text for text in written)
    attachment = Attachment.objects.get(content_type="application/octet-stream")
    kept = folder / f"attachments/INC-{attachment.incident_id}/{attachment.pk}-{attachment.name}"
    assert kept.read_bytes() == b"words\x00\xff"
    assert manifest.stayed == {"postmortems.interviewnote": 1, "importing.importbatch": 1}
    everything = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files.values())
    assert SHARED in everything
    assert UNSHARED not in everything
    assert "hunter-redacted" not in everything


def test_the_audit_log_says_who_took_which_private_incidents_along(boss, folder):
    build(boss)
    private = Incident.objects.get(is_private=True)
    call_command("export_all", str(folder), by="Boss@example.org")
    line = AuditEvent.objects.filter(action=AuditAction.EXPORTED).latest("pk")
    assert (line.actor, line.subject) == (boss, "Everything")
    assert line.detail["private_incidents"] == [private.reference]


def test_only_an_admin_exports_and_nothing_is_overwritten(boss, folder, tmp_path):
    make_user("Amina Otieno", email="amina@example.com")
    with pytest.raises(CommandError, match="not an admin"):
        call_command("export_all", str(folder), by="amina@example.com")
    with pytest.raises(CommandError, match="No active person"):
        call_command("export_all", str(folder), by="nobody@example.com")
    assert not folder.exists()
    folder.mkdir()
    with pytest.raises(CommandError, match="already exists"):
        call_command("export_all", str(folder), by=boss.email)
    assert not AuditEvent.objects.filter(action=AuditAction.EXPORTED).exists()
    assert list(tmp_path.glob(".backup-*")) == []


def test_an_installation_that_is_in_use_is_left_alone(boss, folder):
    build(boss)
    export(folder, boss)
    before = whole_picture()
    with pytest.raises(CommandError, match="not empty: it has"):
        call_command("import_all", str(folder))
    assert whole_picture() == before
    assert not FullImport.objects.exists()


class Stopped(Progress):
    """The process ends in the middle."""

    def __init__(self, at):
        self.at = at

    def step(self, what):
        if what == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["accounts.team", "actions.actionitem", "attachments", "comparing incidents.incident"])
def test_an_import_that_stops_leaves_nothing_says_so_and_can_be_started_again(client, boss, folder, make_new, at):
    build(boss)
    export(folder, boss)
    before = whole_picture()
    make_new()
    new = whole_picture()
    with pytest.raises(KeyboardInterrupt):
        import_everything(folder=folder, progress=Stopped(at))
    assert whole_picture() == new
    assert "start `manage.py import_all` again" in unfinished_import()
    said = client.get("/readyz").json()["full_import"]
    assert (said["ok"], said["why"]) == (False, unfinished_import())
    bring_back(folder)
    assert whole_picture()["incidents.incident"] == before["incidents.incident"]
    assert unfinished_import() == ""


def spoil_a_record(folder):
    path = folder / "records/incidents.incident.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Payments", b"Payment5"))


def drop_a_file(folder):
    next(path for path in folder.glob("attachments/*/*") if path.is_file()).unlink()


def name_a_newer_version(folder):
    change_manifest(folder, lambda manifest: manifest.update(version=2))


def name_an_unknown_column(folder):
    change_manifest(folder, lambda manifest: manifest["records"]["incidents.incident"]["fields"].append("mood"))


def lose_the_manifest(folder):
    (folder / "manifest.json").unlink()


def lead_out(folder):
    path = folder / "SHA256SUMS"
    path.write_text(f"{'0' * 64}  ../other\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def refer_to_nothing(folder):
    """The incidents are gone, and the sums say so; but entries are there."""
    path = folder / "records/incidents.incident.jsonl"
    path.write_bytes(b"")
    sums = folder / "SHA256SUMS"
    name = "records/incidents.incident.jsonl"
    text = sums.read_text(encoding="utf-8").replace(read_sums(folder)[name], hashlib.sha256(b"").hexdigest())
    sums.write_text(text, encoding="utf-8")


def lose_a_line(folder):
    """One reading is gone, and the sums say so; but not the count."""
    path = folder / "records/notifications.channelchoice.jsonl"
    path.write_bytes(b"")
    name = "records/notifications.channelchoice.jsonl"
    sums = folder / "SHA256SUMS"
    text = sums.read_text(encoding="utf-8").replace(read_sums(folder)[name], hashlib.sha256(b"").hexdigest())
    sums.write_text(text, encoding="utf-8")


def change_manifest(folder, change):
    path = folder / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_a_record, "damaged: records/incidents.incident.jsonl"),
        (drop_a_file, "incomplete: attachments/"),
        (name_a_newer_version, "newer version"),
        (name_an_unknown_column, "holds incidents.incident.mood, which"),
        (lose_the_manifest, "no manifest"),
        (lead_out, "outside of the folder"),
        (refer_to_nothing, "does not fit together"),
        (lose_a_line, "came back with 0 records"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_and_nothing_is_stored(boss, folder, make_new, spoil, said):
    build(boss)
    export(folder, boss)
    make_new()
    new = whole_picture()
    spoil(folder)
    with pytest.raises(DomainError, match=said):
        bring_back(folder)
    assert whole_picture() == new
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_timelineentry")
        assert cursor.fetchone()[0] == 0


def test_a_zip_is_to_be_unpacked_first(tmp_path):
    file = tmp_path / "debrief.zip"
    file.write_bytes(b"PK")
    with pytest.raises(CommandError, match="unpack it first"):
        call_command("import_all", str(file))
