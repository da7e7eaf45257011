"""An installation with something of nearly every kind, and a picture of all that it holds."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Company, User
from actions.models import ActionComment, ActionFollower
from catalogue.models import Rules, WorkingCalendar
from core.clock import now
from core.markdown import RENDERER_VERSION, render
from core.rendering import stored_texts
from customers.models import Follow, StatusPage, Subscriber
from customers.services.replies import reply_to_report
from followthrough.enums import ReminderStep
from followthrough.models import OwnerQuestion, Reminder, ReminderPause
from followthrough.services.saved_views import save_view
from importing.services.batches import ImportOptions
from importing.services.documents.recording import import_document
from incidents.models import Follower
from incidents.services.attachments import attach_file
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.redacting import redact_words
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import EntryCorrection, correct_entry
from notifications.enums import Wanted
from notifications.models import ChannelChoice
from postmortems.models import Waiver
from postmortems.services.comments import open_thread
from postmortems.services.interviews import NoteWords, add_interview_note, share_interview_note
from postmortems.services.questions import ask_question
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_bot, make_team
from tests.factories.actions import make_action_item, make_action_template, make_factor, make_measure
from tests.factories.customers import make_customer, make_draft, make_maintenance, make_report, make_update
from tests.factories.documents import make_document
from tests.factories.importing import read_import
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
    service = make_service("Ledger", team=make_team("Archive", members=(boss,)))
    make_bot()
    make_checklist("For all", services=(service,))
    incident = make_incident("Payments fail", by=boss, services=[service])
    entry = make_entry(incident, "The **queue** grew; see INC-1. A key: hunter-redacted", by=boss)
    attach_file(
        incident=incident, actor=boss, entry=entry, upload=SimpleUploadedFile("../notes ü.bin", b"words\x00\xff")
    )
    correct_entry(entry=entry, actor=boss, correction=EntryCorrection(f"{entry.text} Twice.", entry.happened_at))
    attach_file(incident=incident, actor=boss, upload=upload("graph.png", picture("PNG")))
    add_task(incident=incident, actor=boss, details=TaskDetails(text="Tell the supplier"))
    make_update(incident, by=boss)
    make_draft(incident, by=boss)
    _merge_and_redact(incident, boss)
    make_private_incident(boss, by=boss, title="Somebody read the salaries")
    make_batch(incident)
    read_import(incident=incident, actor=boss, text="22:31 <ana> a preview", options=ImportOptions(zone="UTC"))
    import_document(document=make_document(boss), actor=boss)
    make_document(boss, content=b"Only previewed")
    _learn(boss)
    make_customer("Rift Rides", by=boss)
    reply_to_report(report=make_report(boss), actor=boss, text="All of them", client_uuid=uuid4())
    make_maintenance(service, by=boss)
    StatusPage.objects.get_or_create(pk=1)
    Subscriber.objects.create(email="reader@example.com").services.add(service)
    ChannelChoice.objects.create(person=boss, kind="role_given", wanted=Wanted.values[0])
    Follow.objects.create(person=boss, service=service)
    Follower.objects.get_or_create(incident=incident, person=boss)
    Company.objects.get_or_create(pk=Company.ONLY, defaults={"name": "Baobab"})
    Rules.objects.get_or_create(pk=1)
    WorkingCalendar.objects.create(team=service.team, country="KE", days_off=[date(2026, 12, 24)])


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
    due = {"due_on": now().date(), "local_date": now().date(), "at_day": 0}
    Reminder.objects.create(item=item, person=boss, step=ReminderStep.DUE_SOON, **due)
    ActionFollower.objects.get_or_create(item=item, person=boss)
    ActionComment.objects.create(
        item=item, author=boss, text="*Soon*", html=render("*Soon*").html, renderer=RENDERER_VERSION
    )
    Waiver.objects.create(incident=make_incident(by=boss), waived_by=boss, reason="A drill", due_on=now().date())
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
    """The renderer's version says something where there are words."""
    columns = [field.attname for field in kind.model._meta.concrete_fields if field.name not in kind.leaves.without]
    rows = list(kind.model.objects.filter(kind.leaves.only).order_by("pk").values(*columns))
    for text in (text for text in stored_texts() if text.model is kind.model):
        for row in rows:
            if not any(row[html] for _, html in text.pairs):
                del row[text.renderer]
    return rows


def without_rows() -> set[str]:
    """Kinds of which there is nothing."""
    return {kind.label for kind in leaving_kinds() if not kind.count()}
