"""What can be typed after a slash, as data. The parser, the completion, the help and the tests all read COMMANDS.

A row more is a command more: its `run` writes at least one entry, and calls the use case that a button calls.
"""

from dataclasses import replace

from accounts.models import User
from catalogue.enums import BuiltInRole, Level
from catalogue.models import IncidentRole
from core.errors import DomainError
from incidents.command_words import move_meant
from incidents.enums import Milestone
from incidents.models import Incident, Task
from incidents.permissions import can_edit_public_summary, can_give_lead, can_give_role
from incidents.selectors.moves import facts_of
from incidents.selectors.tasks import open_tasks
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.details import edit_public_summary
from incidents.services.escalating import Escalation, escalate
from incidents.services.orders import Argument, Command, Order, Teller
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import EntryDetails, append_entry
from incidents.transitions import ASKS_ABOUT_TASKS


def _run_status(incident: Incident, actor: User, order: Order) -> None:
    move = move_meant(order.argument, incident.status)
    reason, note = (order.words, "") if move.needs_reason else ("", order.words)
    change_status(
        incident=incident,
        actor=actor,
        change=StatusChange(
            action=move.action,
            at=order.at,
            is_about=order.details.is_about,
            pressed=order.pressed,
            note=note,
            reason=reason,
            fates=order.fates,
        ),
    )


def _tell_status(incident: Incident, order: Order) -> str:
    move = move_meant(order.argument, incident.status)
    if incident.status not in move.sources:
        raise DomainError(f"The incident is {incident.get_status_display().lower()}: this step is not possible now.")
    if refusal := move.refusal(facts_of(incident)):
        raise DomainError(refusal)
    if tasks := tasks_asked_about(incident, order.argument):
        return f"{move.label}. You are asked about {len(tasks)} open task{'s' if len(tasks) > 1 else ''}"
    return f"{move.label}. {move.asks}" if move.needs_reason and not order.words else move.label


def tasks_asked_about(incident: Incident, word: str) -> list[Task]:
    """The open tasks about which a step asks before it is taken; none where the step is not possible from here."""
    move = move_meant(word, incident.status)
    is_asked = move.target in ASKS_ABOUT_TASKS and incident.status in move.sources
    return open_tasks(incident) if is_asked and not move.refusal(facts_of(incident)) else []


def _run_severity(incident: Incident, actor: User, order: Order) -> None:
    change_severity(
        incident=incident,
        actor=actor,
        change=SeverityChange(level=int(order.argument), at=order.happened_at, note=order.words),
    )


def _tell_severity(incident: Incident, order: Order) -> str:
    return f"Severity {Level(incident.severity_id).label} → {Level(int(order.argument)).label}"


def _run_words(incident: Incident, actor: User, order: Order) -> None:
    edit_public_summary(incident=incident, actor=actor, text=order.words, at=order.pressed)


def _run_task(incident: Incident, actor: User, order: Order) -> None:
    add_task(
        incident=incident,
        actor=actor,
        make_member=order.make_members,
        details=TaskDetails(text=order.words, person=order.person, at=order.pressed),
    )


def _tell_task(incident: Incident, order: Order) -> str:
    return f"Adds a task for {order.person.name}" if order.person else "Adds a task"


def _run_star(incident: Incident, actor: User, order: Order) -> None:
    _append(incident, actor, order, replace(order.details, is_starred=True))


def _append(incident: Incident, actor: User, order: Order, details: EntryDetails) -> None:
    append_entry(incident=incident, actor=actor, details=details, make_members=order.make_members)


def _says(words: str) -> Teller:
    """What it will do, wherever it is called."""

    def tell(incident: Incident, order: Order) -> str:
        return words

    return tell


def _role_of(order: Order) -> str:
    """The role that is given: the lead, unless the command names one."""
    return order.argument if order.command.argument is Argument.ROLE else BuiltInRole.LEAD


def _run_role(incident: Incident, actor: User, order: Order) -> None:
    assign_role(
        incident=incident,
        actor=actor,
        make_members=order.make_members,
        change=RoleChange(role=_role_of(order), person=order.person, note=order.words, at=order.happened_at),
    )


def _tell_role(incident: Incident, order: Order) -> str:
    role = IncidentRole.objects.get(pk=_role_of(order))
    return f"{role.name} → {order.person.name if order.person else 'nobody'}"


def _run_escalation(incident: Incident, actor: User, order: Order) -> None:
    escalate(
        incident=incident,
        actor=actor,
        make_members=order.make_members,
        escalation=Escalation(to=_recipient(order), note=order.words, at=order.happened_at),
    )


def _recipient(order: Order) -> str:
    """As the record names them: `Ana Silva (@ana)`, who is told because of the @name, or the words that were typed."""
    return f"{order.person.name} ({order.argument})" if order.person else order.argument


def _tell_escalation(incident: Incident, order: Order) -> str:
    return f"Logs that it was escalated to {order.person.name if order.person else order.argument}"


def _milestone(milestone: Milestone, name: str, *aliases: str) -> Command:
    """The command that logs an entry which marks a milestone."""

    def run(incident: Incident, actor: User, order: Order) -> None:
        others = [mark for mark in order.details.milestones if mark != milestone]
        _append(incident, actor, order, replace(order.details, milestones=[milestone, *others]))

    def tell(incident: Incident, order: Order) -> str:
        moved = " (moves here)" if getattr(incident, milestone.column) else ""
        return f"Marks {milestone.label.lower()}{moved}; the status stays {incident.get_status_display().lower()}"

    words = f"log that it was {milestone.label.lower()}"
    if milestone == Milestone.IMPACT_STARTED:
        words = "log when the impact started"
    return Command(name, "22:30 what you know", words, run, tell, is_entry=True, aliases=aliases)


COMMANDS: tuple[Command, ...] = (
    Command(
        "status",
        "mitigated 14:45 what was done",
        "change the status, with its milestone and your words",
        _run_status,
        _tell_status,
        Argument.STATUS,
        may_be_about=True,
    ),
    Command(
        "sev",
        "2 why",
        "change the severity",
        _run_severity,
        _tell_severity,
        Argument.LEVEL,
        aliases=("severity",),
    ),
    Command(
        "lead",
        "@name where things stand",
        "hand over the lead; the new lead is notified",
        _run_role,
        _tell_role,
        Argument.PERSON,
        may=can_give_lead,
        refusal="Only its lead, whoever declared it, managers among its members and admins can hand over the lead of a "
        "private incident. What you typed is kept.",
    ),
    Command(
        "role",
        "scribe @name where things stand",
        "assign any role; the person is notified",
        _run_role,
        _tell_role,
        Argument.ROLE,
        may=can_give_role,
    ),
    Command(
        "escalate",
        "@name, or the network team: why",
        "log to whom it was escalated; an @name is notified",
        _run_escalation,
        _tell_escalation,
        Argument.RECIPIENT,
    ),
    _milestone(Milestone.IMPACT_STARTED, "impact"),
    _milestone(Milestone.DETECTED, "detected"),
    _milestone(Milestone.REPORTED, "reported"),
    _milestone(Milestone.ACKNOWLEDGED, "acknowledged", "ack"),
    _milestone(Milestone.IDENTIFIED, "identified"),
    _milestone(Milestone.MITIGATED, "mitigated"),
    _milestone(Milestone.RESOLVED, "resolved"),
    Command(
        "star",
        "what the postmortem should cover",
        "log an entry with a star",
        _run_star,
        _says("Starred for the postmortem"),
        needs_words=True,
        is_entry=True,
    ),
    Command(
        "task",
        "@name what needs to be done",
        "add a task; an @name is notified",
        _run_task,
        _tell_task,
        Argument.MAYBE_PERSON,
        needs_words=True,
        takes_time=False,
    ),
    Command(
        "update",
        "what sales and support may tell customers",
        "post a customer update",
        _run_words,
        _says("Posts a customer update: sales and support may pass it on"),
        needs_words=True,
        takes_time=False,
        may=can_edit_public_summary,
        refusal="Only the lead, communications and managers can post a customer update. What you typed is kept.",
    ),
)

BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
