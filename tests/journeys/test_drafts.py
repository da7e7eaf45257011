"""What is typed into a long field outlives a reload, for its person, until it is saved; never over newer words."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from incidents.services.timeline import EntryCorrection, correct_entry
from postmortems.enums import SectionKind
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem, section_of
from tests.journeys import queue, steps
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('debrief:draft'))"
KEPT = f"{DRAFTS}.map(key => JSON.parse(localStorage[key]).text)"


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder)


def typed(place, label, text):
    """Types into a field of a page or a form, and waits until the browser has written it down."""
    place.get_by_label(label).fill(text)
    page = getattr(place, "page", place)
    holds = "text => Object.entries(localStorage).some(([key, value]) => key.includes('draft') && value.includes(text))"
    wait_until(lambda: page.evaluate(holds, text), "the draft is kept")


def test_the_composer_keeps_its_words_until_they_are_logged(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")
    expect(page.locator(".draft-kept")).to_contain_text("was restored")
    page.get_by_label("What happened?").fill("Half a sentence more")
    expect(page.locator(".draft-kept")).to_be_visible()
    page.get_by_label("What happened?").fill("Other words")
    expect(page.locator(".draft-kept")).to_have_count(0)
    queue.enter(page, "A whole sentence")
    queue.arrive(page, incident, ["A whole sentence"])
    page.reload()
    queue.ready(page)
    expect(page.get_by_label("What happened?")).to_have_value("")


def test_blanks_are_no_draft(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    queue.ready(page)
    page.wait_for_load_state("networkidle")
    typed(page, "What happened?", "Half a sentence")
    page.get_by_label("What happened?").fill(" \n ")
    wait_until(lambda: page.evaluate(KEPT) == [], "the draft is gone")
    page.reload()
    expect(page.locator("#say[data-draft=looked]")).to_be_attached()
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.locator(".draft-kept")).to_have_count(0)


def test_a_field_that_was_emptied_is_a_draft(visitor, responder, incident):
    entry = make_entry(incident, "Half a sentence", by=responder)
    page = visitor(responder).open(f"/incidents/{incident.pk}/entries/{entry.pk}/correct/")
    page.locator("textarea[name=text]").fill("")
    wait_until(lambda: page.evaluate(KEPT) == [""], "the draft is kept")
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("")
    expect(page.locator(".draft-kept")).to_be_visible()


def test_words_that_stand_in_another_tab_are_not_put_into_this_one(visitor, responder, incident):
    someone = visitor(responder)
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    second = someone.context.new_page()
    second.goto(page.url)
    expect(second.locator("#say[data-draft=looked]")).to_be_attached()
    expect(second.get_by_label("What happened?")).to_have_value("")
    page.close()
    second.reload()
    expect(second.get_by_label("What happened?")).to_have_value("Half a sentence")


def test_two_tabs_keep_a_draft_each(visitor, responder, incident):
    someone = visitor(responder)
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Typed in the first tab")
    second = someone.context.new_page()
    second.goto(page.url)
    typed(second, "What happened?", "Typed in the second tab")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Typed in the first tab")
    queue.enter(second, "Logged in the second tab")
    queue.arrive(second, incident, ["Logged in the second tab"])
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Typed in the first tab")


LATE = """
  const query = LockManager.prototype.query;
  LockManager.prototype.query = async function () {
    await new Promise((done) => setTimeout(done, 2000));
    return query.call(this);
  };
"""


def test_who_types_at_once_is_offered_the_draft_and_loses_neither(visitor, responder, incident):
    someone = visitor(responder)
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    page.add_init_script(LATE)  # which other pages are open is known late
    page.reload()
    typed(page, "What happened?", "Typed at once")
    said = page.locator(".draft-kept")
    expect(said).to_contain_text("You have unsaved text for this field.")
    queue.enter(page, "Typed at once, and logged")
    queue.arrive(page, incident, ["Typed at once, and logged"])
    steps.press(said, "Insert above")
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")


def test_what_the_browser_has_no_room_to_queue_stays_a_draft(offline, responder, incident):
    someone = offline(responder)
    someone.context.add_init_script("IDBObjectStore.prototype.add = () => { throw new Error('full'); }")
    someone.context.route("**/entries/", lambda route: route.abort())
    page = someone.open(f"/incidents/{incident.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())  # it warns that words would be lost
    queue.enter(page, "The gateway is back")
    expect(queue.waiting(page)).to_contain_text("has no space")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("The gateway is back")


def test_a_form_that_was_not_taken_is_put_back(offline, reporter):
    someone = offline(reporter)
    page = someone.open("/reports/new/")
    label = "What can the customer not do?"
    typed(page, label, "Acme cannot pay")
    page.route(
        "**/reports/new/",
        lambda route: route.fulfill(status=503, body="Away") if route.request.method == "POST" else route.continue_(),
    )
    steps.press(page, "Send the report")
    expect(page.locator("body")).to_have_text("Away")
    page.unroute("**/reports/new/")
    queue.ready(someone.open("/"))
    page = someone.open("/reports/new/")
    expect(page.get_by_label(label)).to_have_value("Acme cannot pay")
    steps.press(page, "Send the report")
    expect(page.locator("h1")).to_have_text("Acme cannot pay")
    assert not page.evaluate(DRAFTS)


def test_all_of_an_unfinished_report_is_restored(visitor, reporter):
    someone = visitor(reporter)
    page = someone.open("/reports/new/")
    report = {
        "What can the customer not do?": "Acme cannot pay",
        "Which customer?": "Acme Ltd",
        "Since when?": "20m ago",
    }
    for label, text in report.items():
        typed(page, label, text)
    queue.ready(someone.open("/"))
    page = someone.open("/reports/new/")
    for label, text in report.items():
        expect(page.get_by_label(label)).to_have_value(text)
    steps.press(page, "Send the report")
    expect(page.locator("h1")).to_have_text("Acme cannot pay")
    assert not page.evaluate(DRAFTS)


def test_an_imported_table_is_no_draft_of_the_lines_that_were_left_out(visitor, responder):
    page = visitor(responder).open("/customers/import/")
    page.locator("#id_text").fill("name,value\nAcme Ltd,100\nBaobab Books,a lot\n")
    wait_until(lambda: len(page.evaluate(KEPT)) == 1, "the draft is kept")
    steps.press(page, "Preview")
    steps.press(page, "Import 1 customer")
    expect(page.locator("h1")).to_have_text("Imported")
    expect(page.locator("#id_text[data-draft=looked]")).to_be_attached()
    expect(page.locator(".draft-kept")).to_have_count(0)
    assert not page.evaluate(DRAFTS)


@pytest.mark.parametrize("in_dialog", [True, False], ids=["dialog", "page"])
def test_words_with_the_promised_time_take_the_place_of_their_draft(visitor, responder, in_dialog):
    someone = visitor(responder)
    incident = make_incident("Paying", by=responder, level=2, lead=responder, is_customer_facing=True)
    address = f"/incidents/{incident.pk}/words/new/"
    page = someone.open(f"/incidents/{incident.pk}/" if in_dialog else address)
    if in_dialog:
        page.locator(f"main a[href='{address}']").first.click()
    form = page.locator(f"form[action='{address}']")
    words = "Paying fails. Next update by 03:06 UTC."
    text = form.locator("textarea[name=text]")
    text.fill(words)
    wait_until(lambda: page.evaluate(KEPT) == [words], "the draft is kept")
    form.get_by_role("button", name="Post update").click()
    form.get_by_role("button", name="Put the promised time into the words").click()
    expect(text).not_to_have_value(words)
    expect(text).to_have_attribute("data-draft", "looked")
    expect(page.locator(".draft-kept")).to_have_count(0)
    mended = text.input_value()
    assert page.evaluate(KEPT) == [mended]
    page = someone.open(address)
    expect(page.locator("textarea[name=text]")).to_have_value(mended)


def test_a_note_is_kept_until_it_is_saved(visitor, responder, incident):
    someone = visitor(responder)
    address = f"/incidents/{incident.pk}/status/mitigate/"
    page = someone.open(address)
    typed(page, "Note", "Rolled back all four")
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("Rolled back all four")
    steps.press(page.get_by_role("main"), "Mark as mitigated")
    expect(steps.status(page)).to_have_text("Mitigated")
    assert not page.evaluate(DRAFTS)


@pytest.mark.parametrize("worker", [False, True], ids=["without a worker", "with a worker"])
def test_what_the_server_took_is_forgotten(visitor, reporter, worker):
    page = visitor(reporter, worker=worker).open("/reports/new/")
    if worker:
        queue.working(page)
        page.reload()
    typed(page, "What can the customer not do?", "Acme cannot pay")
    steps.press(page, "Send the report")
    expect(page.locator("h1")).to_have_text("Acme cannot pay")
    assert not page.evaluate(DRAFTS)


def test_a_page_that_leads_on_is_no_answer(offline, reporter):
    """Nothing answered the form; what the person opens next leads elsewhere, as the answer would have done."""
    someone = offline(reporter)
    page = someone.open("/reports/new/")
    typed(page, "What can the customer not do?", "Acme cannot pay")
    page.route("**/reports/new/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    steps.press(page, "Send the report")
    page.wait_for_url("chrome-error://**")
    page.goto(f"{someone.base}/reports/new")  # without its last slash
    expect(page.get_by_label("What can the customer not do?")).to_have_value("Acme cannot pay")


def test_what_was_added_to_a_list_does_not_come_back_into_its_form(visitor, responder):
    postmortem = make_postmortem(author=responder)
    lessons = section_of(postmortem, SectionKind.LESSONS)
    page = visitor(responder).open(f"/incidents/{postmortem.incident_id}/postmortem/sections/{lessons.pk}/")
    field = page.locator("form.row-add textarea")
    field.fill("The rollback was quick")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".edit-list li")).to_contain_text("The rollback was quick")
    expect(page.locator("form.row-add textarea[data-draft=looked]")).to_have_value("")
    wait_until(lambda: not page.evaluate(DRAFTS), "the words that were taken are forgotten")


def test_a_correction_is_never_put_over_newer_words(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    someone = visitor(responder)
    address = f"/incidents/{incident.pk}/entries/{entry.pk}/correct/"
    page = someone.open(address)
    typed(page, "Text", "Restarted the database")
    correct_entry(
        entry=entry,
        actor=make_user(),
        reason="A slip",
        correction=EntryCorrection(text="Restarted db-3", happened_at=entry.happened_at, until_at=None),
    )
    page = someone.open(address)
    expect(page.get_by_label("Text")).to_have_value("Restarted db-3")
    expect(page.locator(".draft-kept")).to_contain_text("This changed since")
    steps.press(page, "Replace with yours")
    expect(page.get_by_label("Text")).to_have_value("Restarted the database")


def test_refused_words_stay_a_draft_of_what_they_began_from(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    someone = visitor(responder)
    address = f"/incidents/{incident.pk}/entries/{entry.pk}/correct/"
    page = someone.open(address)
    typed(page, "Text", "Restarted the database")
    page.get_by_label("When it happened").fill("")
    steps.press(page.get_by_role("main"), "Correct it")
    expect(page.get_by_label("When it happened")).to_have_attribute("aria-invalid", "true")
    text = page.get_by_label("Text")
    wait_until(lambda: text.get_attribute("data-was") == "Restarted the datbase", "what it began from is known")
    text.press("End")
    text.press("x")
    text.press("Backspace")
    page = someone.open(address)
    expect(page.get_by_label("Text")).to_have_value("Restarted the database")
    expect(page.locator(".draft-kept")).to_contain_text("was restored")


def test_who_types_on_in_refused_words_is_not_offered_them(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    form = steps.begin_to_correct(page, entry)
    form.get_by_label("Text").fill("Restarted the database")
    form.get_by_label("When it happened").fill("")
    steps.press(form, "Correct it")
    expect(form.get_by_label("When it happened")).to_have_attribute("aria-invalid", "true")
    typed(form, "Text", "Restarted the database twice")
    expect(page.locator(".draft-kept")).to_have_count(0)
    assert page.evaluate(KEPT) == ["Restarted the database twice"]


def test_what_was_logged_does_not_come_back_to_who_types_on(visitor, responder, incident):
    someone = visitor(responder)
    someone.context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = someone.open(f"/incidents/{incident.pk}/")
    under_way = queue.held_back(page)
    queue.enter(page, "Rolled back")
    queue.until_sent(page, under_way)
    typed(page, "What happened?", "All four")
    under_way[0].continue_()
    queue.arrive(page, incident, ["Rolled back"])
    expect(page.get_by_label("What happened?")).to_have_value("All four")
    wait_until(lambda: page.evaluate(KEPT) == ["All four"], "what was logged is forgotten, and nothing else")


def test_a_login_in_between_forgets_nothing_of_a_form_that_was_not_taken(visitor, reporter):
    """The login's own answer leads on, too; it is not the answer of that form."""
    reporter.set_password("correct horse battery staple")
    reporter.save()
    someone = visitor(reporter)
    page = someone.open("/reports/new/")
    typed(page, "What can the customer not do?", "Acme cannot pay")
    Session.objects.all().delete()
    steps.press(page, "Send the report")
    with someone.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    login = opened.value
    login.get_by_label("E-mail").fill(reporter.email)
    login.get_by_label("Password").fill("correct horse battery staple")
    steps.press(login.get_by_role("main"), "Log in")
    expect(login.locator("h1")).to_have_text("You are logged in again")
    queue.ready(login)
    login.close()
    assert page.evaluate(KEPT) == ["Acme cannot pay"]
    steps.press(page, "Send again")
    expect(page.locator("h1")).to_have_text("Acme cannot pay")
    assert not page.evaluate(DRAFTS)


LEFT = """() => {
  const days = 24 * 3600000;
  const drafts = {
    "1:/gone/:0:text~a": {text: "Old", was: "", at: Date.now() - 31 * days},
    "1:/here/:0:text~a": {text: "Of this week", was: "", at: Date.now() - 7 * days},
  };
  for (const [key, draft] of Object.entries(drafts)) localStorage[`debrief:draft:${key}`] = JSON.stringify(draft);
  localStorage["debrief:draft:1:/torn/:0:text~a"] = '{"text": "to';
}"""


def test_old_and_unreadable_drafts_go(visitor, responder):
    page = visitor(responder).open("/")
    page.evaluate(LEFT)
    page.reload()
    queue.ready(page)
    assert page.evaluate(KEPT) == ["Of this week"]


FULL = """() => {
  const old = {text: "o".repeat(100000), was: "", at: Date.now() - 1000};
  localStorage["debrief:draft:1:/old/:0:text~a"] = JSON.stringify(old);
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    try { for (let n = 0; ; n += 1) localStorage[`other:${size}:${n}`] = "x".repeat(size); } catch { /* full */ }
  }
}"""


def test_in_a_full_storage_what_is_typed_takes_the_place_of_the_oldest(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    page.evaluate(FULL)
    typed(page, "What happened?", "Half a sentence")
    assert page.evaluate(KEPT) == ["Half a sentence"]


def test_the_text_of_a_section_is_no_draft_of_the_browser(visitor, responder):
    """It has its draft on the server; one too long for that is refused, and stays in the field."""
    postmortem = make_postmortem(author=responder)
    summary = section_of(postmortem, SectionKind.SUMMARY)
    page = visitor(responder).open(f"/incidents/{postmortem.incident_id}/postmortem/sections/{summary.pk}/")
    page.get_by_label("Text", exact=True).fill("é" * 200_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("a section takes 256 kB")
    steps.press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("kB")
    queue.ready(page)
    expect(page.get_by_label("Text", exact=True)).to_have_value("é" * 200_000)
    assert page.evaluate(KEPT) == []


def test_a_report_is_kept_and_shown_to_nobody_else(visitor, reporter):
    someone = visitor(reporter)
    page = someone.open("/reports/new/")
    typed(page, "What can the customer not do?", "Acme cannot pay")
    someone.log_in(make_user("Fatuma Ali", role="reporter"))
    page = someone.open("/reports/new/")
    queue.ready(page)
    expect(page.get_by_label("What can the customer not do?")).to_have_value("")
    someone.log_in(reporter)
    page = someone.open("/reports/new/")
    expect(page.get_by_label("What can the customer not do?")).to_have_value("Acme cannot pay")
