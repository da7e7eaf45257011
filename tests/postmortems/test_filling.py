"""A postmortem begins with what is known: fields, milestones, entries; and nothing else."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.enums import UserKind
from core.clock import frozen
from incidents.enums import DetectionSource, EntryKind, ImpactScope, Milestone, RevenueLost, TaskState
from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.details import Interval, edit_details, edit_impact, edit_public_summary
from incidents.services.leftovers import Fate
from incidents.services.members import set_privacy
from incidents.services.merging.merge import merge_incident
from incidents.services.milestones import clear_milestone
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task
from incidents.services.timeline import redact_entry, strike_entry
from postmortems.enums import RevisionOrigin, SectionKind
from postmortems.models import Section, SectionRevision
from postmortems.selectors.filled_text import as_typed
from postmortems.services.drafts import keep_draft
from postmortems.services.filling import accept_sections, fill_sections
from postmortems.services.postmortems import open_postmortem
from postmortems.services.sections import rename_section
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_service, resolve
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.html import html_of

WHEN = (
    "The cause was identified at 14:00 EAT. The impact was mitigated at 14:30 EAT. The incident was resolved at 15:00 "
    "EAT. Time to mitigate: 1 h 30 min (mitigated − impact started). Time to resolve: 2 h (resolved − impact started)."
)


def at(hour, minute=0):
    return datetime(2026, 3, 10, hour, minute, tzinfo=UTC)


@pytest.fixture
def story(responder, manager):
    """A SEV3 incident in Nairobi, from 10:00 to 12:00 UTC, with an entry for each part of the story."""
    with frozen(at(12, 30)):
        incident = make_incident(
            "Cards are *refused*", by=responder, lead=responder, zone="Africa/Nairobi", zone_word="EAT",
            services=(make_service("Checkout"),), summary="Nobody can pay.", is_customer_facing=True,
        )  # fmt: skip
        edit_impact(
            incident=incident, actor=responder, intervals=[Interval(at(10), at(11, 30), "cards only")],
            values={
                "impact_text": "pay by card", "impact_scope": ImpactScope.PARTIAL, "impact_percent": 40,
                "impact_percent_about": True, "impact_percent_of": "users", "revenue_lost": RevenueLost.YES,
                "detection_source": DetectionSource.MONITORING, "detected_by": "an alert",
            },
        )  # fmt: skip
        for hour, minute, text, marks, by in (
            (10, 0, "The bank began to refuse us.", [Milestone.IMPACT_STARTED], responder),
            (10, 10, "The alert rang.", [Milestone.DETECTED], responder),
            (10, 30, "Restarted the gateway, in vain.", [], manager),
            (11, 0, "The certificate has expired.", [Milestone.IDENTIFIED], responder),
            (11, 30, "Installed a new certificate.", [Milestone.MITIGATED], responder),
        ):
            make_entry(incident, text, by=by, happened_at=at(hour, minute), milestones=marks)
        make_entry(incident, "The bank apologised.", happened_at=at(11, 40), is_starred=True)
        change_status(
            incident=incident, actor=responder, change=StatusChange("resolve", at=at(12), note="All is well.")
        )
        return Incident.objects.get(pk=incident.pk)


@pytest.fixture
def texts(story, responder):
    open_postmortem(incident=story, actor=responder)
    return {section.kind: section.body for section in Section.objects.all()}


def quote(incident, words):
    return f"{{entry {incident.entries.get(text=words).pk}}}"


def test_the_summary(story, texts):
    assert texts[SectionKind.SUMMARY] == (
        f"{story.reference}, “Cards are \\*refused\\*”, was a SEV3 incident of Checkout. The incident began on 10 "
        "March 2026 at 13:00 EAT and was resolved at 15:00 EAT. The impact lasted 1 h 30 min (all impact periods "
        "together, overlaps counted once).\n\nWhat was seen at first: Nobody can pay.\n\nCustomers could not pay by "
        "card. Extent: partial, about 40 % of users.\n\nIt was noticed by: monitoring, an alert. Amina Otieno led the "
        "response."
    )


def test_the_impact_and_the_reports_counted(story, responder):
    report = make_report(make_user("Joy Mutua", role="reporter"), customer="Baobab Books")
    report.incident = story
    report.save()
    open_postmortem(incident=story, actor=responder)
    assert section_of(story.postmortem, SectionKind.IMPACT).body == (
        "- Customers could not: pay by card\n"
        "- How much: partial, about 40 % of users\n"
        "- Revenue: lost, amount unknown\n"
        "- Services: Checkout\n"
        "- Duration: 1 h 30 min (all impact periods together, overlaps counted once)\n"
        "- From when to when: 10 Mar 2026 13:00 to 14:30 EAT: cards only\n"
        "- Reports of customers: 1 report"
    )


def test_detection_with_its_durations_and_entries(story, texts):
    assert texts[SectionKind.DETECTION] == (
        "It was noticed by: monitoring, an alert. It was detected at 13:10 EAT. Time to detect: 10 min (detected − "
        f"impact started).\n\n{quote(story, 'The alert rang.')}"
    )


def test_the_cause_is_quoted_and_not_made_up(story, texts):
    cause = quote(story, "The certificate has expired.")
    assert texts[SectionKind.ROOT_CAUSE] == f"The cause was identified at 14:00 EAT:\n\n{cause}"
    assert texts[SectionKind.LESSONS] == texts[SectionKind.CONCLUSION] == texts[SectionKind.MEASURES] == ""


def test_what_was_tried_what_helped_what_else_was_starred_and_who_took_part(story, texts):
    assert texts[SectionKind.RESOLUTION] == "\n\n".join(
        [
            WHEN,
            "**What was tried in vain**",
            quote(story, "Restarted the gateway, in vain."),
            "**What was done to recover**",
            quote(story, "Installed a new certificate."),
            quote(story, "All is well."),
            "**Starred in the timeline**",
            quote(story, "The bank apologised."),
            "**Who took part**",
            "- Amina Otieno, lead\n- Grace Wanjiru",
        ]
    )


def test_each_text_is_the_first_revision_and_marked(story, texts, responder):
    filled = Section.objects.filter(is_filled=True)
    assert {section.kind for section in filled} == {"summary", "impact", "detection", "root_cause", "resolution"}
    assert set(SectionRevision.objects.values_list("section", "version", "origin", "author", "body")) == {
        (section.pk, 1, RevisionOrigin.FILLED, responder.pk, section.body) for section in filled
    }


def test_nothing_struck_redacted_or_about_the_record_nor_words_for_customers(story, responder, admin):
    struck = make_entry(story, "Blamed the bank, in vain", is_starred=True)
    strike_entry(entry=struck, actor=responder, reason="Wrong incident")
    gone = make_entry(story, "The secret is hunter2", is_starred=True, milestones=[Milestone.REPORTED])
    redact_entry(entry=gone, actor=admin, reason="A key")
    edit_public_summary(incident=story, actor=responder, text="Approved words for you")
    edit_details(incident=story, actor=responder, values={"title": "Cards refused, twice"})
    open_postmortem(incident=story, actor=responder)
    said = "\n".join(Section.objects.values_list("body", flat=True))
    kept = story.entries.exclude(kind__in=(EntryKind.NOTE, EntryKind.STATUS))
    assert all(f"{{entry {pk}}}" not in said for pk in (struck.pk, gone.pk, *kept.values_list("pk", flat=True)))
    assert not [words for words in ("hunter2", "Wrong incident", "Approved", "title", "→") if words in said]


def test_no_name_of_a_private_duplicate_is_told(story, responder, admin):
    set_privacy(incident=story, actor=admin, is_private=True, members=[responder])
    hidden = make_incident("Hidden name", by=admin, is_private=True, level=3, members=(responder,))
    merge_incident(source=hidden, target=story, actor=admin)
    open_postmortem(incident=story, actor=responder)
    said = "\n".join(Section.objects.values_list("body", flat=True))
    assert hidden.reference not in said
    assert "Hidden name" not in said


def test_unknown_stays_unsaid_or_is_said_to_be_unknown(responder):
    make_postmortem(incident=make_incident("Odd", by=responder), author=responder, is_filled=True)
    texts = {section.kind: section.body for section in Section.objects.all()}
    assert "When the incident began is not known. It is not resolved yet." in texts[SectionKind.SUMMARY]
    assert texts[SectionKind.DETECTION] == texts[SectionKind.ROOT_CAUSE] == ""


@pytest.mark.parametrize(
    ("fields", "said"), [({"is_drill": True}, "was a SEV3 drill"), ({"is_near_miss": True}, "was a SEV3 near miss")]
)
def test_a_drill_and_a_near_miss_are_called_so(responder, fields, said):
    postmortem = make_postmortem(author=responder, is_filled=True, level=3, **fields)
    assert said in section_of(postmortem, SectionKind.SUMMARY).body


def test_bots_took_no_part_but_everybody_with_a_role_did(story, responder):
    make_entry(story, "The disk is full.", by=make_user("Alerts", kind=UserKind.BOT))
    scribe = make_user("Fatuma Ali")
    assign_role(incident=story, actor=responder, change=RoleChange(role="scribe", person=scribe))
    open_postmortem(incident=story, actor=responder)
    text = section_of(story.postmortem, SectionKind.RESOLUTION).body
    assert "Fatuma Ali, scribe" in text
    assert "Alerts" not in text


def test_tasks_left_over_with_the_action_items_that_they_became(responder):
    incident = make_incident(by=responder, level=3)
    tasks = [
        add_task(incident=incident, actor=responder, details=TaskDetails(text=text, person=responder))
        for text in ("Rotate the [key]", "Tell the bank", "Done already")
    ]
    fates = {tasks[0].pk: Fate(TaskState.ACTION), tasks[2].pk: Fate(TaskState.DONE)}
    change_status(incident=incident, actor=responder, change=StatusChange("resolve", fates=fates))
    postmortem = open_postmortem(incident=incident, actor=responder)
    item = incident.action_items.get()
    assert section_of(postmortem, SectionKind.MEASURES).body == (
        "Tasks left over from the incident:\n\n"
        f"- Rotate the \\[key\\] (Amina Otieno, {item.reference})\n- Tell the bank (Amina Otieno)"
    )


def test_saving_clears_the_mark_and_a_heading_does_not(story, texts, responder):
    summary, impact = (section_of(story.postmortem, kind) for kind in (SectionKind.SUMMARY, SectionKind.IMPACT))
    rename_section(section=summary, actor=responder, heading="In short")
    summary.refresh_from_db()
    assert summary.is_filled
    assert not save(summary, responder, "In our words.").is_filled
    assert not save(impact, responder, impact.body).is_filled
    assert impact.revisions.count() == 1


def test_accepting_one_or_all(story, texts, responder):
    postmortem = story.postmortem
    one = section_of(postmortem, SectionKind.SUMMARY)
    assert accept_sections(postmortem=postmortem, actor=responder, sections=[one.pk]) == 1
    assert accept_sections(postmortem=postmortem, actor=responder) == 4
    assert accept_sections(postmortem=postmortem, actor=responder) == 0
    assert not postmortem.sections.filter(is_filled=True).exists()
    assert postmortem.events.values_list("what", "after").first() == ("Filled text accepted", "Summary")


def test_filling_again_changes_only_what_nobody_touched(story, texts, responder):
    postmortem = story.postmortem
    save(section_of(postmortem, SectionKind.SUMMARY), responder, "")
    accept_sections(postmortem=postmortem, actor=responder, sections=[section_of(postmortem, SectionKind.DETECTION).pk])
    clear_milestone(entry=story.entries.get(text="The alert rang."), actor=responder, milestone=Milestone.DETECTED)
    edit_impact(incident=story, actor=responder, values={"impact_text": "pay at all"})
    assert fill_sections(postmortem=postmortem, actor=responder) == 1
    impact = section_of(postmortem, SectionKind.IMPACT)
    assert "pay at all" in impact.body
    assert list(impact.revisions.values_list("version", "base_version", "origin")) == [
        (2, 1, RevisionOrigin.FILLED),
        (1, 0, RevisionOrigin.FILLED),
    ]
    assert section_of(postmortem, SectionKind.SUMMARY).body == ""
    assert section_of(postmortem, SectionKind.DETECTION).body == texts[SectionKind.DETECTION]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a*b*", r"a\*b\*"),
        ("snake_case", "snake_case"),
        ("_x_", r"\_x\_"),
        ("[a](b)", r"\[a\](b)"),
        ("a\n\n# b", "a # b"),
    ],
)
def test_words_of_fields_are_shown_as_they_are(words, shown):
    assert as_typed(words) == shown


def test_resolving_fills_with_the_milestone_of_that_very_press(responder):
    incident = make_incident(by=responder, level=1, lead=responder)
    resolve(incident)
    assert "was resolved" in section_of(Incident.objects.get().postmortem, SectionKind.SUMMARY).body


class TestPages:
    def test_the_page_and_the_editor_mark_it_until_it_is_accepted(self, story, texts, responder, as_user):
        client, page = as_user(responder), f"/incidents/{story.pk}/postmortem/"
        section = section_of(story.postmortem, SectionKind.DETECTION)
        editor = f"{page}sections/{section.pk}/"
        assert client.get(page).content.decode().count("filled in from the incident</span>") == 5
        assert "This text was filled in from the incident." in client.get(editor).content.decode()
        accepted = client.post(f"{editor}accept/")
        assert accepted.headers["Location"] == page
        assert "This text was filled in from the incident." not in client.get(editor).content.decode()
        assert client.post(f"{page}sections/accept/").headers["Location"] == page
        assert "filled in from the incident" not in client.get(page).content.decode()

    def test_accepting_in_the_editor_saves_what_was_typed(self, story, texts, responder, as_user):
        section = section_of(story.postmortem, SectionKind.DETECTION)
        editor = f"/incidents/{story.pk}/postmortem/sections/{section.pk}/"
        client = as_user(responder)
        button = re.search(r"<button[^>]*>Accept</button>", client.get(editor).content.decode())
        assert button
        assert "formaction" not in button[0]
        assert client.post(editor, {"body": "As typed.", "base_version": section.version}).headers["Location"] == editor
        section.refresh_from_db()
        assert (section.body, section.is_filled) == ("As typed.", False)

    def test_filling_again_by_its_button(self, story, texts, responder, as_user):
        edit_impact(incident=story, actor=responder, values={"impact_text": "pay at all"})
        client, page = as_user(responder), f"/incidents/{story.pk}/postmortem/"
        answer = client.post(f"{page}sections/fill/", {"from": "x"}, follow=True)
        assert "2 sections were filled." in answer.content.decode()

    def test_what_stands_beside_the_editor_is_appended_without_javascript(self, story, texts, responder, as_user):
        section = section_of(story.postmortem, SectionKind.LESSONS)
        page = f"/incidents/{story.pk}/postmortem/sections/{section.pk}/"
        client = as_user(responder)
        late = make_entry(story, "Starred later.", is_starred=True)
        opened = client.get(page)
        shown, beside = opened.content.decode(), opened.context["page"].taking
        assert [entry.text for entry in beside.entries] == [f"{{entry {late.pk}}}"]
        assert "The bank apologised." in [entry.words for entry in beside.others]  # quoted already
        assert f'value="{{entry {late.pk}}}"' in shown
        assert "Time to detect: 10 min (detected − impact started)" in shown
        data = {"body": "Typed.", "base_version": 0, "client_uuid": uuid4(), "take": f"{{entry {late.pk}}}"}
        known = keep_draft(section=section, actor=responder, body="Typed", base_version=0).isoformat()
        answer = client.post(f"{page}take/", data | {"draft_at": known})
        assert answer.status_code == 200
        assert answer.context["form"]["draft_at"].value() == known
        assert answer.context["form"]["body"].value() == f"Typed.\n\n{{entry {late.pk}}}\n"
        assert not section.revisions.exists()

    def test_guidance_shows_while_the_section_is_empty(self, story, texts, responder, as_user):
        section = section_of(story.postmortem, SectionKind.LESSONS)
        page = f"/incidents/{story.pk}/postmortem/sections/{section.pk}/"
        assert "What went well, what went wrong" in as_user(responder).get(page).content.decode()
        save(section, responder, "Much.")
        assert "What went well, what went wrong" not in as_user(responder).get(page).content.decode()


def test_the_editor_tells_filled_from_written_and_leads_there(as_user, responder):
    postmortem = make_postmortem(author=responder, is_filled=True)
    sections = [section for section in postmortem.sections.all() if section.is_filled]
    empty = section_of(postmortem, SectionKind.CONCLUSION)
    answer = as_user(responder).get(reverse("section", args=[postmortem.incident_id, empty.pk]))
    page = html_of(answer)
    assert f"Sections, 0 of 8 written, {len(sections)} filled" in page
    assert "required, filled" in page
    left = page[page.index('id="still-open"') :]
    for section in sections:
        assert f'href="{reverse("section", args=[postmortem.incident_id, section.pk])}">{section.heading}</a>' in left
