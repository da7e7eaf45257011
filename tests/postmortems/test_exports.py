"""A postmortem as Markdown, HTML and JSON: what stands in it, as the exporter may see it."""

import json
import re
import uuid
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core import markdown
from core.limits import Limit, spend
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from incidents.services.members import set_privacy
from incidents.services.timeline import redact_entry, strike_entry
from postmortems.enums import LessonKind, SectionKind
from postmortems.models import ExportJob
from postmortems.selectors.files import markdown_of
from postmortems.services.analysis import add_lesson
from postmortems.services.comments import open_thread
from postmortems.services.drafts import keep_draft
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_factor
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_over, make_postmortem, save, section_of
from tests.factories.reviews import approve, put_in_review

FORMATS = ("markdown", "html", "json")
BASE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BASE_URL = tmp_path, BASE


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed for **two hours**.")


def export(client, postmortem, kind):
    answer = client.post(
        reverse("postmortem_export", args=[postmortem.incident_id]), {"format": kind, "client_uuid": uuid.uuid4()}
    )
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    return answer.content.decode()


def write(postmortem, actor, body, kind=SectionKind.RESOLUTION):
    return save(section_of(postmortem, kind), actor, body)


@pytest.fixture
def full(postmortem, responder, manager):
    """One of everything."""
    incident = postmortem.incident
    entry = make_entry(incident, "Restarted the **database**.")
    factor = make_factor(postmortem, "No alert on evictions")
    factor.evidence.add(entry)
    item = make_action_item(incident, title="Alert on evictions", owner=manager, due_on="2031-06-01")
    factor.action_items.add(item)
    add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.GOT_LUCKY, text="It was night.")
    write(postmortem, responder, f"First:\n\n{{entry {entry.pk}}}\n\nThen {item.reference} by @grace.wanjiru.")
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    return postmortem


@pytest.mark.parametrize("kind", FORMATS)
def test_everything_stands_in_it_but_what_is_not_for_it(as_user, responder, full, kind):
    section = section_of(full, SectionKind.IMPACT)
    open_thread(section=section, actor=responder, text="Said in a comment")
    keep_draft(section=section, actor=responder, body="Only a draft", base_version=section.version, known=None)
    text = export(as_user(responder), full, kind)
    for words in ("Customers cannot pay", "two hours", "Restarted the", "No alert on evictions", "It was night."):
        assert words in text, words
    for words in ("Alert on evictions", "Grace Wanjiru", "2031"):
        assert words in text, words
    assert "pproved" in text
    for words in ("Said in a comment", "Only a draft", "data-entry", "@grace"):
        assert words not in text, words
    assert f"{BASE}/action-items/" in text


def test_markdown_has_headings_by_section_and_lists(as_user, responder, full):
    text = export(as_user(responder), full, "markdown")
    item = full.incident.action_items.get()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "Summary"
    assert {"Key facts", "Root cause", "Timeline", "Action items", "Reviewers"} <= set(headings)
    assert re.search(r"^- \*\*\d\d:\d\d EAT, .+:\*\* Restarted the \*\*database\*\*\.$", text, re.MULTILINE)
    line = next(line for line in text.splitlines() if line.startswith(f"- [{item.reference}]"))
    assert "owner: Grace Wanjiru; due: 2031-06-01; state: open" in line
    assert "- Evidence: " in text
    assert not markdown.render(text).fell_back


def test_json_has_stable_keys_and_instants_with_an_offset(as_user, responder, full):
    found = json.loads(export(as_user(responder), full, "json"))
    assert (found["format"], found["version"]) == ("debrief-postmortem", 1)
    assert found["incident"]["reference"] == full.incident.reference
    for at in (found["exported_at"], *(entry["at"] for entry in found["timeline"])):
        assert datetime.fromisoformat(at).utcoffset().total_seconds() == 3 * 3600
    factor = found["factors"][0]
    assert factor["evidence"][0]["words"] == "Restarted the database."
    assert factor["action_items"] == [found["action_items"][0]["reference"]]
    assert found["action_items"][0]["status"] == "open"
    assert found["reviewers"][0]["sign_off"]["stands"] is True
    assert [lesson["kind"] for lesson in found["lessons"]] == ["got_lucky"]


def test_every_key_of_the_json_is_documented(as_user, responder, full, settings):
    page = (settings.ROOT / "docs" / "postmortem-format.md").read_text()
    found = json.loads(export(as_user(responder), full, "json"))

    def keys(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner)

    assert {key for key in keys(found) if f"`{key}`" not in page} == set()


def test_the_html_asks_for_nothing_outside_and_runs_nothing(as_user, responder, full):
    text = export(as_user(responder), full, "html")
    assert "<script" not in text
    assert "<link" not in text
    assert re.findall(r'\bsrc="(?!data:)', text) == []
    assert re.findall(r'\bhref="/', text) == []
    assert "default-src 'none'" in text


def test_the_html_draws_the_map_and_the_phases_and_says_them_in_words(as_user, responder, full):
    text = export(as_user(responder), full, "html")
    drawing = text[text.index('<svg class="map"') :].partition("</svg>")[0]
    assert 'aria-label="Map of 1 factor and 1 action item. The list below says the same."' in drawing
    assert drawing.count('<rect class="node') == 2
    assert drawing.count('<path class="edge-answer"') == 1
    assert "No alert on evictions" in drawing
    bar = text[text.index('<svg class="bar"') :].partition("</svg>")[0]
    assert re.search(r'<rect x="[\d.]+" y="0" width="[\d.]+" height="5.5" fill="#[0-9a-f]{6}"/>', bar)
    assert "Impact started" in text[text.index("Phases: how long") :]
    assert " style=" not in text


def test_a_single_factor_makes_no_map(as_user, responder, postmortem):
    make_factor(postmortem, "No alert")
    assert '<svg class="map"' not in export(as_user(responder), postmortem, "html")


def test_pictures_are_in_it(as_user, responder, postmortem):
    stored = attach_file(
        incident=postmortem.incident, actor=responder, upload=upload("graph.png", picture()), caption="The *queue*"
    )
    decode_pictures()
    stored.refresh_from_db()
    write(postmortem, responder, f"See {markdown_of(stored)}")
    client = as_user(responder)
    text = export(client, postmortem, "markdown")
    assert f"![graph][picture:{stored.uuid}]" in text
    assert f"[picture:{stored.uuid}]: data:image/png;base64,iVBOR" in text
    assert '<img src="data:image/png;base64,iVBOR' in export(client, postmortem, "html")
    found = json.loads(export(client, postmortem, "json"))
    assert found["pictures"][str(stored.uuid)]["base64"].startswith("iVBOR")


def test_those_of_entries_too_and_one_that_is_lost_is_named(as_user, responder, postmortem):
    entry = make_entry(postmortem.incident, "Look", by=responder)
    stored = attach_file(
        incident=postmortem.incident, actor=responder, upload=upload("graph.png", picture()), entry=entry
    )
    decode_pictures()
    stored.refresh_from_db()
    client = as_user(responder)
    assert '<img src="data:image/png' in export(client, postmortem, "html")
    stored.file.storage.delete(stored.file.name)
    for kind in ("html", "markdown"):
        assert f"{BASE}{stored.get_absolute_url()}" in export(client, postmortem, kind)


def test_quotes_and_references_are_those_that_the_exporter_may_see(as_user, responder, admin, postmortem):
    other = make_incident("Other", by=responder)
    entry = make_entry(other, "Said elsewhere.")
    write(postmortem, responder, f"{{entry {entry.pk}}}\n\nSee {other.reference}.")
    client = as_user(responder)
    text = export(client, postmortem, "markdown")
    assert "Said elsewhere." in text
    assert f"[{other.reference}]({BASE}{other.get_absolute_url()})" in text
    set_privacy(incident=other, actor=admin, is_private=True)
    stranger = as_user(make_user("Brian Kimani"))
    for kind in FORMATS:
        text = export(stranger, postmortem, kind)
        assert "Said elsewhere." not in text
        assert f"{BASE}{other.get_absolute_url()}" not in text
        assert other.reference in text


def test_struck_and_redacted_entries_say_so_and_the_record_itself_is_left_out(as_user, responder, admin, postmortem):
    struck, secret = make_entry(postmortem.incident, "Wrong words"), make_entry(postmortem.incident, "A key: 123")
    strike_entry(entry=struck, actor=responder, reason="Not here")
    redact_entry(entry=secret, actor=admin, reason="A credential")
    client = as_user(responder)
    for kind in FORMATS:
        text = export(client, postmortem, kind)
        assert "Not here" in text
        assert "A credential" in text
        assert "123" not in text.replace(postmortem.incident.reference, "")[:20_000] or "A key" not in text
    kinds = {entry["kind"] for entry in json.loads(export(client, postmortem, "json"))["timeline"]}
    assert "postmortem" not in kinds


def test_a_private_one_is_there_for_members_alone_and_each_export_is_noted(as_user, responder, manager, admin):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)))
    address = reverse("postmortem_export", args=[postmortem.incident_id])
    for kind in FORMATS:
        answer = as_user(manager).post(address, {"format": kind, "client_uuid": uuid.uuid4()})
        assert answer.status_code == 404
    assert not AuditEvent.objects.filter(action=AuditAction.EXPORTED).exists()
    export(as_user(admin), postmortem, "html")
    assert AuditEvent.objects.get(action=AuditAction.EXPORTED).detail == {"file": "postmortem as HTML"}
    assert AuditEvent.objects.filter(actor=admin, action=AuditAction.PRIVATE_READ).exists()


def test_the_page_offers_the_formats_and_says_what_is_missing(as_user, responder, postmortem):
    client = as_user(responder)
    page = client.get(reverse("postmortem_export", args=[postmortem.incident_id]))
    text = page.content.decode()
    for words in ("Download Markdown", "Download HTML", "Download JSON", "Customer version"):
        assert words in text
    assert ("Make a PDF" in text) != ("WeasyPrint" in text)
    assert (
        reverse("postmortem_export", args=[postmortem.incident_id])
        in client.get(postmortem.get_absolute_url()).content.decode()
    )


def test_an_unknown_format_is_refused_in_words(as_user, responder, postmortem):
    address = reverse("postmortem_export", args=[postmortem.incident_id])
    answer = as_user(responder).post(address, {"format": "docx", "client_uuid": uuid.uuid4()})
    assert answer.status_code == 422
    assert "docx is not one of the available choices" in answer.content.decode()


def test_too_many_in_a_minute_are_refused(as_user, responder, postmortem):
    spend(Limit.EXPORTS, responder.pk, Limit.EXPORTS.most)
    address = reverse("postmortem_export", args=[postmortem.incident_id])
    client = as_user(responder)
    assert client.get(address).status_code == 200
    assert client.post(address, {"format": "json", "client_uuid": uuid.uuid4()}).status_code == 429


def test_a_large_one_becomes_a_job(as_user, responder, postmortem, monkeypatch):
    write(postmortem, responder, "Many words. " * 20_000)
    write(postmortem, responder, "Many words. " * 20_000, SectionKind.IMPACT)
    write(postmortem, responder, "Many words. " * 20_000, SectionKind.DETECTION)
    address = reverse("postmortem_export", args=[postmortem.incident_id])
    answer = as_user(responder).post(address, {"format": "html", "client_uuid": uuid.uuid4()})
    job = ExportJob.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, job.get_absolute_url())


def test_fifty_cost_what_one_costs(as_user, responder, postmortem):
    client = as_user(responder)

    def fill(count):
        entries = [make_entry(postmortem.incident, f"Line {n} of INC-{n + 1}") for n in range(count)]
        lines = "\n\n".join(f"{{entry {entry.pk}}}\n\n@amina.otieno" for entry in entries)
        write(postmortem, responder, lines)
        for n in range(count):
            make_factor(postmortem, f"Factor {n}").evidence.add(entries[0])

    def cost():
        with CaptureQueriesContext(connection) as asked:
            export(client, postmortem, "html")
        return len(asked)

    fill(1)
    cost()
    few = cost()
    fill(20)
    assert cost() == few
