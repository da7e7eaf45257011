"""Acting from the board: owner and date in place, a question to the owner, and views under a name."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from actions.models import ActionFollower
from actions.services.owner_and_date import give_to
from core import clock
from core.errors import DomainError
from followthrough.models import OwnerQuestion, SavedView
from followthrough.services.questions import answer_owner_question, ask_owner
from followthrough.services.reminders import plan_reminders
from followthrough.services.saved_views import MOST, save_view
from incidents.services.redacting import redact_words
from notifications.models import Delivery
from notifications.services import sending
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.html import html_of

DUE = date(2023, 1, 1)
NINE_IN_NAIROBI = datetime(2023, 5, 15, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def daniel():
    return make_user("Daniel Mwangi", zone="Africa/Nairobi")


@pytest.fixture
def item(daniel):
    return make_action_item(title="Load test", owner=daniel, due_on=DUE)


def asked(item, manager, text="When will it be done?"):
    return ask_owner(item=item, actor=manager, text=text, client_uuid=uuid4())


def test_owner_and_date_change_in_one_step_and_lead_back(as_user, manager, responder, item):
    back = "/follow-through/?team=all"
    address = f"/follow-through/items/{item.pk}/?back=/follow-through/%3Fteam%3Dall"
    client = as_user(manager)
    assert "Load test" in html_of(client.get(address))
    answer = client.post(address, {"owner": responder.pk, "due_on": "2099-01-31", "note": "the bank is late"})
    assert (answer.status_code, answer["Location"]) == (302, back)
    item.refresh_from_db()
    assert (item.owner, item.due_on) == (responder, date(2099, 1, 31))
    notes = item.events.values_list("field", "note")
    assert set(notes) == {("owner", "the bank is late"), ("due_on", "the bank is late")}


def test_a_date_moves_with_a_reason_only_and_what_was_typed_stays(as_user, manager, responder, item):
    answer = as_user(manager).post(
        f"/follow-through/items/{item.pk}/", {"owner": responder.pk, "due_on": "2099-01-31", "note": ""}
    )
    page = html_of(answer)
    assert answer.status_code == 422
    assert "Why is the due date changed?" in page
    assert 'value="2099-01-31"' in page
    item.refresh_from_db()
    assert (item.owner.name, item.due_on) == ("Daniel Mwangi", DUE)
    owner_alone = {"owner": responder.pk, "due_on": DUE.isoformat(), "note": ""}
    assert as_user(manager).post(f"/follow-through/items/{item.pk}/", owner_alone).status_code == 302


def test_who_did_not_see_the_last_change_overwrites_nothing(as_user, manager, responder, daniel, item):
    address, client = f"/follow-through/items/{item.pk}/", as_user(manager)
    seen = item.version
    assert f'name="version" value="{seen}"' in html_of(client.get(address))
    give_to(item=item, actor=manager, owner=responder)
    sent = {"owner": daniel.pk, "due_on": "2099-01-31", "note": "the bank is late", "version": seen}
    refused = client.post(address, sent)
    page = html_of(refused)
    assert refused.status_code == 409
    assert f"while you were writing: {responder.name} owns it, and it is due on 1 January 2023" in page
    assert 'value="2099-01-31"' in page
    item.refresh_from_db()
    assert (item.owner, item.due_on) == (responder, DUE)
    assert f'name="version" value="{item.version}"' in page
    assert client.post(address, sent | {"version": item.version}).status_code == 302
    item.refresh_from_db()
    assert (item.owner, item.due_on) == (daniel, date(2099, 1, 31))


def test_a_follower_and_who_owned_it_hear_of_both_changes_in_one_message(as_user, manager, responder, daniel, item):
    follower = make_user()
    ActionFollower.objects.create(item=item, person=follower)
    sent = {"owner": responder.pk, "due_on": "2099-01-31", "note": "the bank is late"}
    assert as_user(manager).post(f"/follow-through/items/{item.pk}/", sent).status_code == 302
    for person, was_owner in ((follower, None), (daniel, True)):
        told = Delivery.objects.get(recipient=person)
        assert len(told.payload["events"]) == 2
        assert told.payload.get("was_owner") is was_owner
    assert Delivery.objects.get(recipient=responder).kind == "action_item_given"


def test_a_first_date_needs_no_reason_and_one_in_the_past_is_asked_about(as_user, manager):
    item = make_action_item()
    client = as_user(manager)
    refused = client.post(f"/follow-through/items/{item.pk}/", {"owner": "", "due_on": "2001-01-31"})
    assert refused.status_code == 422
    assert "so the action item is overdue at once" in html_of(refused)
    assert client.post(f"/follow-through/items/{item.pk}/", {"owner": "", "due_on": "2099-01-31"}).status_code == 302
    assert client.post(f"/follow-through/items/{item.pk}/", {"due_on": "soon"}).status_code == 422


def test_the_owner_of_a_private_item_is_made_a_member_by_a_yes(as_user, admin, responder):
    incident = make_incident(is_private=True)
    item = make_action_item(incident)
    client, sent = as_user(admin), {"owner": responder.pk, "due_on": ""}
    assert client.post(f"/follow-through/items/{item.pk}/", sent).status_code == 422
    assert client.post(f"/follow-through/items/{item.pk}/", sent | {"make_member": "on"}).status_code == 302
    assert incident.members.contains(responder)


def test_the_board_loads_the_form_alone(as_user, manager, item):
    for path in (f"/follow-through/items/{item.pk}/", f"/follow-through/items/{item.pk}/ask/"):
        part = as_user(manager).get(path, headers={"HX-Request": "true"}).content.decode()
        assert part.lstrip().startswith("<form")
        assert "<html" in as_user(manager).get(path).content.decode()


def test_a_question_is_asked_answered_and_stands_on_the_board(as_user, manager, daniel, item):
    client = as_user(manager)
    sent = {"text": "When will it be done?", "client_uuid": str(uuid4())}
    for _ in range(2):
        assert client.post(f"/follow-through/items/{item.pk}/ask/", sent).status_code == 302
    question = OwnerQuestion.objects.get()

    def why():
        return client.get("/follow-through/?team=all").context["board"].overdue[0].why

    assert why() == "asked, no answer yet"
    page = html_of(as_user(daniel).get(item.get_absolute_url()))
    assert "When will it be done?" in page
    empty = as_user(daniel).post(f"/follow-through/questions/{question.pk}/", {"answer": " "})
    assert empty.status_code == 422
    answered = as_user(daniel).post(f"/follow-through/questions/{question.pk}/", {"answer": "On Friday."})
    assert answered["Location"] == item.get_absolute_url()
    assert why() == "On Friday."
    assert 'name="answer"' not in html_of(as_user(daniel).get(item.get_absolute_url()))
    page = html_of(as_user(daniel).get(item.get_absolute_url()))
    assert "On Friday." in page
    assert "<del>none</del>" not in page


def test_other_words_under_one_uuid_are_refused_and_stay_in_the_form(as_user, manager, daniel, item):
    other, sent = make_action_item(owner=daniel), {"text": "When will it be done?", "client_uuid": str(uuid4())}
    client = as_user(manager)
    assert client.post(f"/follow-through/items/{item.pk}/ask/", sent).status_code == 302
    for number, text in ((item.pk, "Who can help?"), (other.pk, sent["text"])):
        refused = client.post(f"/follow-through/items/{number}/ask/", sent | {"text": text})
        page = html_of(refused)
        assert refused.status_code == 409
        assert "was sent before with other words" in page
        assert f'value="{text}"' in page
        assert sent["client_uuid"] not in page
    assert OwnerQuestion.objects.count() == 1


def test_the_form_shows_what_is_asked_already_and_the_same_is_not_asked_twice(
    as_user, manager, responder, daniel, item
):
    first = asked(item, responder, "Who <can> help?")
    answer_owner_question(question=asked(item, manager, "Is it stuck?"), actor=daniel, answer="No.")
    client, address = as_user(manager), f"/follow-through/items/{item.pk}/ask/"
    page = html_of(client.get(address))
    assert "“Who &lt;can&gt; help?”" in page
    assert first.asked_by.name in page
    assert "Is it stuck?" not in page, "it was answered"
    sent = {"text": "Who <can> help?"}
    assert client.post(address, sent).status_code == 302, "somebody else may want to know the same"
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "You asked Daniel" in html_of(refused)
    assert OwnerQuestion.objects.open().count() == 2
    for question in OwnerQuestion.objects.open():
        answer_owner_question(question=question, actor=daniel, answer="Grace.")
    assert client.post(address, sent).status_code == 302


def test_the_board_says_which_questions_are_open(as_user, manager, responder, daniel, item):
    def is_asked():
        return as_user(manager).get("/follow-through/?team=all").context["board"].overdue[0].is_asked

    first, second = asked(item, manager), asked(item, manager, "Who can help?")
    answer_owner_question(question=second, actor=daniel, answer="Nobody.")
    assert is_asked()
    answer_owner_question(question=first, actor=daniel, answer="On Friday.")
    assert not is_asked()
    asked(item, manager)
    assert is_asked()
    give_to(item=item, actor=manager, owner=responder)
    assert not is_asked()


def test_an_answer_is_kept_once_and_not_overwritten(manager, daniel, item):
    question = asked(item, manager)
    for _ in range(2):
        answer_owner_question(question=question, actor=daniel, answer="On Friday.")
    assert item.events.filter(note="On Friday.").count() == 1
    with pytest.raises(DomainError, match="answered meanwhile"):
        answer_owner_question(question=question, actor=manager, answer="Never.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"owner": None}, "has no owner"),
        ({"status": "done"}, "is done"),
    ],
)
def test_nobody_is_asked_about_what_nobody_does(manager, daniel, fields, words):
    item = make_action_item(**{"owner": daniel} | fields)
    with pytest.raises(DomainError, match=words):
        asked(item, manager)


def test_an_owner_who_cannot_see_the_incident_is_not_asked(settings, manager, daniel):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    incident = make_incident(is_private=True, members=(manager, daniel))
    item = make_action_item(incident, owner=daniel, due_on=date(2099, 1, 1))
    with clock.frozen(NINE_IN_NAIROBI) as stopped:
        question = asked(item, manager)
        incident.members.remove(daniel)
        with pytest.raises(DomainError, match="is not a member of the private incident"):
            asked(item, manager)
        assert plan_reminders() == 0
        question.refresh_from_db()
        assert question.told_on is None
        incident.members.add(daniel)
        stopped.forward(timedelta(minutes=1))
        assert plan_reminders() == 1
        question.refresh_from_db()
        assert question.told_on == NINE_IN_NAIROBI.date()


def test_the_owner_gets_the_question_in_the_digest_until_it_is_answered(settings, manager, daniel, item):
    settings.BASE_URL, settings.MAIL_SERVER = "https://debrief.example.com", settings.MAIL_SERVER | {"host": ""}
    item.due_on = date(2099, 1, 1)
    item.save()
    with clock.frozen(NINE_IN_NAIROBI) as stopped:
        question = asked(item, manager, "Is <it> stuck?")
        assert plan_reminders() == 1
        assert plan_reminders() == 0
        sending.send_waiting(seconds=30)
        mail = Delivery.objects.get(recipient=daniel, kind="digest")
        assert mail.subject == "Debrief: 1 question to you"
        assert f"{manager.name} asks: Is <it> stuck?" in mail.text
        assert "Is &lt;it&gt; stuck?" in mail.html
        assert item.get_absolute_url() in mail.text
        stopped.at = NINE_IN_NAIROBI + timedelta(days=1)
        assert plan_reminders() == 0  # told this week
        stopped.at = NINE_IN_NAIROBI + WEEK
        assert plan_reminders() == 1
        answer_owner_question(question=question, actor=daniel, answer="No.")
        sending.send_waiting(seconds=30)
        late = Delivery.objects.filter(recipient=daniel, kind="digest").latest("pk")
        assert late.void_reason


def test_a_question_goes_with_the_owner_it_was_asked_of(manager, daniel, item):
    asked(item, manager)
    assert OwnerQuestion.objects.open().exists()
    item.owner = make_user("Fatuma Ali")
    item.save()
    assert not OwnerQuestion.objects.open().exists()


def test_redacted_words_leave_questions_answers_and_digests(settings, manager, admin, daniel, item):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    with clock.frozen(NINE_IN_NAIROBI):
        question = asked(item, manager, "Why is the key hunter2 in it?")
        plan_reminders()
        sending.send_waiting(seconds=30)
        mail = Delivery.objects.get(recipient=daniel, kind="digest")
        assert "hunter2" in mail.text
        answer_owner_question(question=question, actor=daniel, answer="hunter2 is gone")
        redact_words(incident=item.incident, actor=admin, words="hunter2", reason="a secret")
    question.refresh_from_db()
    mail.refresh_from_db()
    assert "hunter2" not in question.text + question.answer + mail.text + mail.html
    assert not item.events.filter(note__contains="hunter2").exists()


def test_a_view_is_saved_shown_shared_and_deleted(as_user, manager, responder):
    team = make_team("Shop")
    client = as_user(manager)
    query = f"team={team.pk}&severity=1-2"
    assert client.post(f"/follow-through/views/?{query}", {"name": "  Shop,  serious "}).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Shop, serious", query)
    tabs = client.get(f"/follow-through/?{query}").context["board"].tabs()
    assert [tab.name for tab in tabs if tab.is_current] == ["Shop, serious"]
    assert as_user(responder).get(view.get_absolute_url())["Location"] == f"/follow-through/?{query}"
    assert as_user(responder).post(f"/follow-through/views/{view.pk}/delete/").status_code == 404
    assert client.post(f"/follow-through/views/?{query}", {"name": ""}).status_code == 422
    assert client.post(f"/follow-through/views/{view.pk}/delete/").status_code == 302
    assert client.get(view.get_absolute_url()).status_code == 404


def test_a_team_that_is_gone_costs_no_typed_name_and_its_view_leads_nowhere(as_user, manager, responder):
    team = make_team("Shop")
    view = save_view(owner=manager, name="Shop", query=f"team={team.pk}")
    address = f"/follow-through/views/?team={team.pk}"
    team.delete()
    assert as_user(responder).get(view.get_absolute_url(), follow=True).status_code == 404
    client = as_user(manager)
    assert client.get(address).status_code == 404
    refused = client.post(address, {"name": "Shop, serious"})
    page = html_of(refused)
    assert refused.status_code == 422
    assert "The team of that board is gone" in page
    assert 'value="Shop, serious"' in page
    assert SavedView.objects.count() == 1


def test_whoever_opens_a_view_sees_what_they_may_see(as_user, manager, responder):
    make_action_item(make_incident(is_private=True, members=(responder,)), title="hidden work", due_on=DUE)
    view = save_view(owner=responder, name="All", query="team=all")
    for person, count in ((responder, 1), (manager, 0)):
        board = as_user(person).get(view.get_absolute_url(), follow=True).context["board"]
        assert board.groups.total.numbers[0] == count


def test_a_name_again_takes_the_new_board_and_there_is_an_end(manager):
    for n in range(MOST):
        save_view(owner=manager, name=f"View {n}", query="team=all")
    assert save_view(owner=manager, name="View 1", query="team=mine").query == "team=mine"
    with pytest.raises(DomainError, match="Delete one"):
        save_view(owner=manager, name="One more", query="team=all")
