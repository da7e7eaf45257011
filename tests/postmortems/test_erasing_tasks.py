"""A redacted task goes from what postmortems list of it, and nothing else does."""

import pytest

from accounts.models import User
from incidents.enums import EntryKind, TaskState
from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.leftovers import Fate
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import redact_entry
from notifications.models import Delivery
from notifications.services.erasing import REMOVED
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section
from postmortems.readers.snapshots import from_json
from postmortems.selectors.versions import difference_since, present_snapshot
from postmortems.services.comments import open_thread
from postmortems.services.drafts import keep_draft
from postmortems.services.postmortems import open_postmortem
from postmortems.services.reviewing import keep_version
from postmortems.services.saving import save_section
from tests.factories.incidents import make_incident
from tests.factories.postmortems import save, section_of
from tests.incidents.test_redacting import everything_stored
from tests.postmortems.test_messages import handle


def with_task(text: str, responder: User) -> Postmortem:
    """A postmortem whose measures list the task."""
    incident = make_incident(by=responder, level=3)
    add_task(incident=incident, actor=responder, details=TaskDetails(text=text, person=responder))
    return open_postmortem(incident=incident, actor=responder)


def measures_of(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.MEASURES)


def redact(incident: Incident, admin: User) -> None:
    redact_entry(entry=incident.entries.filter(kind=EntryKind.TASK).earliest("seq"), actor=admin, reason="A key")


@pytest.mark.parametrize("text", ["Change *hunter2*", "hunter2", "Change  [hunter2](x) (soon)"])
def test_it_goes_from_the_section_with_its_revisions(responder, admin, text):
    postmortem = with_task(text, responder)
    assert "hunter2" in measures_of(postmortem).html
    redact(postmortem.incident, admin)
    assert "hunter2" not in everything_stored()
    assert f"- {REMOVED} (Amina Otieno)" in measures_of(postmortem).body


def test_other_text_with_the_same_words_stays(responder, admin):
    postmortem = with_task("DNS", responder)
    told = "The DNS was slow.\n\n- DNS is slow\n- `DNS` again\n- No DNS"
    summary = save(section_of(postmortem, SectionKind.SUMMARY), responder, told)
    measures = save(measures_of(postmortem), responder, f"{told}\n- DNS (Amina Otieno): by Friday\n- [ ] DNS")
    redact(postmortem.incident, admin)
    summary.refresh_from_db()
    measures.refresh_from_db()
    assert summary.body == told
    assert measures.body == f"{told}\n- {REMOVED} (Amina Otieno): by Friday\n- [ ] {REMOVED}"
    assert measures.revisions.filter(body__contains=told).count() == 2


@pytest.mark.parametrize("is_draft", [False, True])
def test_an_open_editor_does_not_bring_it_back(responder, manager, admin, is_draft):
    postmortem = with_task("Rotate hunter2", responder)
    section = measures_of(postmortem)
    if is_draft:
        postmortem.sections.update(body="", html="", version=0, is_filled=False)
        section.revisions.all().delete()
        keep_draft(section=section, actor=responder, body="- Rotate hunter2", base_version=0)
        seen = 0
    else:
        seen = section.version
        save(section, manager, "Nothing is left.")
    redact(postmortem.incident, admin)
    typed = "- Rotate hunter2 (Amina Otieno)\n\nAnd tell the bank."
    met = save_section(section=section, actor=responder, body=typed, base_version=seen).collision
    assert met is not None
    assert met.may_hold_redacted
    assert "hunter2" not in everything_stored()


def test_it_goes_from_versions_threads_and_mails(responder, manager, admin):
    incident = make_incident(by=responder, level=3)
    details = TaskDetails(text="Rotate [hunter2]", person=responder)
    task = add_task(incident=incident, actor=responder, details=details)
    fates = {task.pk: Fate(TaskState.ACTION)}
    change_status(incident=incident, actor=responder, change=StatusChange("resolve", fates=fates))
    postmortem = open_postmortem(incident=incident, actor=responder)
    section, named = measures_of(postmortem), f"@{handle(manager)}"
    section = save(section, responder, f"{section.body}\n\n{named} knows.")
    open_thread(section=section, actor=responder, text="Who does *Rotate [hunter2]*?", passage="- Rotate \\[hunter2\\]")
    open_thread(section=section, actor=responder, text=f"{named}, Rotate [hunter2]!")
    keep_version(postmortem=postmortem)
    mails = list(Delivery.objects.filter(kind__in=("named_in_section", "named_in_comment")))
    for mail in mails:
        mail.text = "To do: Rotate\n[hunter2] (Amina)"
        mail.save()
    redact(postmortem.incident, admin)
    assert len(mails) == 2
    assert "hunter2" not in everything_stored()
    version = postmortem.versions.get()
    shown = difference_since(version, present_snapshot(postmortem))
    assert not shown.parts
    assert version.digest == from_json(version.content).digest


def test_a_single_word_goes_only_from_what_was_said_about_it(responder, admin):
    section = measures_of(with_task("DNS", responder))
    open_thread(section=section, actor=responder, text="DNS by Friday?", passage="DNS (Amina Otieno)")
    open_thread(section=section, actor=responder, text="The DNS was slow.")
    redact(section.postmortem.incident, admin)
    said = list(section.threads.values_list("passage", "comments__text"))
    assert said == [(f"{REMOVED} (Amina Otieno)", f"{REMOVED} by Friday?"), ("", "The DNS was slow.")]
