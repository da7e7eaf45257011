"""Pasting, looking through, adding and taking back, in pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import now
from core.limits import Limit, spend
from importing.enums import BatchState
from importing.models import ImportBatch
from importing.services.adding import PIECE
from importing.services.batches import ImportOptions
from importing.services.reading import read_waiting
from incidents.models import Incident
from tests.factories.importing import read_import
from tests.factories.incidents import make_incident, make_private_incident
from tests.html import html_of

CHAT = "[13/05/2023 22:30] Ana Silva\nCheckout is down\n[13/05/2023 22:31] brian\nlooking\n"


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="Africa/Nairobi")


def begin(incident, by, text=CHAT):
    options = ImportOptions("", "Africa/Nairobi")
    return read_import(incident=incident, actor=by, text=text, options=options, client_uuid=uuid4())


def sent(batch, **changes):
    """What the page of the preview sends."""
    fields = {"source": batch.source, "day": "2023-05-13", "clock": "", "zone": batch.zone, "from_page": "1"}
    for line in batch.lines.all()[:100]:
        at = line.happened_at.astimezone(batch.time_zone) if line.happened_at else None
        seconds = f":{at:%S}" if at and at.second else ""
        fields |= {
            f"l{line.pk}-when": f"{at.day} {at:%b %Y %H:%M}{seconds} EAT" if at else "",
            f"l{line.pk}-author": line.author,
            f"l{line.pk}-text": line.text,
        }
        if line.is_taken:
            fields[f"l{line.pk}-take"] = "on"
    return fields | changes


def test_pasted_text_leads_to_its_preview(incident, responder, as_user):
    page = as_user(responder)
    response = page.post(f"/incidents/{incident.pk}/import/", {"text": CHAT, "client_uuid": uuid4()})
    batch = ImportBatch.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    read_waiting()
    shown = page.get(batch.get_absolute_url()).content.decode()
    for words in ("2 lines from Teams", "Checkout is down", "Ana Silva", "22:30", "EAT", "13 May 2023", "checked"):
        assert words in shown


def test_a_text_in_which_nothing_is_said_can_be_read_as_something_else(incident, responder, as_user):
    batch = begin(incident, responder, "2023-05-13\n")
    shown = as_user(responder).get(batch.get_absolute_url()).content.decode()
    assert "Nothing in the text could be read as" in shown
    assert "0 to" not in shown
    assert "Read it again" in shown


def test_nothing_pasted_is_refused(incident, responder, as_user):
    response = as_user(responder).post(f"/incidents/{incident.pk}/import/", {"text": "  "})
    assert response.status_code == 422
    assert "Paste the text, or choose a file." in response.content.decode()


def test_of_text_and_file_neither_is_thrown_away_unread(incident, responder, as_user):
    file = SimpleUploadedFile("timeline.csv", b"happened_at,text\n2023-05-13 22:30,other\n")
    response = as_user(responder).post(f"/incidents/{incident.pk}/import/", {"text": CHAT, "file": file})
    assert response.status_code == 422
    shown = response.content.decode()
    assert "Use either the text or a file" in shown
    assert "Checkout is down" in shown
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("happened_at;text\n2023-05-13 22:30;Zoë\n".encode("utf-8-sig"), "Zoë"),
        ("happened_at\ttext\n2023-05-13 22:30\tZoë\n".encode("utf-16"), "Zoë"),
        ("happened_at,text\n2023-05-13 22:30,Zoë\n".encode("cp1252"), "The file is not UTF-8"),
    ],
    ids=["utf-8 with a mark", "utf-16", "windows"],
)
def test_a_csv_file_is_read_whatever_its_letters_and_delimiters(incident, responder, as_user, content, words):
    page = as_user(responder)
    file = SimpleUploadedFile("timeline.csv", content)
    page.post(f"/incidents/{incident.pk}/import/", {"file": file})
    read_waiting()
    batch = ImportBatch.objects.get()
    assert (batch.source, batch.lines.get().text) == ("csv", "Zoë")
    assert words in page.get(batch.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(bytes(range(256)) * 4, "is not text"), (b"x" * (10 * 1024 * 1024 + 1), "at most 5,000,000 characters")],
    ids=["no text", "too large"],
)
def test_other_files_are_refused_in_words(incident, responder, as_user, content, words):
    file = SimpleUploadedFile("x.csv", content)
    response = as_user(responder).post(f"/incidents/{incident.pk}/import/", {"file": file})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_line_without_an_author_is_not_shown_as_told_by_whoever_imported_it(incident, responder, as_user):
    page, batch = as_user(responder), begin(incident, responder)
    data = sent(batch, add="1") | {f"l{line.pk}-author": "" for line in batch.lines.all()}
    page.post(batch.get_absolute_url(), data)
    shown = html_of(page.get(f"/incidents/{incident.pk}/"))
    assert '<span class="who">author unknown</span>' in shown
    assert "imported by Amina Otieno" in shown


def test_unticked_and_changed_lines_are_kept_and_added(incident, responder, as_user):
    page, batch = as_user(responder), begin(incident, responder)
    first, second = batch.lines.all()
    data = sent(batch, add="1", **{f"l{second.pk}-text": "was looking", f"l{second.pk}-when": "22:35"})
    del data[f"l{first.pk}-take"]
    assert page.post(batch.get_absolute_url(), data).headers["Location"] == batch.get_absolute_url()
    entry = incident.entries.get(batches=batch)
    assert (entry.text, f"{entry.happened_at:%H:%M}") == ("was looking", "19:35")
    shown = page.get(f"/incidents/{incident.pk}/").content.decode()
    assert "imported by Amina Otieno" in shown
    about = page.get(reverse("entry", args=[incident.pk, entry.pk])).content.decode()
    assert f'href="{batch.get_absolute_url()}">View the import' in about
    assert "1 entry added" in html_of(page.get(batch.get_absolute_url()))


def test_a_time_that_is_none_comes_back_with_all_that_was_chosen(incident, responder, as_user):
    batch = begin(incident, responder)
    first, second = batch.lines.all()
    data = sent(batch, add="1", **{f"l{first.pk}-when": "25:99", f"l{second.pk}-text": "other words"})
    response = as_user(responder).post(batch.get_absolute_url(), data)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Line 1:" in shown
    assert "25:99" in shown
    assert "other words" in shown
    assert batch.lines.get(pk=second.pk).text == "looking"


def test_a_time_that_came_twice_is_asked_about(responder, as_user):
    incident = make_incident(by=responder, zone="Europe/Berlin")
    text = "[29/10/2023 12:30] Ana Silva\nCheckout is down"
    batch = read_import(incident=incident, actor=responder, text=text, options=ImportOptions("", "Europe/Berlin"))
    line = batch.lines.get()
    fields = {"source": "teams", "zone": "Europe/Berlin", "from_page": "1", f"l{line.pk}-when": "02:30"}
    fields |= {f"l{line.pk}-take": "on", f"l{line.pk}-text": line.text}
    response = as_user(responder).post(batch.get_absolute_url(), fields)
    assert "happened twice in Europe/Berlin" in response.content.decode()
    answer = fields | {f"meant_l{line.pk}-when": "2023-10-29T02:30:00+01:00"}
    as_user(responder).post(batch.get_absolute_url(), answer)
    line.refresh_from_db()
    assert f"{line.happened_at:%H:%M}" == "01:30"


def test_five_hundred_lines_come_in_pages_and_choices_are_kept(
    incident, responder, as_user, django_assert_max_num_queries
):
    text = "\n".join(f"2023-05-13T22:{at // 60:02d}:{at % 60:02d} line {at}" for at in range(500))
    page, batch = as_user(responder), begin(incident, responder, text)
    with django_assert_max_num_queries(12):
        assert "page 1 of 5" in page.get(batch.get_absolute_url()).content.decode()
    data = sent(batch, go="2")
    del data[f"l{batch.lines.first().pk}-take"]
    assert page.post(batch.get_absolute_url(), data).headers["Location"].endswith("?page=2")
    shown = page.get(f"{batch.get_absolute_url()}?page=2").content.decode()
    assert "101 to 200 of 500, numbered as in the text" in shown
    assert "Add <span data-count>499</span>" in shown
    page.post(batch.get_absolute_url(), {"from_page": "2", "tick": "none"})
    assert not batch.lines.filter(is_taken=True).exists()


def test_many_lines_show_their_progress(incident, responder, as_user):
    text = "\n".join(f"2023-05-13T22:{at // 60:02d}:{at % 60:02d} line {at}" for at in range(PIECE + 1))
    page, batch = as_user(responder), begin(incident, responder, text)
    page.post(batch.get_absolute_url(), sent(batch, add="1"))
    shown = page.get(batch.get_absolute_url()).content.decode()
    assert "0 of 201 entries added" in shown
    assert '<progress class="section-tight" max="201" value="0"' in shown
    fragment = html_of(page.get(batch.get_absolute_url(), headers={"HX-Request": "true"}))
    assert fragment.startswith('<div id="batch" hx-get')


def test_all_of_it_is_taken_back_and_restored(incident, responder, as_user):
    page, batch = as_user(responder), begin(incident, responder)
    page.post(batch.get_absolute_url(), sent(batch, add="1"))
    assert page.post(f"{batch.get_absolute_url()}take-back/", {"reason": ""}).status_code == 422
    page.post(f"{batch.get_absolute_url()}take-back/", {"reason": "wrong room"})
    assert incident.entries.filter(batches=batch, struck_reason="wrong room").count() == 2
    assert "2 entries struck through" in html_of(page.get(batch.get_absolute_url()))
    page.post(f"{batch.get_absolute_url()}restore/")
    assert incident.entries.filter(batches=batch, struck_at__isnull=True).count() == 2
    assert "2 entries" in html_of(page.get(f"/incidents/{incident.pk}/import/"))


def test_what_is_too_much_comes_back_whole_with_words(incident, responder, as_user):
    response = as_user(responder).post(f"/incidents/{incident.pk}/import/", {"text": "22:35 x\n" * 90_000})
    page = response.content.decode()
    assert response.status_code == 422
    assert "This is too much at once: 90,001 lines" in page
    assert page.count("22:35 x") >= 90_000
    assert "maxlength" not in page.partition("<textarea")[2].partition(">")[0]


def test_reading_again_counts_like_a_text_and_keeps_the_choices(incident, responder, as_user):
    batch, page = begin(incident, responder), as_user(responder)
    address, line = batch.get_absolute_url(), batch.lines.first()
    spend(Limit.IMPORTS, responder.pk, Limit.IMPORTS.most - 1)
    again = sent(batch, read="1", zone="UTC")
    assert page.post(address, again).status_code == 302
    read_waiting()
    batch.refresh_from_db()
    refused = page.post(address, sent(batch, read="1", zone="Asia/Tokyo") | {f"l{line.pk}-text": "Typed meanwhile"})
    assert refused.status_code == 429
    assert "more than 20 previews of imports in a minute" in refused.content.decode()
    batch.refresh_from_db()
    line.refresh_from_db()
    assert (batch.zone, line.text) == ("UTC", "Typed meanwhile")


def test_a_line_is_joined_and_a_preview_thrown_away(incident, responder, as_user):
    page, batch = as_user(responder), begin(incident, responder)
    second = batch.lines.last()
    page.post(batch.get_absolute_url(), sent(batch, join=str(second.pk)))
    assert batch.lines.get().text == "Checkout is down\nlooking"
    page.post(f"{batch.get_absolute_url()}drop/")
    assert not ImportBatch.objects.exists()


def test_a_line_is_joined_however_many_there_were_before(incident, responder, as_user):
    batch = begin(incident, responder)
    second = batch.lines.last()
    batch.lines.filter(pk=second.pk).update(id=100_000 + second.pk)
    line = batch.lines.last()
    as_user(responder).post(batch.get_absolute_url(), sent(batch, join=str(line.pk)))
    assert batch.lines.get().text == "Checkout is down\nlooking"


@pytest.mark.parametrize("what", ["", "x", "-1", "9" * 30])
def test_a_line_that_is_none_joins_nothing(incident, responder, as_user, what):
    batch = begin(incident, responder)
    assert as_user(responder).post(batch.get_absolute_url(), sent(batch, join=what)).status_code == 302
    assert batch.lines.count() == 2


def ahead(*days):
    return "\n".join(f"{(now() + timedelta(days=day)).isoformat(timespec='seconds')} line {day}" for day in days)


def test_lines_in_the_future_are_asked_about_one_by_one(incident, responder, as_user):
    page, batch = as_user(responder), begin(incident, responder, ahead(-1, 1, 2))
    shown = page.get(batch.get_absolute_url()).content.decode()
    assert "2 are in the future" in shown
    past, first, second = batch.lines.all()
    assert [line.is_taken for line in (past, first, second)] == [True, False, False]
    ticks = {f"l{line.pk}-take": "on" for line in (first, second)}
    question = "This is in the future. Is that right?"
    response = page.post(batch.get_absolute_url(), sent(batch, add="1", **ticks))
    assert (response.status_code, response.content.decode().count(f"{question}</span>")) == (422, 2)
    answer = {f"meant_l{first.pk}-when": first.happened_at.isoformat()}
    response = page.post(batch.get_absolute_url(), sent(batch, add="1", **ticks, **answer))
    assert (response.status_code, response.content.decode().count(f"{question}</span>")) == (422, 1)
    assert f"Line 3: {question}</span>" in response.content.decode()
    first.refresh_from_db()
    assert (first.is_taken, first.is_timed, first.note) == (True, True, "")
    answer = {f"meant_l{second.pk}-when": second.happened_at.isoformat()}
    response = page.post(batch.get_absolute_url(), sent(batch, add="1", **ticks, **answer))
    assert response.status_code == 302
    assert batch.entries.count() == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [("  ", "has no words"), ("é" * 140_000, "has more than the 256 kB")],
    ids=["no words", "more bytes than one entry takes"],
)
def test_words_that_no_entry_takes_are_refused_at_their_line(incident, responder, as_user, text, fault):
    page, batch = as_user(responder), begin(incident, responder)
    second = batch.lines.last()
    response = page.post(batch.get_absolute_url(), sent(batch, **{f"l{second.pk}-text": text}))
    assert response.status_code == 422
    assert f"Line 3: It is ticked and {fault}" in response.content.decode()
    data = sent(batch, **{f"l{second.pk}-text": text})
    del data[f"l{second.pk}-take"]
    assert page.post(batch.get_absolute_url(), data).status_code == 302


def test_a_preview_is_there_for_whoever_pasted_it_alone(incident, responder, manager, reporter, as_user):
    batch = begin(incident, responder)
    answers = {
        person.name: as_user(person).get(batch.get_absolute_url()).status_code
        for person in (responder, manager, reporter)
    }
    assert list(answers.values()) == [200, 404, 404]
    batch.state = BatchState.ADDED
    batch.save()
    assert as_user(manager).get(batch.get_absolute_url()).status_code == 200


def test_a_private_incident_takes_nothing_from_those_who_do_not_see_it(responder, manager, as_user):
    incident = make_private_incident(by=responder)
    assert as_user(manager).get(f"/incidents/{incident.pk}/import/").status_code == 404
    assert as_user(responder).get(f"/incidents/{incident.pk}/import/").status_code == 200
    assert as_user(manager).get(f"/incidents/{incident.pk}/timeline.csv").status_code == 404


def test_the_menu_of_an_incident_leads_to_it(incident, responder, as_user):
    shown = as_user(responder).get(incident.get_absolute_url()).content.decode()
    assert f'href="{reverse("import_paste", args=[incident.pk])}"' in shown


def test_who_records_a_past_incident_can_go_on_here(responder, as_user):
    client, address = as_user(responder), reverse("record_past")
    assert 'name="next" value="paste"' in client.get(address).content.decode()
    past = {"title": "The cache", "severity": "1", "zone": "UTC", "happened_on": "2023-05-10", "status": "resolved"}
    answer = client.post(address, past | {"resolved": "14:00", "next": "paste"})
    assert answer.headers["Location"] == reverse("import_paste", args=[Incident.objects.get().pk])
