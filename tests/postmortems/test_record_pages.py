"""What contradicts the record: marked beside the editor and the page to read, and taken over in one press."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.enums import Milestone
from incidents.services.timeline import EntryCorrection, correct_entry
from postmortems.enums import SectionKind
from postmortems.models import SectionDraft
from postmortems.selectors.checks.table import advice_for
from postmortems.services.drafts import keep_draft
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident, resolve
from tests.factories.postmortems import make_postmortem, publish, save, section_of
from tests.html import html_of

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
WRONG = "The outage began at 12:10 UTC.\n\nIt hurt."
RIGHT = WRONG.replace("12:10", "12:00")
ONE = "1 value that differs from the record"


def with_times(incident, responder):
    make_entry(incident, "Checkout fails.", by=responder, happened_at=NOON, milestones=[Milestone.IMPACT_STARTED])
    make_entry(incident, "Restarted it.", by=responder, happened_at=NOON + timedelta(minutes=20))
    return resolve(incident, by=responder, at=NOON + timedelta(minutes=90))


@pytest.fixture
def postmortem(responder):
    incident = with_times(make_incident(by=responder, lead=responder), responder)
    return make_postmortem(incident=incident, author=responder, summary=WRONG)


@pytest.fixture
def summary(postmortem):
    return section_of(postmortem, SectionKind.SUMMARY)


@pytest.fixture
def client(as_user, responder):
    return as_user(responder)


def at(name, section):
    return reverse(name, args=[section.postmortem.incident_id, section.pk])


def found(postmortem):
    return {each.title: each.findings for each in advice_for(postmortem, back="/")}


def key_of(postmortem):
    (finding,) = found(postmortem)[ONE]
    return finding.contradiction.key


def sent(section, body, key):
    return {"body": body, "base_version": section.version, "take": key}


def test_it_is_one_of_the_checks(postmortem, summary, responder):
    (finding,) = found(postmortem)[ONE]
    assert (finding.words, finding.address) == (summary.heading, at("section", summary))
    assert (finding.contradiction.marked, finding.contradiction.instead) == ("12:10 UTC", "12:00 UTC")
    assert finding.contradiction.says == "Impact started: 10 March 2026 at 12:00 UTC"
    save(summary, responder, RIGHT)
    assert ONE not in found(postmortem)


def test_the_editor_marks_it_with_both_values(client, summary):
    page = html_of(client.get(at("section", summary)))
    assert "The outage began at <mark>12:10 UTC</mark>." in page
    assert "Impact started: 10 March 2026 at 12:00 UTC" in page
    assert f'formaction="{at("section_record", summary)}"' in page
    other = html_of(client.get(at("section", section_of(summary.postmortem, SectionKind.IMPACT))))
    assert "The outage began at <mark>12:10 UTC</mark>." in other
    assert "section_record" not in other
    assert "Take the record’s" not in other


def test_one_press_changes_the_text_in_the_form_and_stores_nothing(client, postmortem, summary):
    key = key_of(postmortem)
    typed = WRONG.replace("It hurt.", "It hurt a lot.").replace("\n", "\r\n")
    answer = client.post(at("section_record", summary), sent(summary, typed, key))
    page = html_of(answer)
    assert answer.context["form"].initial["body"] == RIGHT.replace("hurt.", "hurt a lot.")
    assert "Look at it, then save." in page
    assert ONE not in page  # the checks look at what is in the form
    assert "hurt a lot." in answer.context["preview"]
    summary.refresh_from_db()
    assert (summary.body, summary.drafts.exclude(body=None).count()) == (WRONG, 0)
    client.post(at("section", summary), {"body": RIGHT, "base_version": summary.version})
    summary.refresh_from_db()
    assert (summary.body, ONE in found(postmortem)) == (RIGHT, False)


def test_a_sentence_that_is_another_one_by_now_stays(client, postmortem, summary):
    key = key_of(postmortem)
    typed = "The outage began at 12:11 UTC."
    answer = client.post(at("section_record", summary), sent(summary, typed, key))
    assert answer.context["form"].initial["body"] == typed
    assert "Nothing was changed." in html_of(answer)


def test_without_a_text_it_begins_with_what_the_editor_would_show(client, postmortem, summary, responder):
    key = key_of(postmortem)
    answer = client.post(at("section_record", summary), {"take": key})
    assert answer.context["form"].initial["body"] == RIGHT
    draft = f"{WRONG} And more."
    keep_draft(section=summary, actor=responder, body=draft, base_version=summary.version)
    answer = client.post(at("section_record", summary), {"take": key})
    assert answer.context["form"].initial["body"] == draft.replace("12:10", "12:00")
    assert SectionDraft.objects.get(section=summary, person=responder).body == draft


def test_a_form_without_its_version_keeps_what_was_typed(client, summary):
    answer = client.post(at("section_record", summary), {"body": "Typed", "take": "x"})
    assert answer.status_code == 422
    assert "Typed" in html_of(answer)


def test_the_editor_looks_at_a_draft(client, summary, responder):
    keep_draft(section=summary, actor=responder, body=RIGHT, base_version=summary.version)
    assert ONE not in html_of(client.get(at("section", summary)))


def test_a_corrected_entry_marks_the_sentences_that_differ_now(postmortem, summary, responder):
    save(summary, responder, "We restarted it at 12:20 UTC.")
    assert ONE not in found(postmortem)
    entry = postmortem.incident.entries.get(text="Restarted it.")
    moved = EntryCorrection(text=entry.text, happened_at=entry.happened_at + timedelta(minutes=5))
    correct_entry(entry=entry, actor=responder, correction=moved)
    (finding,) = found(postmortem)[ONE]
    assert finding.contradiction.marked == "12:20 UTC"
    assert finding.contradiction.says == "An entry was corrected to: 10 March 2026 at 12:25 UTC"


def test_a_corrected_milestone_marks_a_filled_text(responder):
    incident = with_times(make_incident(by=responder, lead=responder), responder)
    postmortem = make_postmortem(incident=incident, author=responder, is_filled=True)
    assert not [title for title in found(postmortem) if "differ" in title]
    entry = incident.entries.get(text="Checkout fails.")
    moved = EntryCorrection(text=entry.text, happened_at=NOON - timedelta(minutes=5))
    correct_entry(entry=entry, actor=responder, correction=moved)
    postmortem.incident.refresh_from_db()
    differing = next(findings for title, findings in found(postmortem).items() if "differ" in title)
    assert {"10 March 2026 at 12:00 UTC", "1 h 30 min"} <= {each.contradiction.marked for each in differing}


def test_the_page_to_read_asks_for_it_where_somebody_may_write(client, as_user, postmortem, responder):
    where = reverse("postmortem_record", args=[postmortem.incident_id])
    page = client.get(postmortem.get_absolute_url()).content.decode()
    assert f'hx-get="{where}"' in page
    part = html_of(client.get(where, headers={"HX-Request": "true"}))
    assert "<mark>12:10 UTC</mark>" in part
    assert "<html" not in part
    assert "<h1>Text and record</h1>" in html_of(client.get(where))
    publish(postmortem, responder)
    assert f'hx-get="{where}"' in client.get(postmortem.get_absolute_url()).content.decode()


def test_nothing_stands_where_nothing_differs(client, postmortem, summary, responder):
    save(summary, responder, RIGHT)
    where = reverse("postmortem_record", args=[postmortem.incident_id])
    assert client.get(where, headers={"HX-Request": "true"}).content.strip() == b""
    assert "Nothing contradicts the record." in html_of(client.get(where))


def test_of_a_private_incident_only_members_see_it(as_user, responder):
    incident = with_times(make_private_incident(by=responder), responder)
    summary = section_of(make_postmortem(incident=incident, author=responder, summary=WRONG), SectionKind.SUMMARY)
    other = as_user(make_user("Fatuma Ali"))
    assert other.get(reverse("postmortem_record", args=[incident.pk])).status_code == 404
    assert other.post(at("section_record", summary), {"take": "x"}).status_code == 404


def test_the_number_of_queries_is_the_same_for_many(client, postmortem, responder):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("postmortem_record", args=[postmortem.incident_id]))
        return len(counted)

    few = queries()
    for section in postmortem.sections.all():
        save(section, responder, f"{WRONG}\n\n{section.heading}")
    assert queries() == few
