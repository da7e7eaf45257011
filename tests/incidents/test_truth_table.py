"""Statuses × actions × people: which button the page shows, and whether pressing it does something, agree with a table.

The table is written out here and not read from the code, so that a change of either shows.
"""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from accounts.enums import Role
from incidents import transitions
from incidents.enums import Status
from incidents.models import Incident
from incidents.services.tasks import TaskDetails, add_task
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident

MOVES = {
    "investigating": {"identify", "mitigate", "resolve", "cancel"},
    "identified": {"mitigate", "resolve", "look_again", "cancel"},
    "mitigated": {"resolve", "impact_is_back", "look_again", "cancel"},
    "resolved": {"close", "reopen", "watch_again", "cancel"},
    "closed": {"reopen", "watch_again"},
    "cancelled": {"take_up"},
}
EVERY_MOVE = set().union(*MOVES.values())
WORKING = {"investigating", "identified", "mitigated", "resolved"}  # in which tasks can be worked on
EVERYWHERE = set(MOVES)
IN_THE_ROOM = ("responder", "lead", "manager", "admin")  # who works on what they can see


@dataclass(frozen=True)
class Action:
    """An action of the room besides the moves: what is sent, in which statuses, by whom, and whether it is a button."""

    data: dict[str, str]
    statuses: set[str]
    people: tuple[str, ...] = IN_THE_ROOM
    args: tuple[str, ...] = ()
    is_shown: bool = True


ROOM = {
    "entry_add": Action({"text": "We looked at the logs."}, EVERYWHERE),
    "edit_state": Action({"known": "It is slow.", "base_version": "0"}, EVERYWHERE),
    "change_severity": Action({"level": "4", "when": "now"}, EVERYWHERE),
    "assign_role": Action({"person": "", "leaves_empty": "on"}, EVERYWHERE, args=("lead",)),
    "edit_details": Action({"title": "Another title", "zone": "UTC"}, EVERYWHERE),
    "attach_file": Action({"caption": "Notes"}, EVERYWHERE),
    "edit_privacy": Action({}, EVERYWHERE, people=("lead", "manager", "admin")),
    "task_add": Action({"text": "Tell the supplier"}, WORKING),
    "task_done": Action({}, WORKING, args=("task",)),
    "task_drop": Action({"reason": "Not needed"}, WORKING, args=("task",), is_shown=False),  # in the task's dialog
}


@pytest.fixture
def people():
    """One of each; of a private incident the lead alone is a member."""
    return {
        "anonymous": None,
        "reporter": make_user("Peter Njoroge", role=Role.REPORTER),
        "responder": make_user("Fatuma Ali"),
        "lead": make_user("Brian Kimani"),
        "manager": make_user("Grace Wanjiru", role=Role.MANAGER),
        "admin": make_user("Daniel Mwangi", role=Role.ADMIN),
    }


@pytest.fixture
def press(as_user, client):
    """Presses a button as somebody, says whether it did something, and undoes it."""

    def pressed(person, incident, name, action, data):
        files = {"file": SimpleUploadedFile("notes.txt", b"words")} if name == "attach_file" else {}
        browser = as_user(person) if person else client
        with transaction.atomic():
            before = Incident.objects.values_list("seq", flat=True).get(pk=incident.pk)
            response = browser.post(reverse(name, args=[incident.pk, *action]), {**data, **files})
            after = Incident.objects.values_list("seq", flat=True).get(pk=incident.pk)
            transaction.set_rollback(True)
        assert response.status_code in {302, 401, 403, 404, 422}, (name, response.status_code)
        return after > before

    return pressed


def incident_in(status, people, settings, tmp_path, **details):
    """An incident in that status with one open task, led by the lead and declared by somebody else."""
    settings.MEDIA_ROOT = tmp_path
    incident = make_incident(by=make_user("Joy Mutua"), lead=people["lead"], **details)
    task = add_task(incident=incident, actor=people["lead"], details=TaskDetails(text="Roll back"))
    Incident.objects.filter(pk=incident.pk).update(status=status)
    return incident, task


def may_of(people, hidden_from):
    return {name: name in IN_THE_ROOM and name not in hidden_from for name in people}


def shown_on(as_user, client, person, incident):
    browser = as_user(person) if person else client
    response = browser.get(reverse("incident", args=[incident.pk]))
    return response.content.decode() if response.status_code == 200 else ""


def args_of(action, task):
    return [task.pk if word == "task" else word for word in action.args]


@pytest.mark.parametrize("is_private", [False, True], ids=["open", "private"])
@pytest.mark.parametrize("status", MOVES)
def test_moves(status, is_private, people, press, as_user, client, settings, tmp_path):
    details = {"is_private": True, "members": (people["lead"],)} if is_private else {}
    incident, task = incident_in(status, people, settings, tmp_path, **details)
    hidden_from = ("responder", "manager") if is_private else ()
    for name, may in may_of(people, hidden_from).items():
        html = shown_on(as_user, client, people[name], incident)
        shown = {move for move in EVERY_MOVE if f'href="{reverse("change_status", args=[incident.pk, move])}"' in html}
        assert shown == (MOVES[status] if may else set()), name
        data = {"when": "now", "reason": "Because", f"task_{task.pk}": "done"}
        pressed = {move for move in EVERY_MOVE if press(people[name], incident, "change_status", [move], data)}
        assert pressed == shown, name


@pytest.mark.parametrize("is_private", [False, True], ids=["open", "private"])
@pytest.mark.parametrize("status", MOVES)
def test_what_else_the_room_does(status, is_private, people, press, as_user, client, settings, tmp_path):
    details = {"is_private": True, "members": (people["lead"],)} if is_private else {}
    incident, task = incident_in(status, people, settings, tmp_path, **details)
    hidden_from = ("responder", "manager") if is_private else ()
    for name in people:
        html = shown_on(as_user, client, people[name], incident)
        for button, action in ROOM.items():
            more = args_of(action, task)
            wanted = status in action.statuses and name in action.people and name not in hidden_from
            address = reverse(button, args=[incident.pk, *more])
            if action.is_shown:
                assert (f'"{address}"' in html) == wanted, (name, button, "shown")
            data = action.data
            if button == "edit_privacy":
                data = {} if is_private else {"is_private": "on", "make_holders_members": "on"}
            assert press(people[name], incident, button, more, data) == wanted, (name, button, "pressed")


def test_every_status_and_every_move_is_in_the_table():
    assert set(MOVES) | {Status.MERGED} == set(Status.values)  # a merged one leads to the incident it was merged into
    assert {move.action for move in transitions.MOVES} == EVERY_MOVE
