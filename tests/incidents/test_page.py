"""The incident page: who sees it, what it shows, in which zone, in how many queries."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.clock import frozen, now
from customers.services.reports import join_report
from incidents.enums import Milestone
from incidents.services.changes import StatusChange, change_status
from incidents.services.details import Interval, edit_details, edit_impact
from incidents.services.postmortem_columns import require_postmortem
from incidents.services.roles import RoleChange, assign_role
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from postmortems.services.postmortems import open_postmortem
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_private_incident, resolve
from tests.html import html_of

NIGHT = datetime(2023, 5, 13, 19, 30, tzinfo=UTC)


def page(client, incident, **query):
    return client.get(reverse("incident", args=[incident.pk]), query)


def html(client, incident, **query):
    return html_of(page(client, incident, **query))


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder, zone="Africa/Nairobi", zone_word="EAT")


def test_responders_and_above_see_it_and_reporters_do_not(as_user, reporter, responder, manager, admin, incident):
    seen = [page(as_user(user), incident).status_code for user in (reporter, responder, manager, admin)]
    assert seen == [404, 200, 200, 200]


def test_a_private_one_is_there_for_members_and_admins_alone(as_user, responder, manager, admin):
    member = make_user("Fatuma Ali")
    secret = make_private_incident(member, by=responder)
    seen = {user.name: page(as_user(user), secret).status_code for user in (member, responder, manager, admin)}
    assert seen == {member.name: 200, responder.name: 200, manager.name: 404, admin.name: 200}


def test_what_an_admin_reads_of_a_private_one_is_logged(as_user, responder, admin):
    secret = make_private_incident(by=responder)
    page(as_user(responder), secret)
    assert not AuditEvent.objects.filter(action="private_read").exists()
    page(as_user(admin), secret)
    assert AuditEvent.objects.get(action="private_read").actor == admin


@pytest.mark.parametrize("number", [99_999, 99_999_999_999_999_999_999])
def test_a_number_that_nobody_has_is_nothing(as_user, responder, number):
    assert as_user(responder).get(f"/incidents/{number}/").status_code == 404


def test_the_header_says_what_where_how_bad_and_what_next(as_user, responder, incident):
    shown = html(as_user(responder), incident)
    for words in ("INC-", "Customers cannot buy", "SEV3", "Investigating", "Mark as identified", "Mark as mitigated"):
        assert words in shown
    assert f'class="btn btn-primary" href="/incidents/{incident.pk}/status/identify/"' in shown


def test_a_refused_step_stands_in_the_menu_with_its_reason(as_user, responder, incident):
    resolve(incident)
    require_postmortem(incident=incident, required=True)
    shown = html(as_user(responder), incident)
    assert '<span class="menu-off" aria-disabled="true">Close the incident</span>' in shown
    assert "Publish it first" in shown
    assert "disabled " not in shown[shown.index('class="page-actions"') : shown.index('<details class="menu"')]


def test_call_and_runbook_stand_in_the_header(as_user, responder, incident):
    edit_details(
        incident=incident,
        actor=responder,
        values={"call_url": "https://call.example/1", "runbook_url": "https://run.example"},
    )
    shown = html(as_user(responder), incident)
    assert 'href="https://call.example/1"' in shown
    assert 'href="https://run.example"' in shown


def test_times_turn_to_the_incident_mine_or_utc_and_the_choice_is_kept(as_user, incident):
    client = as_user(make_user(zone="Europe/Berlin"))
    make_entry(incident, "Saw it", happened_at=NIGHT)
    assert '>22:30</time></a><span class="zone">EAT<' in html(client, incident)
    assert '>21:30</time></a><span class="zone">CEST<' in html(client, incident, zone="mine")
    assert '>21:30</time></a><span class="zone">CEST<' in html(client, incident)
    assert '>19:30</time></a><span class="zone">UTC<' in html(client, incident, zone="utc")
    assert ">22:30</time>" in html(client, incident, zone="<script>")


def test_entries_stand_in_order_under_their_days(as_user, responder, incident):
    make_entry(incident, "After midnight", happened_at=NIGHT + timedelta(hours=2))
    make_entry(incident, "Before midnight", happened_at=NIGHT)
    shown = html(as_user(responder), incident)
    places = [shown.index(words) for words in ("Saturday 13 May", "Before midnight", "Sunday 14 May", "After midnight")]
    assert places == sorted(places)


def test_all_people_and_starred(as_user, responder, incident):
    make_entry(incident, "Restarted the cache", is_starred=True)
    make_entry(incident, "Drank some tea")
    client = as_user(responder)
    shown = {name: html(client, incident, show=name) for name in ("all", "people", "starred", "nonsense")}
    assert "declared the incident" in shown["all"]
    assert "declared the incident" not in shown["people"]
    assert "Drank some tea" in shown["people"]
    assert "Drank some tea" not in shown["starred"]
    assert "declared the incident" in shown["nonsense"]


def test_an_entry_shows_when_it_happened_and_when_it_was_written(as_user, responder, incident):
    with frozen(NIGHT):
        make_entry(incident, "Later told", happened_at=NIGHT - timedelta(minutes=20), until_at=NIGHT)
    shown = html(as_user(responder), incident)
    assert ">22:10</time>" in shown
    assert 'to <time datetime="2023-05-13T19:30:00Z" data-as="until">22:30</time>' in shown
    assert 'written <time datetime="2023-05-13T19:30:00Z" data-as="beside">22:30 EAT</time>' in shown


def test_a_span_into_the_next_day_names_it(as_user, responder, incident):
    with frozen(NIGHT + timedelta(days=1)):
        make_entry(incident, "Slow", happened_at=NIGHT, until_at=NIGHT + timedelta(hours=2))
    shown = html(as_user(responder), incident)
    assert 'to <time datetime="2023-05-13T21:30:00Z" data-as="until">14 May 00:30</time>' in shown


def test_corrected_struck_and_redacted_entries_say_so(as_user, responder, admin, incident):
    corrected = make_entry(incident, "Wrong words")
    correct_entry(
        entry=corrected,
        actor=responder,
        reason="they were wrong",
        correction=EntryCorrection(text="Right words", happened_at=corrected.happened_at, until_at=None),
    )
    strike_entry(entry=make_entry(incident, "Another graph"), actor=responder, reason="it was another graph")
    redact_entry(entry=make_entry(incident, "token-abc"), actor=admin, reason="a token")
    shown = html(as_user(responder), incident)
    for words in (
        "Right words",
        "Wrong words",
        "they were wrong",
        "Struck through",
        "it was another graph",
        "Redacted",
    ):
        assert words in shown
    assert "token-abc" not in shown


def test_markdown_is_rendered_and_script_is_not(as_user, responder, incident):
    make_entry(incident, "**bold** <script>alert(1)</script>")
    shown = html(as_user(responder), incident)
    assert "<strong>bold</strong>" in shown
    assert "<script>alert" not in shown


def test_the_side_says_impact_roles_services_reports_and_members(as_user, responder, reporter):
    incident = make_private_incident(by=responder)
    join_report(report=make_report(reporter), actor=responder, incident=incident)
    incident.refresh_from_db()
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=responder))
    intervals = [Interval(NIGHT, NIGHT + timedelta(minutes=35)), Interval(None, NIGHT + timedelta(minutes=45))]
    edit_impact(
        incident=incident,
        actor=responder,
        intervals=intervals,
        values={"impact_percent": 75, "impact_percent_of": "users"},
    )
    shown = html(as_user(responder), incident)
    for words in ("75 % of users", "13 May 2023 19:30 to 20:05 UTC", "an unknown time to 13 May 2023 20:15 UTC"):
        assert words in shown
    assert "REP-" in shown
    assert "Members" in shown


def test_the_side_keeps_who_had_a_role_before(as_user, responder, manager):
    with frozen(NIGHT) as clock:
        incident = make_incident(by=responder, lead=responder)
        clock.forward(timedelta(minutes=20))
        assign_role(incident=incident, actor=manager, change=RoleChange(role="lead", person=manager))
        clock.forward(timedelta(minutes=20))
        assign_role(incident=incident, actor=manager, change=RoleChange(role="lead", person=responder))
    shown = " ".join(html(as_user(responder), incident).split())
    assert "before: Grace Wanjiru, 13 May 2023 19:50 to 20:10 UTC" in shown
    assert shown.index("before: Grace") < shown.index("before: Amina Otieno, 13 May 2023 19:30 to 19:50 UTC")
    entry = incident.entries.get(facts__to=manager.pk)
    earlier = NIGHT + timedelta(minutes=5)
    correct_entry(
        entry=entry,
        actor=responder,
        reason="Earlier",
        correction=EntryCorrection(text=entry.text, happened_at=earlier, until_at=None),
    )
    assert "before: Amina Otieno, 13 May 2023 19:30 to 19:35 UTC" in html(as_user(responder), incident)


def test_unknown_milestones_are_called_unknown_and_durations_have_their_formula(as_user, responder, incident):
    make_entry(incident, "Began", milestones=[Milestone.IMPACT_STARTED], happened_at=NIGHT)
    make_entry(incident, "Seen", milestones=[Milestone.DETECTED], happened_at=NIGHT - timedelta(minutes=5))
    shown = html(as_user(responder), incident)
    assert "acknowledged − detected" in shown
    assert "Detected is 5 min before impact started" in shown
    assert "Nobody has set acknowledged" in shown


def test_the_number_of_queries_is_small_and_does_not_grow(
    as_user, reporter, responder, incident, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(responder)
    make_entry(incident, "One")
    # One more than with a postmortem: which template asks for one.
    with django_assert_max_num_queries(16) as few:
        page(client, incident)
    for _ in range(3):
        make_action_item(incident, owner=responder)
        join_report(report=make_report(reporter), incident=incident, actor=responder)
    for number in range(49):
        assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=make_user()))
        entry = make_entry(incident, f"Entry {number}", milestones=[Milestone.DETECTED] if number % 9 == 0 else [])
        if number % 10 == 0:
            correct_entry(
                entry=entry,
                actor=responder,
                reason="x",
                correction=EntryCorrection(text="Mended", happened_at=entry.happened_at, until_at=None),
            )
    with django_assert_num_queries(len(few)):
        page(client, incident)


def test_a_reopened_incident_offers_what_comes_next(as_user, responder, incident):
    resolve(incident)
    change_status(
        incident=incident, actor=responder, change=StatusChange(action="reopen", reason="The errors are back.")
    )
    shown = html(as_user(responder), incident)
    assert "The errors are back." in shown
    assert "Mark as identified" in shown


def test_set_beside_an_unknown_milestone_asks_when_and_writes_the_entry_that_marks_it(as_user, responder, incident):
    client, address = as_user(responder), reverse("set_milestone", args=[incident.pk, "detected"])
    assert f'hx-get="{address}"' in html(client, incident)
    assert client.post(address, {"when": ""}).status_code == 422
    assert client.post(address, {"when": "5m ago", "note": "the alert", "is_about": "on"}).status_code == 302
    entry = incident.entries.get(text="the alert")
    incident.refresh_from_db()
    assert (incident.detected_at, entry.is_about) == (entry.happened_at, True)
    assert f'hx-get="{address}"' not in html(client, incident)
    assert "It is set already" in client.get(address).content.decode()


def test_a_milestone_that_is_only_just_reached_begins_with_now(as_user, responder, incident):
    client = as_user(responder)
    begun = {
        name: client.get(reverse("set_milestone", args=[incident.pk, name])).context["form"]["when"].value()
        for name in ("impact_started", "acknowledged")
    }
    assert begun == {"impact_started": "", "acknowledged": "now"}
    assert client.get(reverse("set_milestone", args=[incident.pk, "nonsense"])).status_code == 404


def test_a_closed_incident_shows_its_composer_only_when_asked(as_user, responder, incident):
    client, away = as_user(responder), re.compile(r'id="composer"[^>]* hidden')
    assert not away.search(html(client, incident))
    assert "Add a late entry" not in html(client, incident)
    change_status(incident=incident, actor=responder, change=StatusChange("cancel", reason="A test"))
    assert away.search(html(client, incident))
    assert "Add a late entry" in html(client, incident)
    assert not away.search(html(client, incident, late="1"))
    refused = client.post(reverse("entry_add", args=[incident.pk]), {"text": "25:99 what is that"})
    assert refused.status_code == 422
    assert not away.search(html_of(refused))


def test_what_to_do_first_stands_there_until_it_is_done(as_user, responder):
    incident = make_incident(by=responder, is_customer_facing=True)
    client = as_user(responder)
    shown = html(client, incident)
    assert "Take the lead" in shown
    assert "Say when it began" in shown
    assert "The lead tells sales and support." in shown
    assign_role(incident=incident, actor=responder, change=RoleChange("lead", responder))
    make_entry(incident, "It began", milestones=[Milestone.IMPACT_STARTED])
    shown = html(client, incident)
    assert "Take the lead" not in shown
    assert "Say when it began" not in shown
    assert "Tell sales and support" in shown


def test_a_private_incident_offers_nobody_to_tell(as_user, responder):
    private = make_private_incident(by=responder, is_customer_facing=True)
    assign_role(incident=private, actor=responder, change=RoleChange("lead", responder))
    shown = html(as_user(responder), private)
    assert "Say when it began" in shown
    assert "Tell sales and support" not in shown
    assert "Sales and support see nothing of a private incident." in shown


def test_the_field_has_the_cursor_only_just_after_declaring(as_user, responder, incident):
    client = as_user(responder)
    assert 'data-key="l" autofocus' in html(client, incident, declared="1")
    assert 'data-key="l" autofocus' not in html(client, incident)


def test_a_redacted_entry_keeps_its_time_and_its_milestone(responder, admin, as_user):
    incident = make_incident()
    entry = make_entry(incident, "password hunter2", milestones=[Milestone.MITIGATED])
    redact_entry(entry=entry, actor=admin, reason="a password")
    page = as_user(responder).get(reverse("incident", args=[incident.pk])).content.decode()
    item = page[page.index(f'id="entry-{entry.pk}"') :]
    assert '<span class="milestone">Mitigated</span>' in item[: item.index("</li>")]
    assert "hunter2" not in page


@pytest.mark.parametrize("typed", ["\u0661\u0662", "utc\r\nX: y", "nowhere"])
def test_only_a_known_zone_reaches_the_cookie(as_user, responder, incident, typed):
    response = page(as_user(responder), incident, zone=typed)
    assert response.cookies["debrief_zone"].value == "incident"


@pytest.mark.parametrize("path", ["", "postmortem/", "postmortem/history/"])
def test_one_zone_has_one_name_on_a_page(as_user, responder, path):
    incident = make_incident(by=responder, zone="Etc/GMT+5", zone_word="EST", impact_started_at=now())
    open_postmortem(incident=incident, actor=responder)
    shown = as_user(responder).get(f"{incident.get_absolute_url()}{path}").content.decode()
    shown = shown.replace("EST (UTC−5)", "EST").replace('data-zone="Etc/GMT+5"', "")  # word and meaning; for scripts
    assert "EST" in shown
    assert "UTC−5" not in shown
    assert "Etc/GMT" not in shown


def test_the_clock_of_an_open_incident_counts_on(as_user, responder, incident):
    make_entry(incident, "Began", milestones=[Milestone.IMPACT_STARTED], happened_at=NIGHT)
    assert f'data-running-since="{NIGHT.isoformat()}"' in html(as_user(responder), incident)
