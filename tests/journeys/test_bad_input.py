"""What people get wrong, or try: each gets a clear answer, keeps what was typed, and never ends in a 500."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.enums import Role
from core import clock
from incidents.models import Attachment, Incident, TimelineEntry
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem
from tests.journeys import steps

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"]),
]

AFTER_THE_SWITCH = datetime(2023, 10, 29, 8, 0, tzinfo=UTC)  # in Berlin the clocks went back at three that night
FIRST_HALF_PAST_TWO = datetime(2023, 10, 29, 0, 30, tzinfo=UTC)
NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)


@pytest.fixture
def room(visitor, responder, scripts):
    """The page of an open incident: `room(zone="Europe/Berlin")`."""

    def enter(**details):
        incident = make_incident(by=responder, **details)
        return visitor(responder, scripts=scripts).open(f"/incidents/{incident.pk}/")

    return enter


def say(page):
    """The field of the composer."""
    return page.get_by_label("What happened?")


def refused(page, words):
    """These words stand at the entry: in the composer, or with scripts where it waits. Where it can be mended."""
    waits = page.locator("li.entry-waiting")
    place = page.locator("#composer").or_(waits).filter(has=page.get_by_role("alert").filter(has_text=words))
    expect(place).to_be_visible()
    assert not TimelineEntry.objects.told().exists()
    if not waits.count():
        return place, say(page)
    steps.press(place, "Edit")
    return place, place.get_by_label("What happened")


def test_a_title_of_300_characters_is_refused_and_kept_whole(visitor, responder, scripts):
    title = ("Nobody can pay " * 20).strip() + "!"
    page = visitor(responder, scripts=scripts).open("/incidents/new/")
    page.get_by_label("What is wrong?").fill(title)
    page.get_by_label("SEV3").check()
    steps.press(page, "Declare incident")
    expect(page.locator("main")).to_contain_text("A title has at most 200 characters; this one has 300.")
    expect(page.get_by_label("What is wrong?")).to_have_value(title)
    expect(page.get_by_label("SEV3")).to_be_checked()
    assert not Incident.objects.exists()
    page.get_by_label("What is wrong?").fill(title[:200])
    steps.press(page, "Declare incident")
    expect(page.locator("h1")).to_have_text(title[:200].strip())


def test_256_kilobytes_are_an_entry_and_one_byte_more_is_refused_and_kept(room, scripts):
    most = ("All is well. " * 21_000)[: 256 * 1024 - 1] + "."
    page = room()
    say(page).fill(most + "!")
    steps.press(page, "Log it")
    place, words = refused(page, "256 kB")
    expect(words).to_have_value(most + "!")
    words.fill(most)
    steps.press(place, "Log it")
    expect(page.locator("li.entry[id]", has_text="All is well.")).to_have_count(1)
    assert TimelineEntry.objects.told().get().text == most


def test_ten_thousand_open_brackets_are_an_entry(room, scripts):
    page = room()
    steps.log(page, "[" * 10_000)
    assert TimelineEntry.objects.told().get().text == "[" * 10_000


def test_a_time_that_came_twice_is_asked_about(room, scripts):
    with clock.frozen(AFTER_THE_SWITCH):
        page = room(zone="Europe/Berlin")
        say(page).fill("02:30 switched over")
        if not scripts:  # with them the question stands there while one is still typing
            steps.press(page, "Log it")
        expect(page.locator("#composer .asks")).to_contain_text("happened twice")
        assert not TimelineEntry.objects.told().exists()
        page.locator("#composer .asks button").first.click()
        expect(page.locator("li.entry[id]", has_text="switched over")).to_contain_text("02:30")
    assert TimelineEntry.objects.told().get().happened_at == FIRST_HALF_PAST_TWO


def test_a_doubtful_time_sent_at_once_is_asked_about_with_the_words_kept(room, scripts):
    with clock.frozen(AFTER_THE_SWITCH):
        page = room(zone="Europe/Berlin")
        say(page).fill("02:30 switched over")
        steps.press(page, "Log it")
        place, words = refused(page, "happened twice")
        expect(words).to_have_value("02:30 switched over")
        place.get_by_role("alert").get_by_role("button").last.click()
        expect(page.locator("li.entry[id]", has_text="switched over")).to_contain_text("02:30")
    assert TimelineEntry.objects.told().get().happened_at == FIRST_HALF_PAST_TWO + timedelta(hours=1)


def test_a_change_at_a_time_that_came_twice_is_asked_about(room, scripts):
    with clock.frozen(AFTER_THE_SWITCH):
        page = room(zone="Europe/Berlin")
        form = steps.begin(page, "Mark as mitigated")
        form.get_by_label("When", exact=True).fill("02:30")
        form.get_by_label("Note").fill("Switched **over**")
        steps.press(form, "Mark as mitigated")
        expect(form.get_by_role("alert").filter(has_text="happened twice").first).to_be_visible()
        expect(form.get_by_label("Note")).to_have_value("Switched **over**")
        form.locator(".asks button").first.click()
        expect(steps.status(page)).to_have_text("Mitigated")
    assert Incident.objects.get().mitigated_at == FIRST_HALF_PAST_TWO


def test_an_end_before_its_start_is_refused_and_both_are_kept(room, scripts):
    with clock.frozen(NIGHT):
        page = room()
        say(page).fill("Watched it")
        steps.unfold(page, "Time, milestone, files")
        page.get_by_label("When", exact=True).fill("19:20")
        page.get_by_label("Until").fill("19:10")
        steps.press(page, "Log it")
        place, words = refused(page, "The end is before the start")
        expect(words).to_have_value("Watched it")
        expect(place.get_by_label("When", exact=True)).to_have_value("19:20")
        expect(place.get_by_label("Until")).to_have_value("19:10")
        place.get_by_label("Until").fill("19:25")
        steps.press(place, "Log it")
        expect(page.locator("li.entry[id]", has_text="Watched it")).to_contain_text("19:25")


def test_a_time_that_is_none_is_refused_with_words(room, scripts):
    page = room()
    form = steps.begin(page, "Mark as resolved")
    form.get_by_label("When", exact=True).fill("25:99")
    steps.press(form, "Mark as resolved")
    expect(form.get_by_text("not a time")).to_be_visible()
    expect(form.get_by_label("When", exact=True)).to_have_value("25:99")


def zipped():
    """The bytes of a zip file."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("notes.txt", "no picture")
    return box.getvalue()


def test_a_picture_that_is_a_zip_is_refused_and_the_words_are_kept(room, scripts):
    page = room()
    say(page).fill("The graph of the gateway")
    steps.unfold(page, "Time, milestone, files")
    picture = {"name": "graph.png", "mimeType": "image/png", "buffer": zipped()}
    page.locator("#say-file").set_input_files(picture)
    steps.press(page, "Log it")
    _, words = refused(page, "graph.png")
    expect(words).to_have_value("The graph of the gateway")
    assert not Attachment.objects.exists()


def test_addresses_that_name_nothing_are_not_found(visitor, responder, scripts):
    incident = make_incident(by=responder)
    entry = make_entry(incident)
    guest = visitor(responder, scripts=scripts)
    for path in (
        f"/incidents/{incident.pk}/roles/king/",
        f"/incidents/{incident.pk}/status/explode/",
        f"/incidents/{incident.pk}/entries/{entry.pk + 1}/correct/",
        f"/incidents/{incident.pk}/postmortem/rows/kings/",
        "/incidents/99999999999999999999/",
        "/action-items/99999999999999999999/",
        "/reports/99999999999999999999/",
        "/login/example/king/",
        "/follow-through/?team=king",
        f"/incidents/{incident.pk}/entries/",  # takes forms alone; somebody may reload it
    ):
        guest.page.goto(guest.base + path)
        expect(guest.page.locator("h1"), path).to_have_text("Page not found")


def test_filters_that_make_no_sense_are_told_or_left_out(visitor, responder, scripts):
    guest = visitor(responder, scripts=scripts)
    over = make_postmortem().incident
    make_report(make_user("Peter Njoroge", role=Role.REPORTER), "Nobody can pay")
    for path, *told in (
        (
            "/incidents/?status=king&severity=9&page=-1&since=never&sort=king&lead=99999999999999999999",
            "king is not one of the available choices",
            "9 is not one of the available choices",
            "Enter a valid date",
            "1 found",  # and all are shown
            over.title,
        ),
        (
            "/action-items/?owner=king&due=never&status=king&page=x&incident=99999999999999999999",
            "never is not one of the available choices",
            "king is not one of the available choices",
            "Incident: 99999999999999999999",
            "No action items match",
        ),
        ("/postmortems/?state=king&page=9999", "1 found", over.title),
        ("/reports/?state=king", "Nobody can pay"),
        ("/search/?q=" + "%5B" * 2000, "This is too long to search for: 2000 characters. Use at most 200."),
        ("/search/?q=" + "%5B" * 200, "No results for “[[["),
    ):
        page = guest.open(path)
        for words in told:
            expect(page.locator("main"), path).to_contain_text(words)


def test_a_report_that_says_nothing_keeps_the_rest(visitor, reporter, scripts):
    page = visitor(reporter, scripts=scripts).open("/reports/new/")
    page.get_by_label("Which customer?").fill("Acme")
    page.get_by_label("Since when?").fill("some time after lunch")
    steps.press(page, "Send the report")
    expect(page.locator("main")).to_contain_text("Say what the customer cannot do; the rest is optional.")
    expect(page.get_by_label("Which customer?")).to_have_value("Acme")
    page.get_by_label("What can the customer not do?").fill("Pay")
    steps.press(page, "Send the report")
    expect(page.locator("main")).to_contain_text("some time after lunch")


def test_a_report_that_somebody_else_decided_says_so(visitor, responder, reporter, scripts):
    report = make_report(reporter)
    tabs = [visitor(responder, scripts=scripts).open(f"/reports/{report.pk}/") for _ in range(2)]
    for page, words in zip(tabs, ("It is on the customer's side.", "We are looking."), strict=True):
        page.get_by_label("What can Peter Njoroge tell the customer?").fill(words)
        with steps.answered(page):
            steps.press(page, "Decline with this answer")
    expect(tabs[1].get_by_role("alert")).to_contain_text("somebody else was faster")
    expect(tabs[1].locator("main")).to_contain_text("We are looking.")
    report.refresh_from_db()
    assert report.answer == "It is on the customer's side."


def test_an_error_goes_when_its_field_is_changed(visitor, reporter, scripts):
    page = visitor(reporter, scripts=scripts).open("/reports/new/")
    page.get_by_label("What can the customer not do?").fill("Cannot buy ink")
    page.get_by_label("Since when?").fill("25:99")
    steps.press(page, "Send the report")
    error = page.locator(".invalid-feedback", has_text="25:99")
    expect(error).to_be_visible()
    expect(page.get_by_label("Since when?")).to_have_value("25:99")
    page.get_by_label("Since when?").fill("this morning")
    expect(error).to_have_count(0 if scripts else 1)
    steps.press(page, "Send the report")
    expect(page.locator("h1")).to_have_text("Cannot buy ink")
