"""What is typed into a long field outlives a reload, for its person, until it is saved; never over newer words."""

import pytest
from playwright.sync_api import expect

from incidents.services.timeline import correct_entry
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


def typed(page, label, text):
    """Types into a field, and waits until the browser has written it down."""
    page.get_by_label(label).fill(text)
    holds = "text => Object.entries(localStorage).some(([key, value]) => key.includes('draft') && value.includes(text))"
    wait_until(lambda: page.evaluate(holds, text), "the draft is kept")


def test_the_composer_keeps_its_words_until_they_are_logged(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Half a sentence")
    expect(page.locator(".draft-kept")).to_contain_text("was put back")
    queue.enter(page, "A whole sentence")
    queue.arrive(page, incident, ["A whole sentence"])
    page.reload()
    queue.ready(page)
    expect(page.get_by_label("What happened?")).to_have_value("")


def test_words_that_stand_in_another_tab_are_not_put_into_this_one(visitor, responder, incident):
    someone = visitor(responder)
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    second = someone.context.new_page()
    second.goto(page.url)
    expect(second.locator("#say[data-draft=elsewhere]")).to_be_attached()
    expect(second.get_by_label("What happened?")).to_have_value("")
    page.close()
    second.reload()
    expect(second.get_by_label("What happened?")).to_have_value("Half a sentence")


def test_words_that_another_tab_took_from_one_asleep_are_kept_there_again(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    page.evaluate(f"{DRAFTS}.forEach(key => localStorage.removeItem(key))")  # what another tab does that gets no answer
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(KEPT) == ["Half a sentence"]


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
  const real = window.setTimeout;
  window.setTimeout = (act, milliseconds, ...rest) => real(act, milliseconds === 300 ? 3000 : milliseconds, ...rest);
"""


def test_who_types_at_once_is_offered_the_draft_and_loses_neither(visitor, responder, incident):
    someone = visitor(responder)
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Half a sentence")
    page.add_init_script(LATE)  # the other tabs answer late
    page.reload()
    typed(page, "What happened?", "Typed at once")
    said = page.locator(".draft-kept")
    expect(said).to_contain_text("What you typed here before and did not save is kept.")
    queue.enter(page, "Typed at once, and logged")
    queue.arrive(page, incident, ["Typed at once, and logged"])
    steps.press(said, "Put it above")
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
    expect(queue.waiting(page)).to_contain_text("had no room")
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
    assert "debrief_taken" not in page.evaluate("document.cookie")


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
        text="Restarted db-3",
        happened_at=entry.happened_at,
        until_at=None,
        reason="A slip",
    )
    page = someone.open(address)
    expect(page.get_by_label("Text")).to_have_value("Restarted db-3")
    expect(page.locator(".draft-kept")).to_contain_text("This changed since")
    steps.press(page, "Put yours in its place")
    expect(page.get_by_label("Text")).to_have_value("Restarted the database")


def test_refused_words_stay_a_draft_of_what_they_began_from(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    someone = visitor(responder)
    address = f"/incidents/{incident.pk}/entries/{entry.pk}/correct/"
    page = someone.open(address)
    typed(page, "Text", "Restarted the database")
    steps.press(page.get_by_role("main"), "Correct it")  # without a reason
    expect(page.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    text = page.get_by_label("Text")
    wait_until(lambda: text.get_attribute("data-was") == "Restarted the datbase", "what it began from is known")
    text.press("End")
    text.press("x")
    text.press("Backspace")
    page = someone.open(address)
    expect(page.get_by_label("Text")).to_have_value("Restarted the database")
    expect(page.locator(".draft-kept")).to_contain_text("was put back")


def test_who_types_on_in_refused_words_is_not_offered_them(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    page.add_init_script(LATE)
    page.reload()
    form = steps.begin_to_correct(page, entry)
    form.get_by_label("Text").fill("Restarted the database")
    steps.press(form, "Correct it")  # without a reason
    expect(form.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    text = form.get_by_label("Text")
    text.fill("Restarted the database twice")
    wait_until(lambda: text.get_attribute("data-was") == "Restarted the datbase", "the draft goes on")
    expect(page.locator(".draft-kept")).to_have_count(0)
    assert page.evaluate(KEPT) == ["Restarted the database twice"]


def test_what_was_logged_does_not_come_back_to_who_types_on(visitor, responder, incident):
    someone = visitor(responder)
    someone.context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = someone.open(f"/incidents/{incident.pk}/")
    typed(page, "What happened?", "Rolled back")
    under_way = queue.held_back(page)
    page.get_by_label("What happened?").press("Enter")
    wait_until(lambda: under_way, "it is sent")
    typed(page, "What happened?", "Rolled back all four")
    under_way[0].continue_()
    expect(page.get_by_label("What happened?")).to_have_value("all four")
    wait_until(lambda: page.evaluate(KEPT) == ["all four"], "what was logged is forgotten, and nothing else")


def test_what_another_tab_had_taken_forgets_nothing_of_a_refused_form(visitor, responder, incident):
    entry = make_entry(incident, "Restarted the datbase")
    page = visitor(responder).open(f"/incidents/{incident.pk}/entries/{entry.pk}/correct/")
    typed(page, "Text", "Restarted the database")
    taken = f"debrief_taken=%2Fincidents%2F{incident.pk}%2Fentries%2F{entry.pk}%2Fcorrect%2F%7Canother; Path=/"
    page.evaluate("taken => window.addEventListener('pagehide', () => { document.cookie = taken; })", taken)
    steps.press(page.get_by_role("main"), "Correct it")  # without a reason
    expect(page.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("textarea[data-draft]").first).to_be_attached()
    assert page.evaluate(KEPT) == ["Restarted the database"]
    assert "another" in page.evaluate("document.cookie")  # for the tab that it is meant for


LEFT = """() => {
  const drafts = {
    "1:/gone/:0:text~a.b": {text: "Old", was: "", at: Date.now() - 31 * 24 * 3600000},
    "1:/here/:0:text~a.b": {text: "Of this week", was: "", at: Date.now() - 7 * 24 * 3600000},
    "1:section:7": {text: "Of before drafts had a date", base: "2"},
  };
  for (let n = 0; n < 30; n += 1) {
    drafts[`1:/often/:0:text~a.${n}`] = {text: `${n}`, was: "", at: Date.now() - n * 1000};
  }
  for (const [key, draft] of Object.entries(drafts)) localStorage[`debrief:draft:${key}`] = JSON.stringify(draft);
  localStorage["debrief:draft:1:/torn/:0:text~a.b"] = '{"text": "to';
}"""


def test_old_and_unreadable_drafts_and_too_many_of_a_field_go(visitor, responder):
    page = visitor(responder).open("/")
    page.evaluate(LEFT)
    page.reload()
    left = page.evaluate(f"{DRAFTS}.map(key => [key, JSON.parse(localStorage[key])])")
    often = sorted(int(draft["text"]) for key, draft in left if "/often/" in key)
    assert often == list(range(20))
    others = {draft["text"]: draft for key, draft in left if "/often/" not in key}
    assert set(others) == {"Of this week", "Of before drafts had a date"}
    assert others["Of before drafts had a date"]["at"] > 0


FULL = """() => {
  const old = {text: "o".repeat(100000), was: "", at: Date.now() - 1000};
  localStorage["debrief:draft:1:/old/:0:text~a.b"] = JSON.stringify(old);
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    try { for (let n = 0; ; n += 1) localStorage[`other:${size}:${n}`] = "x".repeat(size); } catch { /* full */ }
  }
}"""


def test_in_a_full_storage_what_is_typed_takes_the_place_of_the_oldest(visitor, responder, incident):
    page = visitor(responder).open(f"/incidents/{incident.pk}/")
    page.evaluate(FULL)
    typed(page, "What happened?", "Half a sentence")
    assert page.evaluate(KEPT) == ["Half a sentence"]


def test_a_section_that_was_refused_stays_a_draft(visitor, responder):
    postmortem = make_postmortem(author=responder)
    summary = section_of(postmortem, SectionKind.SUMMARY)
    page = visitor(responder).open(f"/incidents/{postmortem.incident_id}/postmortem/sections/{summary.pk}/")
    page.get_by_label("Text", exact=True).fill("é" * 200_000)
    steps.press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("kB")
    queue.ready(page)
    assert page.evaluate(KEPT) == ["é" * 200_000]


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
