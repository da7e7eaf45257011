"""A redacted task goes from what postmortems list of it, and nothing else does."""

import pytest

from accounts.models import User
from incidents.enums import EntryKind
from incidents.models import Incident
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import redact_entry
from notifications.services.erasing import REMOVED
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section
from postmortems.services.drafts import keep_draft
from postmortems.services.postmortems import open_postmortem
from postmortems.services.saving import save_section
from tests.factories.incidents import make_incident
from tests.factories.postmortems import save, section_of
from tests.incidents.test_redacting import everything_stored


def with_task(text: str, responder: User) -> Postmortem:
    """A postmortem whose measures list the task."""
    incident = make_incident(by=responder, level=3)
    add_task(incident=incident, actor=responder, details=TaskDetails(text=text, person=responder))
    return open_postmortem(incident=incident, actor=responder)


def measures_of(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.MEASURES)


def redact(incident: Incident, admin: User) -> None:
    redact_entry(entry=incident.entries.get(kind=EntryKind.TASK), actor=admin, reason="A key")


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
