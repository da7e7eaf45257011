"""The checks before review: each speaks where it should, is silent elsewhere, and leads to the place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import now
from incidents.enums import DetectionSource, Milestone
from incidents.services.timeline import strike_entry
from postmortems.enums import FactorKind, LessonKind, MeasureKind, SectionKind
from postmortems.selectors.analysis import analysis
from postmortems.selectors.checks.facts import check_facts
from postmortems.selectors.checks.table import CHECKS, advice_for
from postmortems.services.analysis import add_factor, add_lesson, add_measure
from postmortems.services.factor_links import FactorLinks
from postmortems.services.sections import remove_section
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem, save, section_of
from tests.html import html_of


@pytest.fixture
def postmortem(responder):
    over = now() - timedelta(hours=1)
    times = {"impact_started_at": over - timedelta(hours=2), "mitigated_at": over}
    return make_postmortem(author=responder, summary="Payments failed.", **times)


def found(postmortem):
    return {each.title: each for each in advice_for(postmortem, back="/here/")}


def cause(postmortem, text="A full disk", kind=FactorKind.ROOT_CAUSE, *evidence):
    links = FactorLinks(evidence=evidence)
    return add_factor(postmortem=postmortem, actor=postmortem.owner, kind=kind, text=text, links=links)


def test_every_check_says_why_and_on_what_it_is_based():
    assert all(check.reason.endswith((".", "?")) and check.basis.endswith(".") for check in CHECKS)
    assert len({check.one for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("where", ["field", "words", "section", "near miss"])
def test_an_impact_with_a_number(postmortem, responder, where):
    assert "Impact without a number" in found(postmortem)
    if where == "section":
        save(section_of(postmortem, SectionKind.IMPACT), responder, "About 40 shops.")
    changes = {
        "field": {"impact_all_users": True},
        "words": {"impact_text": "12 shops"},
        "near miss": {"is_near_miss": True},
    }
    for name, value in changes.get(where, {}).items():
        setattr(postmortem.incident, name, value)
    assert "Impact without a number" not in found(postmortem)


def test_an_unknown_start(postmortem):
    assert "Impact start unknown" not in found(postmortem)
    postmortem.incident.impact_started_at = None
    (finding,) = found(postmortem)["Impact start unknown"].findings
    assert finding.address == reverse("set_milestone", args=[postmortem.incident_id, Milestone.IMPACT_STARTED])
    assert "A silent stretch of the timeline" not in found(postmortem)


def test_a_silent_stretch_is_named_with_its_times(postmortem, responder):
    incident = postmortem.incident
    start, end = incident.impact_started_at, incident.mitigated_at
    (finding,) = found(postmortem)["A silent stretch of the timeline"].findings
    assert "2 h, 100 % of the impact" in finding.words
    times = [start + n * (end - start) / 8 for n in range(1, 8)]
    entries = [make_entry(incident, "x", by=responder, happened_at=at) for at in times]
    assert "A silent stretch of the timeline" not in found(postmortem)  # a quarter of an hour each
    strike_entry(entry=entries[3], actor=responder, reason="Wrong")
    (finding,) = found(postmortem)["A silent stretch of the timeline"].findings
    assert "30 min, 25 % of the impact" in finding.words
    assert finding.address.endswith(f"#entry-{entries[2].pk}")
    make_entry(incident, "Copied the data.", by=responder, happened_at=times[2], until_at=times[4])
    assert "A silent stretch of the timeline" not in found(postmortem)


def test_a_short_incident_may_be_quiet_for_minutes(responder):
    over = now() - timedelta(hours=1)
    incident = make_over(lead=responder, impact_started_at=over - timedelta(minutes=9), mitigated_at=over)
    assert "A silent stretch of the timeline" not in found(make_postmortem(incident=incident, author=responder))
    incident.impact_started_at = over - timedelta(minutes=12)
    assert "A silent stretch of the timeline" in found(incident.postmortem)


def test_an_account_of_detection(postmortem, responder):
    section = section_of(postmortem, SectionKind.DETECTION)
    (finding,) = found(postmortem)["No account of detection"].findings
    assert finding.address == reverse("section", args=[postmortem.incident_id, section.pk])
    save(section, responder, "A customer called.")
    assert "No account of detection" not in found(postmortem)
    remove_section(section=section, actor=responder)
    assert "No account of detection" in found(postmortem)
    postmortem.incident.detected_at, postmortem.incident.detection_source = now(), DetectionSource.CUSTOMER
    assert "No account of detection" not in found(postmortem)


def test_factors_with_evidence_and_answers(postmortem, responder):
    assert "No factors yet" in found(postmortem)
    entry = make_entry(postmortem.incident, by=responder)
    first = cause(postmortem, "No quota", FactorKind.ROOT_CAUSE, entry)
    advice = found(postmortem)
    assert "One cause only" in advice
    assert "1 factor without an action item" in advice
    assert "1 factor without evidence" not in advice
    assert advice["1 factor without an action item"].findings[0].address.endswith(f"?factor={first.pk}&back=/here/")
    cause(postmortem, "It was night", FactorKind.MITIGATOR)
    assert "One cause only" in found(postmortem)
    cause(postmortem, "No alert", FactorKind.DETECTION_GAP)
    strike_entry(entry=entry, actor=responder, reason="Wrong")
    advice = found(postmortem)
    assert "One cause only" not in advice
    assert {"2 factors without an action item", "3 factors without evidence"} <= advice.keys()


def test_measures_and_action_items(postmortem, responder):
    add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.UNSTATED, text="Test restores")
    make_action_item(incident=postmortem.incident, title="Improve tests", owner=None, due_on=None)
    make_action_item(incident=postmortem.incident, title="Improve tests", owner=None, due_on=None, status="done")
    advice = found(postmortem)
    assert "1 measure without an action item" in advice
    assert "2 action items not linked to a factor or measure" in advice
    (finding,) = advice["1 action item without owner, date or a verb one can check"].findings
    assert finding.words.endswith(": no owner, no date, “Improve” cannot be checked")


def test_names_are_those_of_the_incident_and_of_nobody_else(postmortem, responder):
    make_entry(make_over(lead=make_user("Brian Kimani")), by=make_user("Fatuma Ali"))
    rows = analysis(postmortem)
    facts = check_facts(postmortem, list(postmortem.sections.all()), rows, back="/")
    assert list(facts.names) == [responder.name]


def test_words_of_blame_in_every_kind_of_text(postmortem, responder):
    save(section_of(postmortem, SectionKind.CONCLUSION), responder, "All well. We should have tested it.")
    cause(postmortem, f"{responder.name} deployed it")
    add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.WENT_WRONG, text="The team failed to notice it.")
    findings = found(postmortem)["3 sentences with blame or hindsight"].findings
    assert [(each.words, each.remark.marked) for each in findings] == [
        ("Conclusion", "should have tested"),
        ("Factor", responder.name),
        ("Lesson", "team failed to"),
    ]


def test_they_stand_beside_the_editor_and_where_review_is_asked_for_and_block_nothing(as_user, postmortem, responder):
    save(section_of(postmortem, SectionKind.CONCLUSION), responder, "<b>We</b> should have tested it.")
    client = as_user(responder)
    section = section_of(postmortem, SectionKind.SUMMARY)
    move = reverse("postmortem_move", args=[postmortem.incident_id, "ask_review"])
    for address in (reverse("section", args=[postmortem.incident_id, section.pk]), move):
        shown = html_of(client.get(address))
        assert "Impact without a number" in shown
        assert "&lt;b&gt;We&lt;/b&gt; <mark>should have tested</mark> it." in shown
        assert "Say what did happen" in shown
    assert f'href="{move}"' in client.get(postmortem.get_absolute_url()).content.decode()
    assert client.post(move).status_code == 302
    postmortem.refresh_from_db()
    assert postmortem.status == "in_review"


def test_they_cost_the_same_for_many(postmortem, responder):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            advice_for(postmortem, back="/")
        return len(captured)

    cause(postmortem)
    few = queries()
    for n in range(10):
        cause(postmortem, f"factor {n}", FactorKind.TRIGGER, make_entry(postmortem.incident, by=responder))
        make_action_item(incident=postmortem.incident, owner=responder)
    assert queries() == few <= 4


def test_a_quote_between_other_words(postmortem, responder):
    section = section_of(postmortem, SectionKind.RESOLUTION)
    save(section, responder, "{entry 7}\n\nAs `{entry 7}` shows.\n\nWe saw it, {entry 8}.")
    (finding,) = found(postmortem)["1 quote of an entry that does not show"].findings
    assert finding.words == f"{section.heading}: {{entry 8}}"
