"""Templates of postmortems: the pages of managers, what is refused, and trying one before it is saved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.errors import DomainError
from incidents.enums import Milestone
from postmortems.enums import SectionKind
from postmortems.models import PostmortemTemplate, SectionRevision
from postmortems.services.templates import NEEDED, SectionDetails, TemplateDetails, add_template, edit_template
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service, resolve
from tests.factories.postmortems import make_over, make_postmortem, make_template
from tests.html import html_of

SUMMARY = SectionDetails(kind=SectionKind.SUMMARY)


def sent(*rows: dict[str, str], initial: int = 0, **fields: str) -> dict[str, str]:
    """What a browser sends: the fields of the template, and those of each section."""
    data = {"name": "Bank", "position": "5", "kind": "", "requirement": "by_severity", "is_active": "on"}
    data |= {"sections-TOTAL_FORMS": str(len(rows)), "sections-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(rows):
        given = {"kind": "custom", "heading": "", "guidance": "", "place": ""} | row
        data |= {f"sections-{number}-{name}": value for name, value in given.items()}
    return data | fields


def standard() -> PostmortemTemplate:
    return PostmortemTemplate.objects.get(name="Standard")


def test_the_standard_one_has_guidance_and_requires_the_summary() -> None:
    sections = list(standard().sections.all())
    assert [section.kind for section in sections] == [kind for kind in SectionKind if kind != SectionKind.CUSTOM]
    assert all(section.guidance for section in sections)
    assert [section.kind for section in sections if section.is_required] == ["summary"]


def test_the_pages_are_the_managers(as_user, reporter, responder, manager) -> None:
    address = reverse("template_list")
    assert [as_user(user).get(address).status_code for user in (reporter, responder, manager)] == [404, 403, 200]


def test_a_manager_makes_changes_and_retires_one(as_user, manager: User) -> None:
    client = as_user(manager)
    bank = make_service("Bank")
    rows = ({"heading": "Then", "place": "2"}, {"kind": "summary", "place": "1", "is_required": "on"}, {})
    assert client.post(reverse("template_new"), sent(*rows, service=str(bank.pk))).status_code == 302
    made = PostmortemTemplate.objects.get(name="Bank")
    assert [(row.heading, row.is_required) for row in made.sections.all()] == [("Summary", True), ("Then", False)]
    assert "Bank" in client.get(reverse("template_list")).content.decode()
    address = reverse("template_edit", args=[made.pk])
    assert "Then" in client.get(address).content.decode()
    gone = sent({"heading": "Then", "DELETE": "on"}, {"kind": "impact"}, initial=1)
    del gone["is_active"]
    assert client.post(address, gone).status_code == 302
    made.refresh_from_db()
    assert [row.heading for row in made.sections.all()] == ["Impact"]
    assert not made.is_active
    lines = AuditEvent.objects.filter(action=AuditAction.POLICY_CHANGED, subject="Template Bank").order_by("pk")
    assert [line.detail["change"] for line in lines] == ["added", "changed"]


def test_a_refused_form_keeps_what_was_typed(as_user, manager: User) -> None:
    client = as_user(manager)
    twice = sent({"kind": "impact", "guidance": "Typed words"}, {"kind": "impact"})
    for data, said in ((twice, "two sections of the kind “Impact”"), (twice | {"name": "Standard"}, "two sections")):
        refused = client.post(reverse("template_new"), data)
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert "Typed words" in refused.content.decode()
    taken = client.post(reverse("template_new"), sent({"kind": "impact"}, name="Standard"))
    assert (taken.status_code, "with this name already exists" in taken.content.decode()) == (422, True)


def test_another_section_adds_an_empty_one_and_keeps_the_rest(as_user, manager: User) -> None:
    answer = as_user(manager).post(reverse("template_new"), sent({"heading": "Typed heading"}, add="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Typed heading" in page
    assert 'name="sections-1-heading"' in page
    assert PostmortemTemplate.objects.count() == 1


MANY = tuple(SectionDetails(heading=str(number)) for number in range(41))


@pytest.mark.parametrize(
    "sections", [(), (SectionDetails(),), (SUMMARY, SUMMARY), (SectionDetails(heading="x" * 121),), MANY]
)
def test_sections_that_cannot_be(manager: User, sections: tuple[SectionDetails, ...]) -> None:
    with pytest.raises(DomainError):
        add_template(actor=manager, details=TemplateDetails("Ours", sections))


def test_one_for_every_incident_stays_in_use(manager: User) -> None:
    for details in (
        TemplateDetails("Standard", (SUMMARY,), is_active=False),
        TemplateDetails("Standard", (SUMMARY,), service=make_service("Bank")),
    ):
        with pytest.raises(DomainError, match=NEEDED[:40]):
            edit_template(actor=manager, template=standard(), details=details)
    make_template("Other")
    edit_template(actor=manager, template=standard(), details=TemplateDetails("Old", (SUMMARY,), is_active=False))
    assert not PostmortemTemplate.objects.get(name="Old").is_active


def test_a_changed_template_leaves_postmortems_as_they_are(manager: User, responder: User) -> None:
    postmortem = make_postmortem(author=responder)
    edit_template(actor=manager, template=standard(), details=TemplateDetails("Standard", (SUMMARY,)))
    assert postmortem.sections.count() == 8


def test_trying_says_which_one_is_taken_and_shows_the_text_and_stores_nothing(as_user, manager, responder) -> None:
    incident = make_incident("Bank down", by=responder, level=2)
    make_entry(incident, "The alert rang.", milestones=[Milestone.DETECTED], is_starred=True)
    resolve(incident)
    rows = ({"kind": "summary"}, {"kind": "detection", "guidance": "Unseen"}, {"heading": "Own", "guidance": "Say it"})
    revisions = SectionRevision.objects.count()
    client = as_user(manager)
    data = sent(*rows, severity="2", requirement="optional", number=incident.reference)
    page = html_of(client.post(reverse("template_new"), data | {"try": "1"}))
    assert "This template is taken" in page
    assert "it is for SEV2" in page
    assert "No postmortem is required: the template “Bank” makes it optional." in page
    assert "“Bank down”, was a SEV2 incident" in page
    assert "The alert rang." in page
    assert "Say it" in page
    assert (PostmortemTemplate.objects.count(), SectionRevision.objects.count()) == (1, revisions)
    other = client.post(reverse("template_new"), data | {"try": "1", "severity": "1"}).content.decode()
    assert "No template is taken" not in other
    assert "Another template is taken</strong>, Standard" in other


@pytest.mark.parametrize("number", ["", "INC-999999", "nothing"])
def test_an_incident_that_is_not_there_is_said(as_user, manager: User, number: str) -> None:
    data = sent({"kind": "summary"}, number=number)
    answer = as_user(manager).post(reverse("template_new"), data | {"try": "1"})
    assert answer.status_code == 422
    assert "incident" in answer.content.decode()


def test_a_private_incident_is_tried_only_by_who_sees_it(as_user, manager, responder) -> None:
    incident = make_private_incident(by=responder, title="Hidden words")
    data = sent({"kind": "summary"}, number=incident.reference) | {"try": "1"}
    answer = as_user(manager).post(reverse("template_new"), data)
    assert answer.status_code == 422
    assert "Hidden words" not in answer.content.decode()


def test_the_list_costs_the_same_for_many(as_user, manager: User, django_assert_num_queries) -> None:
    client = as_user(manager)
    client.get(reverse("template_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("template_list"))
    for number in range(20):
        make_template(f"Template {number}", "One", service=make_service(f"Service {number}"))
    with django_assert_num_queries(len(few)):
        client.get(reverse("template_list"))


def test_opening_costs_the_same_for_much(responder: User) -> None:
    def cost(entries: int) -> int:
        incident = make_over(lead=responder)
        for number in range(entries):
            make_entry(incident, f"Restarted {number}, in vain", is_starred=True)
        with CaptureQueriesContext(connection) as asked:
            make_postmortem(incident=incident, author=responder, is_filled=True)
        return len(asked)

    assert cost(1) == cost(30)


def test_a_form_that_was_opened_before_does_not_overwrite_what_somebody_else_saved(as_user, manager, admin) -> None:
    made = make_template("Bank")
    address, client = reverse("template_edit", args=[made.pk]), as_user(manager)
    seen = client.get(address).context["form"]["seen"].value()
    theirs, mine = sent({"kind": "summary", "guidance": "Theirs"}), sent({"kind": "summary", "guidance": "Mine"})
    assert as_user(admin).post(address, theirs | {"seen": seen}).status_code == 302
    assert as_user(admin).post(address, theirs | {"seen": seen}).status_code == 302  # pressed twice
    refused = client.post(address, mine | {"seen": seen})
    assert (refused.status_code, made.sections.get().guidance) == (409, "Theirs")
    page = refused.content.decode()
    assert "Somebody else changed this template" in page
    assert "Mine" in page
    again = client.post(address, mine | {"seen": refused.context["form"]["seen"].value()})
    assert (again.status_code, made.sections.get().guidance) == (302, "Mine")
