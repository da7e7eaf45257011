"""The status page: what it shows, the snapshot it is served from, and that it needs neither login nor database."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Company
from core.clock import frozen
from customers.models import StatusPage
from customers.readers.minutes import minutes_within
from customers.selectors.status_page.facts import State, spoken
from customers.selectors.status_page.fingerprint import fingerprint
from customers.selectors.status_page.reading import status_facts
from customers.selectors.status_page.snapshot import read_snapshot, snapshot_path
from customers.selectors.words import words_of
from customers.services.status_page.renewing import renew_snapshot
from customers.services.updates import UpdateWords, post_update
from customers.tasks import renew_status_page
from incidents.services.details import Interval, edit_impact
from incidents.services.members import set_privacy
from incidents.services.redacting import redact_words
from tests.factories.accounts import make_user
from tests.factories.customers import make_draft, make_maintenance, make_update, take_words_back
from tests.factories.incidents import make_incident, make_private_incident, make_service, resolve

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def clock():
    with frozen(NOON) as stopped:
        yield stopped


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def shop():
    return make_service("shop-frontend", customer_name="Online shop", on_status_page=True, status_group="Buying")


@pytest.fixture
def incident(clock, responder, shop):
    """SEV2: customers are affected."""
    return make_incident("Fuse blew in rack 7", by=responder, level=2, lead=responder, services=(shop,))


@pytest.fixture
def public(clock):
    StatusPage.objects.create(is_public=True)


def page(path="/status/", **headers):
    renew_snapshot()
    return Client().get(path, headers=headers)


def text(path="/status/"):
    return page(path).content.decode()


def service(name="Online shop"):
    return next(each for group in status_facts().groups for each in group.services if each.name == name)


def test_the_page_says_how_each_service_is(public, incident, shop):
    make_service("database-7")  # customers do not know of it
    make_service("till", customer_name="Tills", on_status_page=True)
    assert service().state == State.OPERATIONAL  # nothing is said before something is published
    make_update(incident, "Paying fails for some.", workaround="Pay by card.")
    assert (service().state, service("Tills").state) == (State.DISRUPTION, State.OPERATIONAL)
    said = text()
    for words in (
        "Buying",
        "Online shop: disruption",
        "Paying fails for some.",
        "Pay by card.",
        "There is a disruption",
    ):
        assert words in said
    assert "Fuse" not in said
    assert "database-7" not in said
    assert "INC-" not in said


def test_it_says_when_it_works_again_and_when_it_is_over(public, incident, responder):
    make_update(incident, "Paying fails.")
    resolve(incident)
    make_update(incident, "Paying works again.")
    assert service().state == State.OPERATIONAL
    said = text()
    assert "Everything is operational" in said
    assert said.index("Paying works again.") < said.index("Paying fails.")


def test_a_correction_takes_the_place_of_what_it_corrects(public, incident, responder):
    first = make_update(incident, "Paying fails in Uganda.")
    post_update(incident=incident, actor=responder, words=UpdateWords("Paying fails in Kenya.", corrects=first))
    said = text()
    assert "Kenya" in said
    assert "corrected" in said
    assert "Uganda" not in said


def test_drafts_and_what_was_taken_back_are_not_on_it(public, incident, responder):
    make_draft(incident, "A draft.")
    taken_back = make_update(incident, "Too early.")
    make_update(incident, "Paying fails.")
    take_words_back(taken_back, responder)
    said = text()
    assert "Paying fails." in said
    assert "A draft." not in said
    assert "Too early." not in said


def test_what_was_corrected_stays_away_when_its_correction_is_taken_back(public, incident, responder):
    wrong = make_update(incident, "Nobody can pay.")
    correction = post_update(incident=incident, actor=responder, words=UpdateWords("Some cannot pay.", corrects=wrong))
    take_words_back(correction, responder)
    make_update(incident, "Paying works for most.")
    renew_snapshot()
    assert "Paying works for most." in text()
    assert "Nobody can pay." not in text()


def test_when_the_newest_is_taken_back_nothing_older_comes_back(public, incident, responder, clock):
    make_update(incident, "Paying fails.", next_in=60)
    clock.forward(MINUTE)
    slip = make_update(incident, "A slip.", next_in=120)
    before = fingerprint()
    clock.forward(MINUTE)
    take_words_back(slip, responder)
    assert fingerprint() != before
    for path in ("/status/", "/status/history/2026/5/", "/status/status.json", "/status/feed.atom"):
        said = text(path)
        assert not [words for words in ("Paying fails.", "A slip.", "too early", "next update by") if words in said]
        assert "Online shop: disruption" in said
    assert "The last update no longer holds. A new one follows." in text()
    (shown,) = json.loads(text("/status/status.json"))["incidents"]
    assert (shown["updates"], shown["next_update_by"], shown["is_update_taken_back"]) == ([], None, True)
    assert "The last update no longer holds." in text("/status/feed.atom")
    assert words_of(incident) is None
    clock.forward(MINUTE)
    make_update(incident, "Paying works for most.")
    assert "Paying works for most." in text()
    assert "A slip." not in text()
    assert "no longer holds" not in text()


def test_the_only_words_taken_back_leave_the_state_of_the_incident(public, incident, responder):
    take_words_back(make_update(incident, "Paying fails."), responder)
    (shown,) = status_facts().incidents
    assert (shown.updates, shown.is_open, shown.lacks_words != "") == ((), True, True)
    resolve(incident)
    assert status_facts().incidents[0].lacks_words == "The last update no longer holds."


STALE_PATHS = ("/status/", "/status/history/2026/5/", "/status/status.json", "/status/feed.atom")


def test_words_from_before_the_end_are_marked_until_closing_words_follow(public, incident, clock):
    make_update(incident, "Paying fails. We work on it.")
    assert not [path for path in STALE_PATHS if "Written before it was resolved" in text(path)]
    clock.forward(MINUTE)
    resolve(incident)
    assert [path for path in STALE_PATHS if "Written before it was resolved" in text(path)] == list(STALE_PATHS)
    entry = ElementTree.fromstring(page("/status/feed.atom").content).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") > entry.findtext(f"{ATOM}published")
    clock.forward(MINUTE)
    make_update(incident, "Paying works again.")
    assert not [path for path in STALE_PATHS if "Written before it was resolved" in text(path)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"next_in": 30}, "A new update was due by 13 May 2026 12:30 UTC and has not come yet."),
        ({"next_in": 60, "valid_for": 30}, "This was valid until 13 May 2026 12:30 UTC."),
    ],
)
def test_words_past_their_time_are_marked_by_the_clock_alone(public, incident, clock, words, said):
    make_update(incident, "Paying fails.", **words)
    clock.forward(29 * MINUTE)
    before = fingerprint()
    assert not [path for path in STALE_PATHS if said in text(path)]
    clock.forward(1 * MINUTE)
    assert fingerprint() != before
    assert [path for path in STALE_PATHS if said in text(path)] == list(STALE_PATHS)
    (shown,) = json.loads(text("/status/status.json"))["incidents"]
    assert [said in each["stale"] for each in shown["updates"]] == [True]


def test_only_the_newest_words_are_marked(public, incident, clock):
    make_update(incident, "Nobody can pay.", valid_for=15)
    clock.forward(20 * MINUTE)
    make_update(incident, "Some cannot pay.", next_in=60)
    assert [each.stale for each in status_facts().incidents[0].updates] == ["", ""]


def test_nothing_of_a_drill_or_of_a_private_incident_is_on_it(public, shop, responder):
    make_update(make_incident("Drill", by=responder, level=2, services=(shop,), is_drill=True), "A drill.")
    make_update(make_private_incident(by=responder, level=2, services=(shop,)), "A secret.")
    assert status_facts().incidents == ()
    assert service().state == State.OPERATIONAL


def test_what_becomes_private_leaves_the_page_at_once(public, incident, responder, django_capture_on_commit_callbacks):
    make_update(incident, "Paying fails.")
    assert "Paying fails." in text()
    with django_capture_on_commit_callbacks(execute=True):
        set_privacy(incident=incident, actor=responder, is_private=True, members=(responder,))
    assert "Paying fails." not in Client().get("/status/").content.decode()


def test_days_count_minutes_of_disruption_in_the_zone_of_the_company(public, incident, responder, clock):
    Company.objects.update_or_create(pk=1, defaults={"zone": "Africa/Nairobi"})
    yesterday = NOON - DAY
    intervals = [
        Interval(yesterday, yesterday + 20 * MINUTE, ""),
        Interval(yesterday + 10 * MINUTE, yesterday + 30 * MINUTE, ""),
        Interval(datetime(2026, 5, 9, 20, 30, tzinfo=UTC), datetime(2026, 5, 9, 21, 15, tzinfo=UTC), ""),
    ]
    edit_impact(incident=incident, actor=responder, intervals=intervals)
    make_update(incident, "Paying fails.")
    found = {str(each.day): (each.minutes, each.level) for each in service().days if each.incidents}
    assert found == {
        "2026-05-12": (30, "short"),
        "2026-05-09": (30, "short"),  # midnight in Nairobi is 21:00 UTC
        "2026-05-10": (15, "short"),
    }
    assert len(service().days) == 90
    said = text()
    assert "3 days with a disruption, 1 hour 15 minutes in all" in said
    assert f'href="/status/history/2026/5/#{status_facts().incidents[0].key}"' in said


def test_while_it_goes_on_the_minutes_grow(public, incident, responder, clock):
    make_update(incident, "Paying fails.")
    before = fingerprint()
    clock.forward(2 * HOUR)
    assert service().days[-1].minutes == 120
    assert service().days[-1].level == "long"
    assert fingerprint() != before


def test_the_history_is_kept_by_month(public, incident, responder, clock):
    make_update(incident, "Paying fails.")
    resolve(incident)
    clock.forward(60 * DAY)
    key = status_facts().incidents[0].key
    assert f'id="{key}"' in text("/status/history/2026/5/")
    assert f'id="{key}"' not in text("/status/history/2026/6/")
    assert "None was reported here." in text("/status/history/2026/7/")
    assert page("/status/history/2020/1/").status_code == 404
    assert page("/status/history/2026/13/").status_code == 404


def test_maintenance_is_planned_then_on_then_history(public, shop, clock):
    work = make_maintenance(shop, starts_at=NOON + DAY)
    assert "Planned maintenance" in text()
    assert "Maintenance now" not in text()
    assert "Move to a new database" in text()
    assert service().state == State.OPERATIONAL
    before = fingerprint()
    clock.forward(DAY + MINUTE)
    assert fingerprint() != before
    assert service().state == State.MAINTENANCE
    assert "Maintenance is going on" in text()
    assert "Maintenance now" in text()
    assert "Planned maintenance" not in text()
    clock.forward(DAY)
    assert work.title not in text()
    assert work.title in text("/status/history/2026/5/")
    assert [str(day.day) for day in service().days if day.works] == ["2026-05-14"]


def test_work_of_a_coming_month_is_linked_to_the_page(public, shop):
    make_maintenance(shop, starts_at=NOON + timedelta(days=40))
    renew_snapshot()
    (planned,) = json.loads(text("/status/status.json"))["maintenance"]
    assert "/status/#" in planned["page"]
    assert planned["services"] == ["Online shop"]


def test_the_feed_has_each_update(public, incident):
    make_update(incident, "Paying **fails**.", workaround="Wait <b>.")
    answer = page("/status/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    (entry,) = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Online shop: disruption"
    summary = entry.findtext(f"{ATOM}summary")
    assert "<strong>fails</strong>" in summary
    assert "Wait &lt;b&gt;." in summary
    assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost:8000/status/history/2026/5/#")


def test_the_same_as_json(public, incident, shop):
    make_update(incident, "Paying fails.")
    make_maintenance(shop)
    found = json.loads(page("/status/status.json").content)
    assert found["state"] == "disruption"
    assert found["services"] == [{"name": "Online shop", "group": "Buying", "state": "disruption"}]
    (told,) = found["incidents"]
    assert (told["heading"], told["services"]) == ("Online shop: disruption", ["Online shop"])
    assert [each["text"] for each in told["updates"]] == ["Paying fails."]
    assert found["maintenance"][0]["starts_at"] == "2026-05-14T12:00:00Z"


def test_control_characters_neither_stop_the_page_nor_stand_on_it(public, incident):
    make_update(incident, "Paying fails.", workaround="Pay by\x0binvoice.")
    assert renew_snapshot()
    assert "Pay byinvoice." in text()
    assert "Pay byinvoice." in text("/status/feed.atom")


def test_control_characters_in_names_of_services_do_not_either(public, clock):
    """Such as those that were stored before the form took them away."""
    make_maintenance(make_service("till", customer_name="Ti\x0blls", on_status_page=True, status_group="Bu\x0bying"))
    assert renew_snapshot()
    for path in ("/status/", "/status/feed.atom", "/status/status.json"):
        assert "Tills" in text(path)
    (till,) = json.loads(text("/status/status.json"))["services"]
    assert (till["name"], till["group"]) == ("Tills", "Buying")


def test_redacted_words_leave_it_at_once_and_name_no_colleague(
    public, incident, admin, django_capture_on_commit_callbacks
):
    make_update(incident, "Paying with zebrawood fails.")
    renew_snapshot()
    with django_capture_on_commit_callbacks(execute=True):
        redact_words(incident=incident, actor=admin, words="zebrawood", reason="Leaked by support")
    assert "Paying with [redacted] fails." in text()
    for path in ("/status/", "/status/status.json", "/status/feed.atom"):
        assert not [words for words in ("zebrawood", admin.name, "Leaked by support") if words in text(path)]


def test_one_that_is_not_public_asks_for_a_login_and_shows_the_same(clock, incident, as_user, reporter):
    make_update(incident, "Paying fails.")
    for path in ("/status/", "/status/status.json", "/status/feed.atom", "/status/history/2026/5/"):
        answer = page(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={path}")
        own = as_user(reporter).get(path)
        assert "Paying fails." in own.content.decode()
        assert own["Cache-Control"] == "private, no-store"
    assert as_user(reporter).get("/status/history/2020/1/").status_code == 404


def test_before_a_worker_wrote_a_snapshot_it_is_read_from_the_database(clock, incident, as_user, reporter):
    make_update(incident, "Paying fails.")
    assert not snapshot_path().exists()
    assert "Paying fails." in as_user(reporter).get("/status/").content.decode()


def test_a_snapshot_that_cannot_be_read_is_written_anew(public):
    renew_snapshot()
    snapshot_path().write_text("{")
    assert read_snapshot() is None
    assert renew_snapshot()
    assert read_snapshot() is not None


def test_the_public_page_touches_neither_session_nor_database(public, incident, as_user, reporter):
    make_update(incident, "Paying fails.")
    renew_snapshot()
    client = as_user(reporter)
    with CaptureQueriesContext(connection) as captured:
        answers = [client.get(path) for path in ("/status/", "/status/feed.atom", "/status/history/2020/1/")]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert len(captured) == 0
    assert not answers[0].cookies
    assert "Cookie" not in answers[0]["Vary"]
    assert answers[0]["Content-Security-Policy"]


def test_its_tags_are_strong_and_spare_what_is_known(public, incident):
    first, packed = page(), page(**{"Accept-Encoding": "gzip"})
    assert not first["ETag"].startswith("W/")
    assert first["ETag"] != packed["ETag"]
    assert packed["Content-Encoding"] == "gzip"
    for known in (first, packed):
        again = page(**{"If-None-Match": known["ETag"], "Accept-Encoding": known.get("Content-Encoding", "")})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", known["ETag"])
    make_update(incident, "Paying fails.")
    assert page(**{"If-None-Match": first["ETag"]}).status_code == 200


def test_it_is_renewed_only_when_something_changed(public, incident, shop):
    make_update(incident, "Paying fails.")
    assert renew_snapshot()
    assert not renew_snapshot()
    shop.customer_name = "Shop"
    shop.save()
    assert renew_snapshot()
    written = snapshot_path().stat().st_mtime_ns
    renew_status_page()  # the first in this process: its code may be newer
    assert snapshot_path().stat().st_mtime_ns != written
    written = snapshot_path().stat().st_mtime_ns
    renew_status_page()
    assert snapshot_path().stat().st_mtime_ns == written
    assert [path.name for path in snapshot_path().parent.iterdir()] == [snapshot_path().name]


def test_as_many_queries_for_many_incidents_as_for_one(public, shop, responder):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            status_facts()
        with CaptureQueriesContext(connection) as marked:
            fingerprint()
        return len(captured), len(marked)

    def add(number):
        for _ in range(number):
            make_update(make_incident(by=responder, level=2, services=(shop,)), "Paying fails.")
            make_maintenance(shop, by=responder)

    add(1)
    one = queries()
    add(9)
    assert queries() == one
    assert max(one) <= 12


def test_no_name_that_leads_back_stands_outside(public, incident):
    make_update(incident, "Paying fails.")
    said = text() + text("/status/status.json") + text("/status/feed.atom")
    assert str(incident.client_uuid) not in said
    assert incident.client_uuid.hex not in said


@pytest.mark.parametrize(("minutes", "words"), [(1, "1 minute"), (60, "1 hour"), (125, "2 hours 5 minutes")])
def test_minutes_are_spoken(minutes, words):
    assert spoken(minutes) == words


def test_minutes_within_a_day_count_overlaps_once():
    periods = [(NOON, NOON + HOUR), (NOON + 30 * MINUTE, NOON + 90 * MINUTE), (NOON - DAY, NOON - 2 * HOUR)]
    assert minutes_within(periods, NOON - HOUR, NOON + DAY) == 90
    assert minutes_within([(NOON, NOON + timedelta(seconds=5))], NOON, NOON + DAY) == 1


def test_the_address_of_the_page_is_short():
    assert reverse("status_page") == "/status/"
    assert make_user("Somebody")
