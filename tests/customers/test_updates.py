"""Customer updates: drafted, approved, corrected, taken back, and when their words are stale."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.clock import frozen
from core.errors import Conflict, DomainError
from customers.enums import UpdateState
from customers.models import Update
from customers.selectors.staleness import Staleness, staleness
from customers.services.updates import (
    UpdateWords,
    approve_update,
    draft_update,
    edit_draft,
    newest_of,
    post_update,
)
from incidents.enums import EntryKind
from incidents.services.changes import StatusChange, change_status
from incidents.services.details import edit_public_summary
from incidents.services.roles import RoleChange, assign_role
from incidents.services.timeline import redact_entry
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_draft, make_update, take_words_back
from tests.factories.incidents import make_incident, make_private_incident, resolve

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with frozen(NIGHT) as stopped:
        yield stopped


@pytest.fixture
def incident(clock, responder):
    """SEV2: customers are affected, an update every 20 minutes."""
    return make_incident(by=responder, level=2, lead=responder)


def entries(incident):
    return list(incident.entries.filter(kind=EntryKind.UPDATE).order_by("seq"))


def stale(incident):
    incident.refresh_from_db()
    return staleness(incident, newest_of(incident))


def told(kind):
    return Delivery.objects.filter(kind=kind)


def test_a_draft_tells_customers_nothing_until_it_is_approved(incident, responder, clock):
    author = make_user("Brian Kimani")
    draft = make_draft(incident, "Paying **fails**.", by=author, workaround="Pay by invoice.", next_in=15)
    incident.refresh_from_db()
    assert (incident.public_summary, entries(incident)) == ("", [])
    clock.forward(5 * MINUTE)
    update = approve_update(update=draft, actor=responder, version=draft.version)
    incident.refresh_from_db()
    assert incident.public_summary == "Paying **fails**.\n\nWorkaround: Pay by invoice."
    (entry,) = entries(incident)
    assert (update.entry, update.drafted_by, update.approved_by) == (entry, author, responder)
    assert (update.published_at, update.next_update_by) == (NIGHT + 5 * MINUTE, NIGHT + 20 * MINUTE)
    assert incident.update_due_at == NIGHT + 20 * MINUTE  # promised sooner than the severity asks


def test_those_who_may_approve_are_told_of_a_draft(incident, responder):
    spokeswoman, author = make_user("Joy Mutua"), make_user("Brian Kimani")
    assign_role(incident=incident, actor=responder, change=RoleChange(role="communications", person=spokeswoman))
    make_draft(incident, by=author)
    assert {row.recipient for row in told("update_drafted")} == {responder, spokeswoman}


def test_without_a_lead_the_managers_are_told_and_nobody_of_their_own(clock, responder, manager):
    incident = make_incident(by=responder, level=2)
    make_draft(incident, by=responder)
    make_draft(incident, by=manager)
    assert [row.recipient for row in told("update_drafted")] == [manager]


def test_words_from_elsewhere_become_an_update_too(clock, responder):
    incident = make_incident(by=responder, level=2, lead=responder, public_summary="Paying fails.")
    edit_public_summary(incident=incident, actor=responder, text="Paying works again for most.")
    found = Update.objects.filter(incident=incident).order_by("pk")
    assert [(row.text, row.state, row.approved_by) for row in found] == [
        ("Paying fails.", "published", responder),
        ("Paying works again for most.", "published", responder),
    ]
    assert [row.entry for row in found] == entries(incident)
    assert found[1].next_update_by == NIGHT + 20 * MINUTE  # what the severity requires


def test_the_same_form_sent_twice_is_one_update(incident, responder):
    uuid = uuid4()
    first = post_update(incident=incident, actor=responder, words=UpdateWords("We are on it."), client_uuid=uuid)
    again = post_update(incident=incident, actor=responder, words=UpdateWords("We are on it."), client_uuid=uuid)
    assert (first, len(entries(incident))) == (again, 1)
    with pytest.raises(Conflict):
        post_update(incident=incident, actor=responder, words=UpdateWords("Something else"), client_uuid=uuid)
    with pytest.raises(Conflict):
        draft_update(incident=incident, actor=responder, words=UpdateWords("We are on it."), client_uuid=uuid)


@pytest.mark.parametrize("more", [{"workaround": "Wait."}, {"valid_for": 15}, {"next_in": 30}, {"corrects": True}])
def test_the_same_form_with_anything_else_is_refused(incident, responder, more):
    first, uuid = make_update(incident), uuid4()
    sent = {"incident": incident, "actor": responder, "client_uuid": uuid}
    draft = draft_update(words=UpdateWords("We are on it."), **sent)
    other = UpdateWords("We are on it.", **({"corrects": first} if "corrects" in more else more))
    with pytest.raises(Conflict):
        draft_update(words=other, **sent)
    assert draft_update(words=UpdateWords("We are on it."), **sent) == draft
    with pytest.raises(Conflict):
        post_update(words=UpdateWords("We are on it."), **sent)


def test_nobody_approves_what_they_have_not_seen(incident, responder):
    draft = make_draft(incident)
    edit_draft(update=draft, actor=responder, words=UpdateWords("All is lost."), version=1)
    with pytest.raises(Conflict, match="changed this draft"):
        approve_update(update=draft, actor=responder, version=1)
    incident.refresh_from_db()
    seen = incident.seq
    make_update(incident, "Somebody else was faster.")
    with pytest.raises(Conflict):
        approve_update(update=draft, actor=responder, version=2, base_seq=seen)
    draft.refresh_from_db()
    assert draft.is_draft
    approve_update(update=draft, actor=responder, version=2)
    with pytest.raises(Conflict, match="published already"):
        approve_update(update=draft, actor=responder, version=2)


def test_a_correction_keeps_what_was_said_before(incident, responder, clock):
    first = make_update(incident, "Nobody can pay.")
    clock.forward(MINUTE)
    second = make_update(incident, "Some cannot pay.", corrects=first)
    first.refresh_from_db()
    assert (first.state, second.corrects, newest_of(incident)) == (UpdateState.PUBLISHED, first, second)
    with pytest.raises(Conflict, match="nothing to correct"):
        make_update(incident, "Few cannot pay.", corrects=first)


def test_what_is_taken_back_stays_readable(incident, responder):
    update = make_update(incident)
    take_words_back(update, responder)
    take_words_back(update, responder)
    update.refresh_from_db()
    incident.refresh_from_db()
    assert (update.state, update.text, incident.public_summary) == ("taken_back", "Paying fails.", "")
    assert update.taken_back_by == responder


def test_a_discarded_draft_takes_back_nothing(incident, responder):
    make_update(incident, "We are on it.")
    take_words_back(make_draft(incident), responder)
    incident.refresh_from_db()
    assert incident.public_summary == "We are on it."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write what sales"),
        ("See INC-1.", "cannot open INC-1"),
        ("Ask @brian.", "do not know @brian"),
        ("# Down\nAll of it", "Headings, tables"),
        ("[here](/incidents/1/)", "address of Debrief"),
        ("x" * 4001, "at most 4000"),
    ],
)
def test_what_customers_could_not_read_is_refused(incident, responder, text, said):
    for write in (draft_update, post_update):
        with pytest.raises(DomainError, match=said):
            write(incident=incident, actor=responder, words=UpdateWords(text))
    assert not Update.objects.exists()


def test_a_gap_of_a_template_may_wait_in_a_draft_and_is_not_published(incident, responder):
    draft = make_draft(incident, "Since [since when?] paying fails.")
    with pytest.raises(DomainError, match="Fill in"):
        approve_update(update=draft, actor=responder, version=1)
    make_update(incident, "A [link](https://example.com) and [brackets] are fine.")


def test_words_end_when_they_said_so_or_when_the_next_ones_are_due(incident, responder, clock):
    make_update(incident, valid_for=15)
    assert stale(incident) is None
    clock.forward(15 * MINUTE)
    assert stale(incident) is Staleness.EXPIRED
    make_update(incident)
    assert stale(incident) is None
    clock.forward(20 * MINUTE)
    assert stale(incident) is Staleness.OVERDUE


def test_what_is_over_needs_closing_words_each_time(incident, responder, clock):
    make_update(incident)
    resolve(incident)
    assert stale(incident) is Staleness.OVER
    clock.forward(MINUTE)
    draft = make_draft(incident, "Paying works again.")
    assert stale(incident) is Staleness.OVER
    closing = approve_update(update=draft, actor=responder, version=1)
    assert (closing.is_closing, closing.next_update_by, stale(incident)) == (True, None, None)
    clock.forward(60 * MINUTE)
    change_status(incident=incident, actor=responder, change=StatusChange(action="reopen", reason="It is back"))
    assert stale(incident) is Staleness.EXPIRED
    resolve(incident)
    assert stale(incident) is Staleness.OVER


def test_a_redacted_entry_takes_its_update_with_it(incident, admin):
    update = make_update(incident, "The key is zebrawood.", workaround="zebrawood")
    redact_entry(entry=update.entry, actor=admin, reason="A key")
    update.refresh_from_db()
    assert (update.text, update.html, update.workaround) == ("", "", "")


def test_updates_of_a_private_incident_are_there_for_its_members(responder, manager):
    incident = make_private_incident(by=responder)
    draft = make_draft(incident)
    rows = Update.objects.visible_to
    assert list(rows(responder, type(incident).objects.all())) == [draft]
    assert not rows(manager, type(incident).objects.all()).exists()
    assert not told("update_drafted").exists()  # no manager sees it
