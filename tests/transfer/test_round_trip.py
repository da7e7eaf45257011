"""Everything leaves as it came: an export of one installation makes an equal one of a new one."""

import hashlib
import json
import os

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from accounts.services import take_failed_logins
from core.errors import DomainError
from customers.models import UpdateTemplate
from examples.services.loading import load_examples
from incidents.models import Attachment, Incident
from incidents.services.withdrawing import withdraw_incident
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_postmortem
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
    before, files = whole_picture(), bytes_of(media)
    export(folder, boss)
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
    attachment = Attachment.objects.get(name__contains="notes")
    kept = folder / f"attachments/INC-{attachment.incident_id}/{attachment.pk}-{attachment.name}"
    assert kept.read_bytes() == b"words\x00\xff"
    assert manifest.stayed == {"postmortems.interviewnote": 1, "importing.importbatch": 1, "importing.document": 1}
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


def test_whoever_fails_to_log_in_neither_blocks_nor_spoils_an_import(client, boss, folder, make_new):
    build(boss)
    before = whole_picture()["accounts.auditevent"]
    export(folder, boss)
    make_new()
    for tried in ("one@example.com", "two@example.com"):
        client.post("/login/", {"login": tried, "password": "a wise crow flies late"})
    first, second = AuditEvent.objects.order_by("pk")
    bring_back(folder)
    lines = list(AuditEvent.objects.order_by("pk"))
    assert [line.pk for line in lines[:-3]] == [row["id"] for row in before]
    assert [(line.subject, line.at) for line in lines[-3:-1]] == [
        (first.subject, first.at),
        (second.subject, second.at),
    ]
    assert lines[-1].action == AuditAction.SET_UP
    assert take_failed_logins() == []


def test_files_are_on_the_disk_before_their_records_are_stored(boss, folder, make_new, monkeypatch):
    build(boss)
    export(folder, boss)
    make_new()
    synced = []
    monkeypatch.setattr(os, "sync", lambda: synced.append((connection.in_atomic_block, Attachment.objects.exists())))
    bring_back(folder)
    assert synced == [(True, True)]


def test_a_file_without_bytes_is_named_and_does_not_stop_the_import(boss, folder, media, make_new):
    build(boss)
    lost = Attachment.objects.get(name__contains="notes")
    (media / lost.file.name).unlink()
    manifest = export(folder, boss)
    assert [name.rpartition("/")[2] for name in manifest.missing] == [f"{lost.pk}-{lost.name}"]
    files = bytes_of(media)
    make_new()
    bring_back(folder)
    assert bytes_of(media) == files


def test_progress_counts_what_is_written_and_ends_at_all_of_it(boss, folder):
    build(boss)
    postmortem = make_postmortem(author=boss, summary="It was declared by mistake.")
    withdraw_incident(incident=postmortem.incident, actor=boss, reason="Declared by mistake")
    progress = Progress()
    export_to_folder(folder=folder, actor=boss, progress=progress)
    assert progress.done == progress.total


def test_a_seeded_kind_that_the_manifest_does_not_name_stays_as_it_is(boss, folder, make_new):
    build(boss)
    export(folder, boss)
    make_new()
    change_manifest(folder, lambda manifest: manifest["records"].pop("customers.updatetemplate"))
    templates = list(UpdateTemplate.objects.order_by("pk").values())
    assert templates
    bring_back(folder)
    assert list(UpdateTemplate.objects.order_by("pk").values()) == templates


def test_nobody_can_fail_to_log_in_while_everything_is_imported(boss, folder, make_new):
    build(boss)
    export(folder, boss)
    make_new()
    held = set()

    class Looking(Progress):
        def step(self, what):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT relation::regclass::text FROM pg_locks "
                    "WHERE mode = 'ShareRowExclusiveLock' AND pid = pg_backend_pid() AND relation IS NOT NULL"
                )
                held.update(name for (name,) in cursor.fetchall())

    import_everything(folder=folder, progress=Looking())
    assert {"accounts_user", "accounts_auditevent"} <= held


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


def forget_a_file(folder):
    """It is gone, and so is its line in the sums."""
    drop_a_file(folder)
    sums = folder / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if (folder / line.rstrip("\n").partition("  ")[2]).is_file()]
    sums.write_text("".join(kept), encoding="utf-8")


def count_more_files(folder):
    change_manifest(folder, lambda manifest: manifest.update(attachments=manifest["attachments"] + 1))


def be_older(folder):
    change_manifest(folder, lambda manifest: manifest["migrations"].remove("incidents.0001_initial"))


def be_newer(folder):
    change_manifest(folder, lambda manifest: manifest["migrations"].append("incidents.0999_mood"))


def change_manifest(folder, change):
    path = folder / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    sums = folder / "SHA256SUMS"
    before = read_sums(folder)["manifest.json"]
    path.write_text(json.dumps(found), encoding="utf-8")
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text(sums.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


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
        (forget_a_file, "incomplete: SHA256SUMS does not name attachments/"),
        (count_more_files, "files came back of"),
        (be_older, "an older version of Debrief: it has not had incidents.0001_initial"),
        (be_newer, "a newer version of Debrief: it has had incidents.0999_mood"),
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
    assert unfinished_import() == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_timelineentry")
        assert cursor.fetchone()[0] == 0


def test_a_zip_is_to_be_unpacked_first(tmp_path):
    file = tmp_path / "debrief.zip"
    file.write_bytes(b"PK")
    with pytest.raises(CommandError, match="unpack it first"):
        call_command("import_all", str(file))
