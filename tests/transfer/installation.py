"""An installation with something of nearly every kind, and a picture of all that it holds."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.clock import now
from customers.models import StatusPage, Subscriber
from followthrough.models import OwnerQuestion, ReminderPause
from followthrough.services.saved_views import save_view
from importing.services.adding import add_waiting, start_adding
from incidents.services.attachments import attach_file
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.redacting import redact_words
from incidents.services.tasks import TaskDetails, add_task
from notifications.enums import Wanted
from notifications.models import ChannelChoice
from postmortems.services.comments import open_thread
from postmortems.services.interviews import NoteWords, add_interview_note, share_interview_note
from postmortems.services.questions import ask_question
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_bot, make_team
from tests.factories.actions import make_action_item, make_action_template, make_factor, make_measure
from tests.factories.customers import make_customer, make_draft, make_maintenance, make_report, make_update
from tests.factories.incidents import (
    make_batch,
    make_checklist,
    make_entry,
    make_incident,
    make_private_incident,
    make_service,
)
from tests.factories.postmortems import make_postmortem
from transfer.selectors.records import Kind, leaving_kinds

SHARED, UNSHARED = "It was late, and we were two.", "Only for me: hunter-unshared"


def build(boss: User) -> None:
    """Through the services, as people would."""
    service = make_service(team=make_team("Platform", members=(boss,)))
    make_bot()
    make_checklist("For all", services=(service,))
    incident = make_incident("Payments fail", by=boss, services=[service])
    entry = make_entry(incident, "The **queue** grew; see INC-1. A key: hunter-redacted", by=boss)
    attach_file(
        incident=incident, actor=boss, entry=entry, upload=SimpleUploadedFile("../notes ü.txt", b"words\x00\xff")
    )
    attach_file(incident=incident, actor=boss, upload=upload(picture("PNG"), "graph.png"))
    add_task(incident=incident, actor=boss, details=TaskDetails(text="Tell the supplier"))
    make_update(incident, by=boss)
    make_draft(incident, by=boss)
    _merge_and_redact(incident, boss)
    make_private_incident(boss, by=boss, title="Somebody read the salaries")
    batch = make_batch(incident)
    start_adding(batch=batch, actor=boss)
    add_waiting(seconds=60)
    make_batch(incident, "22:31 <ana> a preview")
    _learn(boss)
    make_customer(by=boss)
    make_report(boss)
    make_maintenance(service, by=boss)
    StatusPage.objects.get_or_create(pk=1)
    Subscriber.objects.create(email="reader@example.com").services.add(service)
    ChannelChoice.objects.create(person=boss, kind="role_given", wanted=Wanted.values[0])


def _merge_and_redact(incident: Any, boss: User) -> None:
    other = make_incident("Shop slow", by=boss)
    make_entry(other, "Restarted it.", by=boss)
    merge_incident(source=other, target=incident, actor=boss, choices=MergeChoices())
    incident.refresh_from_db()
    redact_words(incident=incident, actor=boss, words="hunter-redacted", reason="A credential")


def _learn(boss: User) -> None:
    postmortem = make_postmortem(author=boss, summary="Payments failed for an hour.")
    item = make_action_item(postmortem.incident, owner=boss)
    make_factor(postmortem).action_items.add(item)
    make_measure(postmortem).action_items.add(item)
    make_action_template()
    open_thread(section=postmortem.sections.first(), actor=boss, text="Since *when*?")
    ask_question(postmortem=postmortem, actor=boss, text="Who was told?")
    note = add_interview_note(postmortem=postmortem, actor=boss, words=NoteWords("Brian", None, SHARED))
    share_interview_note(note=note, actor=boss)
    add_interview_note(postmortem=postmortem, actor=boss, words=NoteWords("Amina", None, UNSHARED))
    OwnerQuestion.objects.create(item=item, asked_by=boss, asked_of=boss, text="When is it done?")
    ReminderPause.objects.create(item=item, until=now().date(), reason="Waiting", paused_by=boss)
    save_view(owner=boss, name="All of it", query="team=all")


def whole_picture() -> dict[str, list[Any]]:
    """Every column of every row that leaves, derived ones too, and every list; without what stays of a row."""
    found = {kind.label: _rows(kind) for kind in leaving_kinds()}
    for kind in leaving_kinds():
        for name in kind.many:
            through = kind.model._meta.get_field(name).remote_field.through
            columns = [field.attname for field in through._meta.local_fields if not field.primary_key]
            owners = {f"{kind.model._meta.model_name}__in": kind.rows()}
            rows = through.objects.filter(**owners) if kind.leaves.only else through.objects.all()
            found[f"{kind.label}.{name}"] = sorted(rows.values_list(*columns), key=str)
    return found


def _rows(kind: Kind) -> list[Any]:
    columns = [field.attname for field in kind.model._meta.concrete_fields if field.name not in kind.leaves.without]
    return list(kind.model.objects.filter(kind.leaves.only).order_by("pk").values(*columns))


def without_rows() -> set[str]:
    """Kinds of which there is nothing."""
    return {kind.label for kind in leaving_kinds() if not kind.count()}
