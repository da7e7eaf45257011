"""Whoever writes takes the locks in one order, so that no two wait for each other."""

import pytest
from django.db import transaction

from incidents.services import lock_row
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import CommentThread, Postmortem, Section
from postmortems.services.analysis import add_factor
from postmortems.services.comments import answer_thread, open_thread
from postmortems.services.filling import accept_sections
from postmortems.services.saving import save_section
from postmortems.services.sections import remove_section, rename_section, restore_section
from tests.factories.postmortems import make_over, make_postmortem, save, section_of
from tests.postmortems.test_messages import handle
from tests.together import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = {
    "accept": lambda section, by, name: accept_sections(postmortem=section.postmortem, actor=by),
    "rename": lambda section, by, name: rename_section(section=section, actor=by, heading="Another"),
    "remove": lambda section, by, name: remove_section(section=section, actor=by),
    "restore": lambda section, by, name: restore_section(
        section=section.postmortem.sections.exclude(removed_at=None).get(), actor=by
    ),
    "save": lambda section, by, name: save_section(
        section=section, actor=by, body=f"{name} knows.", base_version=section.version, make_members=True
    ),
    "thread": lambda section, by, name: open_thread(
        section=section, actor=by, text=f"{name}, is this so?", make_members=True
    ),
    "answer": lambda section, by, name: answer_thread(
        thread=section.threads.get(), actor=by, text=f"{name} knows.", make_members=True
    ),
    "factor": lambda section, by, name: add_factor(
        postmortem=section.postmortem, actor=by, kind=FactorKind.TRIGGER, text="A deploy"
    ),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_nobody_who_waits_has_what_the_first_one_needs_next(responder, manager, writer):
    incident = make_over(lead=responder, members=(responder,))
    section = section_of(make_postmortem(incident=incident, author=responder), SectionKind.IMPACT)
    remove_section(section=section_of(section.postmortem, SectionKind.LESSONS), actor=responder)
    save(section, responder, "Everybody.")
    open_thread(section=section, actor=responder, text="Who?")
    Section.objects.filter(pk=section.pk).update(is_filled=True)
    section.refresh_from_db()
    with transaction.atomic():
        lock_row(incident)
        Postmortem.objects.select_for_update().get()
        outcome = elsewhere(lambda: WRITERS[writer](section, responder, f"@{handle(manager)}"))
        list(Section.objects.select_for_update(of=("self",)))
        list(CommentThread.objects.select_for_update(of=("self",)))
    assert not isinstance(outcome(), Exception)
