"""The pages of customer updates: who drafts, who approves, what each of them sees."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import frozen
from core.errors import Conflict, NotPermitted
from customers.models import StatusPage, Subscriber, Update
from customers.services.updates import UpdateWords, approve_update, edit_draft, newest_of
from incidents.models import Incident
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_draft, make_update, take_words_back
from tests.factories.incidents import make_incident, make_private_incident, resolve

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)


@pytest.fixture
def other():
    return make_user("Brian Kimani")


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, level=2, lead=responder)


def address(name, incident, *more):
    return reverse(name, args=[incident.pk, *more])


def page(client, incident):
    return client.get(address("update_list", incident)).content.decode()


def test_everybody_drafts_and_the_lead_approves_in_one_press(as_user, incident, responder, other):
    response = as_user(other).post(
        address("update_new", incident), {"text": "We are **on it**.", "client_uuid": uuid4()}
    )
    assert response.status_code == 302
    draft = Update.objects.get()
    assert (draft.is_draft, "Approve and publish" in page(as_user(other), incident)) == (True, False)
    assert "Approve and publish" in page(as_user(responder), incident)
    sent = {"version": draft.version, "base_seq": incident.seq}
    where = address("update_approve", incident, draft.pk)
    assert as_user(other).post(where, sent).status_code == 403
    assert as_user(responder).post(where, sent).status_code == 302
    incident.refresh_from_db()
    assert "<strong>on it</strong>" in incident.public_summary_html


def test_who_may_approve_posts_at_once_or_keeps_a_draft(as_user, incident, responder):
    client = as_user(responder)
    client.post(address("update_new", incident), {"text": "We are on it.", "next_in": "15"})
    client.post(address("update_new", incident), {"text": "Nearly done.", "is_draft": "on"})
    assert [row.state for row in Update.objects.order_by("pk")] == ["published", "draft"]


def test_the_form_begins_with_what_holds_now_until_it_is_over(as_user, incident, responder):
    make_update(incident, "Paying fails.", workaround="Pay by invoice.")
    where, client = address("update_new", incident), as_user(responder)
    text = client.get(where).content.decode()
    assert ("Paying fails." in text, "Pay by invoice." in text) == (True, True)
    resolve(incident)
    assert "Paying fails." not in client.get(where).content.decode()


def test_a_draft_that_changed_is_not_approved_and_the_page_says_so(as_user, incident, responder):
    draft = make_draft(incident)
    fields = {"text": "Paying fails for some.", "version": "1"}
    assert as_user(responder).post(address("update_edit", incident, draft.pk), fields).status_code == 302
    response = as_user(responder).post(address("update_approve", incident, draft.pk), {"version": "1"})
    assert (response.status_code, "changed this draft" in response.content.decode()) == (409, True)
    assert "Paying fails for some." in response.content.decode()


def test_two_who_change_a_draft_lose_nothing(as_user, incident, responder):
    draft = make_draft(incident)
    where, client = address("update_edit", incident, draft.pk), as_user(responder)
    client.post(where, {"text": "One", "version": "1"})
    response = client.post(where, {"text": "Two", "version": "1"})
    text = response.content.decode()
    assert (response.status_code, "Two" in text, 'name="version" value="2"' in text) == (409, True, True)
    assert ("The draft as it is now" in text, "<p>One</p>" in text) == (True, True)
    assert client.post(where, {"text": "Two", "version": "2"}).status_code == 302


def test_words_for_a_draft_that_was_decided_meanwhile_are_kept(as_user, incident, responder):
    draft, client = make_draft(incident), as_user(responder)
    where = address("update_edit", incident, draft.pk)
    take_words_back(draft, responder)
    response = client.post(where, {"text": "Typed at length", "version": "1"})
    text = response.content.decode()
    assert (response.status_code, "Typed at length" in text, "Somebody else was faster" in text) == (409, True, True)
    assert client.get(where).status_code == 404


def test_bad_input_is_kept_beside_why(as_user, incident, responder):
    fields = {"text": "See INC-1 for more", "workaround": "Wait", "next_in": "soon"}
    response = as_user(responder).post(address("update_new", incident), fields)
    text = response.content.decode()
    assert (response.status_code, "See INC-1 for more" in text, "Select a valid choice" in text) == (422, True, True)
    response = as_user(responder).post(address("update_new", incident), fields | {"next_in": ""})
    assert (response.status_code, "cannot open INC-1" in response.content.decode()) == (422, True)


def test_a_correction_shows_what_was_said_before_and_who(as_user, incident, responder):
    first = make_update(incident, "Nobody can pay.")
    where = f"{address('update_new', incident)}?corrects={first.pk}"
    assert "Nobody can pay." in as_user(responder).get(where).content.decode()
    as_user(responder).post(where, {"text": "Some cannot pay."})
    text = page(as_user(responder), incident)
    assert all(said in text for said in ("Some cannot pay.", "Before it said", "Nobody can pay.", "Amina Otieno"))


def test_a_correction_of_what_no_longer_holds_is_posted_as_a_new_one_only_if_asked(as_user, incident, responder):
    first = make_update(incident, "Nobody can pay.")
    new, client = address("update_new", incident), as_user(responder)
    make_update(incident, "It is slow.")
    for _ in range(2):
        incident.refresh_from_db()
        sent = {"text": "Some cannot pay.", "base_seq": incident.seq, "client_uuid": uuid4()}
        response = client.post(f"{new}?corrects={first.pk}", sent)
        text = response.content.decode()
        assert (response.status_code, "Some cannot pay." in text, f'formaction="{new}"' in text) == (409, True, True)
    assert client.post(new, sent).status_code == 302
    assert Update.objects.published().first().corrects is None


def test_who_may_take_back_what(as_user, incident, responder, other):
    update, draft = make_update(incident), make_draft(incident, by=other)
    assert taking_back(as_user(other), update).status_code == 403
    assert taking_back(as_user(other), draft).status_code == 302
    assert taking_back(as_user(responder), update).status_code == 302
    assert "Taken back" in page(as_user(responder), incident)


def taking_back(client, update):
    """Presses the button as the page showed it when the update was read."""
    where = address("update_take_back", update.incident, update.pk)
    return client.post(where, {"state": update.state, "version": update.version, "reason": "It was too early."})


def test_taking_back_asks_once_more_and_for_a_reason(as_user, incident, responder):
    make_update(incident, "Paying fails.")
    update, client = make_update(incident, "Paying works."), as_user(responder)
    where = address("update_take_back", incident, update.pk)
    assert where in page(client, incident)
    asked = client.get(where).content.decode()
    assert ("Take back this update?" in asked, "Paying works." in asked) == (True, True)
    refused = client.post(where, {"state": "published", "version": update.version, "reason": " "})
    assert (refused.status_code, "Say why it is taken back" in refused.content.decode()) == (422, True)
    update.refresh_from_db()
    assert update.is_published
    assert client.post(where, {"state": "published", "version": update.version, "reason": "A slip"}).status_code == 302
    text = page(client, incident)
    assert all(said in text for said in ("A slip", "no earlier words come back", "Use these words again"))
    assert "tag-ok" not in text
    assert newest_of(Incident.objects.get(pk=incident.pk)) is None


def test_what_was_typed_stays_when_the_words_changed_meanwhile(as_user, incident, responder):
    update = make_update(incident, "Paying works.")
    Update.objects.filter(pk=update.pk).update(version=7)
    where = address("update_take_back", incident, update.pk)
    refused = as_user(responder).post(where, {"state": "published", "version": 1, "reason": "A slip"})
    text = refused.content.decode()
    assert (refused.status_code, "A slip" in text, 'name="version" value="7"' in text) == (409, True, True)


def test_words_that_were_taken_back_begin_a_form(as_user, incident, responder):
    update, client = make_update(incident, "Paying works.", workaround="Pay by card."), as_user(responder)
    again = f"{address('update_new', incident)}?again={update.pk}"
    assert client.get(again).status_code == 404
    taking_back(client, update)
    text = client.get(again).content.decode()
    assert ("Paying works." in text, "Pay by card." in text) == (True, True)
    client.post(again, {"text": "Paying works.", "client_uuid": uuid4()})
    assert newest_of(Incident.objects.get(pk=incident.pk)).text == "Paying works."


def test_only_the_words_that_hold_are_marked_as_published(as_user, incident, responder):
    client = as_user(responder)
    make_update(incident, "Nothing works.")
    wrong = make_update(incident, "Nobody can pay.")
    client.post(f"{address('update_new', incident)}?corrects={wrong.pk}", {"text": "Some cannot pay."})
    text = page(client, incident)
    assert [text.count(said) for said in ("tag-ok", "Corrected since", "Replaced since")] == [1, 1, 1]


def test_a_draft_shows_its_times_to_who_approves_it(as_user, incident, responder):
    make_draft(incident, "Some cannot pay.", next_in=120, valid_for=15)
    said = "Counted from publication: next update within 2 h; valid for 15 min."
    assert said in page(as_user(responder), incident)
    quiet = make_incident(by=responder, level=4, lead=responder)
    make_draft(quiet)
    assert '<p class="small muted">No next update is promised.</p>' in page(as_user(responder), quiet)


def test_discarding_takes_back_nothing_that_was_published_or_changed_meanwhile(as_user, incident, responder, other):
    draft = make_draft(incident, by=other)
    edit_draft(update=draft, actor=responder, words=UpdateWords("Some cannot pay."), version=1)
    assert taking_back(as_user(responder), draft).status_code == 409
    approve_update(update=draft, actor=responder, version=2)
    draft.version = 2
    response = taking_back(as_user(responder), draft)
    assert (response.status_code, "Nothing was changed" in response.content.decode()) == (409, True)
    with pytest.raises(Conflict):
        take_words_back(draft, other)
    published = Update.objects.get()
    assert published.is_published
    with pytest.raises(NotPermitted):
        take_words_back(published, other)


def test_the_page_of_the_incident_tells_what_waits_and_what_is_stale(as_user, incident, responder):
    make_update(incident)
    make_draft(incident)
    resolve(incident)
    text = as_user(responder).get(incident.get_absolute_url()).content.decode()
    assert all(said in text for said in ("1 draft waits for approval", "words are from before", "closing words"))


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, "Everybody in sales and support reads it as soon as it is published."),
        ({"is_private": True}, "only its members and admins read this"),
        ({"is_drill": True}, "This is a drill: sales and support do not see what you post."),
        ({"is_customer_facing": False}, "not marked as affecting customers"),
    ],
)
def test_the_form_says_who_reads_an_update(as_user, manager, details, said):
    incident = make_incident(by=manager, **{"is_customer_facing": True} | details)
    assert said in as_user(manager).get(address("update_new", incident)).content.decode()


def test_the_page_costs_the_same_for_one_and_for_fifty(as_user, incident, responder):
    client = as_user(responder)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            page(client, incident)
        return len(counted)

    make_update(incident)
    page(client, incident)
    few = queries()
    for number in range(25):
        make_draft(incident, f"Draft {number}")
        make_update(incident, f"Update {number}")
    assert queries() == few


def test_the_message_of_a_draft_shows_its_words_and_ends_with_it(incident, responder, other):
    draft = make_draft(incident, "Paying fails for some.", by=other)
    (delivery,) = Delivery.objects.filter(kind="update_drafted")
    kind = find("update_drafted")
    assert kind.still_due([delivery]) == {}
    message = kind.render([delivery])[delivery.pk]
    assert "Paying fails for some." in message.text
    assert f"/incidents/{incident.pk}/words/" in message.text
    draft.state = "taken_back"
    draft.save()
    assert delivery.pk in kind.still_due([delivery])


def resolving(client, incident, **fields):
    where = reverse("change_status", args=[incident.pk, "resolve"])
    return client.post(where, {"when": "now", "client_uuid": uuid4()} | fields)


def test_the_form_that_resolves_asks_for_the_closing_words(as_user, incident, responder):
    make_update(incident, "Paying fails.")
    client = as_user(responder)
    where = reverse("change_status", args=[incident.pk, "resolve"])
    assert "Closing words for customers" in client.get(where).content.decode()
    resolving(client, incident, closing_words="Paying works again.")
    incident.refresh_from_db()
    newest = Update.objects.published().first()
    assert (incident.status, incident.public_summary) == ("resolved", "Paying works again.")
    assert (newest.text, newest.is_closing) == ("Paying works again.", True)


def test_closing_words_do_not_replace_words_that_nobody_saw(as_user, incident, responder):
    client = as_user(responder)
    where = reverse("change_status", args=[incident.pk, "resolve"])
    assert f'name="base_seq" value="{incident.seq}"' in client.get(where).content.decode()
    make_update(incident, "Some can pay again.")
    response = resolving(client, incident, closing_words="All can pay.", base_seq=incident.seq)
    text = response.content.decode()
    incident.refresh_from_db()
    assert (response.status_code, "All can pay." in text, incident.status) == (409, True, "investigating")
    assert f'name="base_seq" value="{incident.seq}"' in text
    assert resolving(client, incident, closing_words="All can pay.", base_seq=incident.seq).status_code == 302


def test_closing_words_of_somebody_who_may_not_approve_wait(as_user, incident, other):
    make_update(incident, "Paying fails.")
    resolving(as_user(other), incident, closing_words="Paying works again.")
    incident.refresh_from_db()
    draft = Update.objects.drafts().get()
    assert (incident.status, incident.public_summary) == ("resolved", "Paying fails.")
    assert draft.text == "Paying works again."
    assert "words are from before" in page(as_user(other), incident)


def test_bad_closing_words_resolve_nothing_and_are_kept(as_user, incident, responder):
    response = resolving(as_user(responder), incident, closing_words="See INC-1")
    text = response.content.decode()
    incident.refresh_from_db()
    assert (response.status_code, "cannot open INC-1" in text, "See INC-1" in text) == (422, True, True)
    assert (incident.status, Update.objects.count()) == ("investigating", 0)


def test_nobody_is_asked_for_closing_words_that_nobody_reads(as_user, responder):
    quiet = make_incident(by=responder, level=4)
    for action, incident in (("resolve", quiet), ("mitigate", make_incident(by=responder, level=2))):
        form = as_user(responder).get(reverse("change_status", args=[incident.pk, action])).content.decode()
        assert "Closing words" not in form


def test_a_time_in_the_words_that_is_not_the_promise_is_asked_about_and_changed_by_one_press(
    as_user, incident, responder
):
    client, where = as_user(responder), address("update_new", incident)
    typed = {"text": "Paying fails. Next update by 03:06 UTC.", "next_in": "15", "client_uuid": uuid4()}
    with frozen(NOON):
        asked = client.post(where, typed)
        text = asked.content.decode()
        assert (asked.status_code, "at “03:06 UTC”" in text, 'value="words"' in text) == (422, True, True)
        assert "13 May 2026 12:15 UTC" in text
        assert not Update.objects.exists()
        mended = client.post(where, typed | {"fix": "words"})
        shown = mended.content.decode().replace('data-instead-of="Paying fails. Next update by 03:06 UTC."', "")
        assert "Next update by 12:15 UTC." in shown
        assert "03:06" not in shown
        assert not Update.objects.exists()
        assert client.post(where, typed | {"is_meant": "on"}).status_code == 302
        assert (
            client.post(where, typed | {"text": "Next update by 12:17 UTC.", "client_uuid": uuid4()}).status_code == 302
        )


def test_a_promise_longer_than_the_severity_requires_is_asked_about(as_user, incident, responder):
    client, where = as_user(responder), address("update_new", incident)
    typed = {"text": "Paying fails since 09:10 UTC.", "next_in": "120", "client_uuid": uuid4()}
    asked = client.post(where, typed)
    assert (asked.status_code, "requires one every 20 min" in asked.content.decode()) == (422, True)
    mended = client.post(where, typed | {"fix": "promise"})
    assert "requires one every 20 min" not in mended.content.decode()
    assert client.post(where, typed | {"next_in": ""}).status_code == 302


def test_a_draft_whose_times_do_not_agree_says_so(as_user, incident, responder):
    make_draft(incident, "Next update by 03:06 UTC.", next_in=120)
    with frozen(NOON):
        text = page(as_user(responder), incident)
    assert ("at “03:06 UTC”" in text, "requires one every 20 min" in text) == (True, True)
    draft = Update.objects.get()
    where, sent = address("update_approve", incident, draft.pk), {"version": draft.version, "base_seq": incident.seq}
    with frozen(NOON):
        asked = as_user(responder).post(where, sent)
        text = asked.content.decode()
        assert (asked.status_code, "Not published yet: the words promise" in text) == (422, True)
        assert (Update.objects.published().exists(), 'name="is_meant"' in text) == (False, True)
        assert as_user(responder).post(where, sent | {"is_meant": "on"}).status_code == 302
    assert Update.objects.published().get() == draft


@pytest.mark.parametrize(
    ("zone", "typed", "mended"),
    [
        ("Africa/Nairobi", "Next update by 03:06.", "Next update by 15:15 EAT."),
        ("America/Lima", "Next update by 03:06.", "Next update by 07:15 UTC−5."),
        ("Africa/Nairobi", "Next update by 03:06 UTC.", "Next update by 12:15 UTC."),
        ("Africa/Nairobi", "Next update by 12 May 03:06.", "Next update by 13 May 2026 at 15:15 EAT."),
    ],
)
def test_the_promised_time_comes_with_its_zone(as_user, responder, zone, typed, mended):
    incident = make_incident(by=responder, level=2, lead=responder, zone=zone)
    client, where = as_user(responder), address("update_new", incident)
    with frozen(NOON):
        text = client.post(where, {"text": typed, "next_in": "15", "fix": "words"}).content.decode()
    assert (mended in text, "The words promise" in text) == (True, False)


OUTSIDE = "the public status page shows it to everybody, and its subscribers get it by e-mail"


def test_whoever_writes_for_everybody_is_told_so(as_user, incident, responder):
    client = as_user(responder)
    draft = make_draft(incident)
    new, resolve_form = address("update_new", incident), reverse("change_status", args=[incident.pk, "resolve"])

    def said():
        return [OUTSIDE in client.get(where).content.decode() for where in (new, address("update_list", incident))]

    assert said() == [False, False]
    StatusPage.objects.create(is_public=True)
    Subscriber.objects.create(email="ana@customer.example")
    assert said() == [True, True]
    sent = {"version": draft.version, "base_seq": incident.seq}
    answer = client.post(address("update_approve", incident, draft.pk), sent, follow=True)
    assert f"Sales and support read it now; {OUTSIDE}." in answer.content.decode()
    assert f"Once they are published, {OUTSIDE}." in client.get(resolve_form).content.decode()
    assert "That nothing has changed is an update" in client.get(new).content.decode()
    StatusPage.objects.update(is_public=False)
    assert OUTSIDE not in client.get(resolve_form).content.decode()
    resolve(incident)
    assert "That nothing has changed is an update" not in client.get(new).content.decode()


def test_nobody_outside_reads_words_of_a_drill_or_of_a_private_incident(as_user, responder):
    StatusPage.objects.create(is_public=True)
    hidden = [
        make_incident(by=responder, level=2, is_drill=True),
        make_private_incident(by=responder, level=2),
    ]
    pages = [as_user(responder).get(address("update_new", each)).content.decode() for each in hidden]
    assert ["status page" in each for each in pages] == [False, False]
