"""Which template fits an incident, why, and whether a postmortem is required."""

import pytest

from accounts.models import User
from incidents.enums import EntryKind, Status
from incidents.models import Incident
from incidents.services.details import edit_details
from postmortems.enums import IncidentKind, Requirement
from postmortems.models import Postmortem, PostmortemTemplate
from postmortems.selectors.matching import kind_of, match_of, rule_of
from postmortems.services.postmortems import follow_incident, open_postmortem
from tests.factories.accounts import make_team
from tests.factories.incidents import make_incident, make_service, resolve
from tests.factories.postmortems import make_over, make_template


def taken(incident: Incident) -> str:
    template = match_of(incident).template
    return template.name if template else ""


def test_every_installation_begins_with_one_that_fits_everything(responder: User) -> None:
    match = match_of(make_over(lead=responder))
    assert match.template == PostmortemTemplate.objects.get(name="Standard")
    assert match.why == "it is for every incident"


def test_the_most_specific_wins_service_before_team_before_severity_before_kind(responder: User) -> None:
    team = make_team("Money")
    bank = make_service("Bank", team=team)
    incident = make_incident(by=responder, level=1, services=(bank,))
    expected = "Standard"
    conditions = (
        ("Kind", {"kind": IncidentKind.INCIDENT}),
        ("Severity", {"severity_id": 1}),
        ("Severity and kind", {"severity_id": 1, "kind": IncidentKind.INCIDENT}),
        ("Team", {"team": team}),
        ("Service", {"service": bank}),
        ("Service and kind", {"service": bank, "kind": IncidentKind.INCIDENT}),
    )
    for name, fields in conditions:
        assert taken(incident) == expected
        make_template(name, position=500, **fields)
        expected = name
    assert taken(incident) == expected
    assert match_of(incident).why == (
        "it is for the service Bank and incidents; 6 others fit as well, but are less specific or come later"
    )


def test_of_two_alike_the_managers_order_decides(responder: User) -> None:
    incident = make_over(lead=responder, level=1)
    make_template("Later", severity_id=1, position=2)
    make_template("First", severity_id=1, position=1)
    make_template("Retired", severity_id=1, position=0, is_active=False)
    assert taken(incident) == "First"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, IncidentKind.INCIDENT),
        ({"is_near_miss": True}, IncidentKind.NEAR_MISS),
        ({"is_drill": True}, IncidentKind.DRILL),
        ({"is_drill": True, "is_near_miss": True}, IncidentKind.DRILL),
    ],
)
def test_the_kind_of_an_incident(responder: User, fields: dict[str, bool], kind: IncidentKind) -> None:
    incident = make_over(lead=responder, **fields)  # type: ignore[arg-type]
    make_template("For it", kind=kind)
    assert (kind_of(incident), taken(incident)) == (kind, "For it")


def test_without_a_template_in_use_the_usual_sections_are_there(responder: User) -> None:
    PostmortemTemplate.objects.update(is_active=False)
    postmortem = open_postmortem(incident=make_over(lead=responder), actor=responder)
    assert postmortem.template is None
    assert postmortem.sections.count() == 8
    assert postmortem.sections.get(is_required=True).kind == "summary"


def test_it_opens_with_the_sections_of_the_template_and_says_why(responder: User) -> None:
    make_template("For SEV1", "Data at risk", severity_id=1)
    postmortem = open_postmortem(incident=make_over(lead=responder, level=1), actor=responder)
    assert list(postmortem.sections.values_list("heading", flat=True)) == ["Summary", "Data at risk"]
    assert postmortem.template_why.startswith("it is for SEV1; another one fits as well")


def test_the_pages_say_which_template_and_why(responder: User, as_user) -> None:
    make_template("For SEV1", "Data at risk", severity_id=1)
    postmortem = open_postmortem(incident=make_over(lead=responder, level=1), actor=responder)
    client = as_user(responder)
    for address in (postmortem.get_absolute_url(), f"{postmortem.get_absolute_url()}edit/"):
        assert "For SEV1: it is for SEV1" in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("fields", "template", "required", "why"),
    [
        ({"level": 1}, {}, True, "SEV1 requires"),
        ({"level": 4}, {}, False, "SEV4 does not require one"),
        ({"level": 4}, {"requirement": "required"}, True, "the template “Ours” requires"),
        ({"level": 1}, {"requirement": "optional"}, False, "the template “Ours” makes it optional"),
        ({"level": 1, "is_drill": True}, {"requirement": "required"}, False, "a drill does not require one"),
        (
            {"level": 1, "is_drill": True},
            {"requirement": "required", "kind": "drill"},
            True,
            "the template “Ours” requires",
        ),
        (
            {"level": 1, "is_drill": True, "status": Status.CANCELLED},
            {"requirement": "required", "kind": "drill"},
            False,
            "a cancelled incident does not require one",
        ),
    ],
)
def test_the_rule(responder: User, fields: dict, template: dict, why: str, *, required: bool) -> None:
    if template:
        make_template("Ours", position=0, **template)
    incident = make_over(lead=responder, **fields)
    rule = rule_of(incident, match_of(incident).template)
    assert (rule.required, rule.why) == (required, why)
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)
    assert Postmortem.objects.filter(incident=incident).exists() == required


def test_another_service_asks_the_rule_again(responder: User) -> None:
    bank = make_service("Bank")
    make_template("Bank", service=bank, requirement=Requirement.REQUIRED)
    incident = make_incident(by=responder, level=4)
    assert not Incident.objects.get().postmortem_required
    edit_details(incident=incident, actor=responder, services=[bank])
    assert Incident.objects.get().postmortem_required
    resolve(incident)
    assert Postmortem.objects.get().template == PostmortemTemplate.objects.get(name="Bank")


def test_the_panel_names_the_template_that_requires_one(responder: User, as_user) -> None:
    make_template("Small ones", severity_id=4, requirement=Requirement.REQUIRED)
    incident = make_incident(by=responder, level=4)
    shown = as_user(responder).get(incident.get_absolute_url()).content.decode()
    assert "The template “Small ones” requires a postmortem" in shown
