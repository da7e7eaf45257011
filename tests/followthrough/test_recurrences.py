"""What happened again: which items match, what people decide, and who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.services.statuses import change_status
from catalogue.models import FactorCategory, Service
from core.clock import frozen
from core.errors import DomainError
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.selectors.recurrences import came_again, matches, seen_before
from followthrough.services.recurrences import decide_recurrence
from incidents.enums import Status
from incidents.models import ImpactInterval, Incident
from tests.factories.actions import make_action_item, make_incident
from tests.followthrough.recurring import (
    BEGAN,
    DAY,
    DID_NOT_HOLD,
    FORESEEN,
    As,
    answer,
    done,
    kinds,
    make_analysed,
    move,
)
from tests.html import html_of, text_of


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, FORESEEN),
        ({"status": "blocked"}, FORESEEN),
        (done(BEGAN + DAY), FORESEEN),  # it was open when the incident began
        (done(BEGAN + DAY, "wont_do"), FORESEEN),
        (done(BEGAN - 95 * DAY, "wont_do"), FORESEEN),
        (done(BEGAN - 365 * DAY, "wont_do") | {"created_at": BEGAN - 400 * DAY}, FORESEEN),
        (done(BEGAN - 366 * DAY, "wont_do") | {"created_at": BEGAN - 400 * DAY}, None),
        (done(BEGAN), DID_NOT_HOLD),
        (done(BEGAN - DAY), DID_NOT_HOLD),
        (done(BEGAN - 90 * DAY), DID_NOT_HOLD),
        (done(BEGAN - 90 * DAY - timedelta(seconds=1)), None),
        ({"created_at": BEGAN}, None),
        ({"created_at": BEGAN + DAY}, None),
    ],
)
def test_an_item_matches_by_how_it_stood_when_the_incident_began(
    responder: User, earlier: Incident, later: Incident, fields: dict[str, Any], kind: RecurrenceKind | None
) -> None:
    item = answer(earlier, **fields)
    assert kinds(later, responder).get(item.pk) == kind
    assert not kinds(earlier, responder)  # nothing comes again before it


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([(-30, "done"), (1, "open")], "done 30 days before, did not hold"),  # reopened afterwards
        ([(-30, "done"), (1, "open"), (9, "done")], "done 30 days before, did not hold"),
        ([(-60, "done"), (-20, "open"), (9, "done")], "was open for 20 days"),
        ([(-60, "done"), (-20, "open"), (-5, "done")], "done 5 days before, did not hold"),
        ([(-30, "done"), (9, "verified")], "done 30 days before, did not hold"),
        ([(-30, "done"), (-9, "verified")], "done 30 days before, did not hold"),
        ([(-30, "done"), (1, "open"), (9, "wont_do")], "done 30 days before, did not hold"),
        ([(-30, "wont_do"), (1, "open"), (9, "done")], "was closed as won’t do 30 days before"),
        ([(-80, "in_progress"), (9, "done")], "was open for 99 days"),
        ([(-95, "done"), (1, "open")], None),
    ],
)
def test_how_it_stood_is_read_from_its_history_whatever_became_of_it(
    responder: User, earlier: Incident, later: Incident, moves: list[tuple[int, str]], said: str | None
) -> None:
    item, before = answer(earlier), "open"
    for days, after in moves:
        move(item, BEGAN + days * DAY, after, before)
        before = after
    status, at = moves[-1][1], BEGAN + moves[-1][0] * DAY
    fields: dict[str, Any] = {} if status == "open" else done(at, "done" if status == "verified" else status)
    ActionItem.objects.filter(pk=item.pk).update(**fields)
    assert [match.stood for match in seen_before(later, responder)] == ([said] if said else [])
    kinds(later, responder)


def test_it_needs_a_service_and_a_category_in_common_and_a_link_to_that_factor(
    responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    other_service = Service.objects.create(name="Search of the test")
    other_category = FactorCategory.objects.create(name="Network of the test")
    item = answer(earlier)
    unlinked = make_action_item(earlier, created_at=BEGAN - DAY)
    own = answer(later, created_at=BEGAN - DAY)
    elsewhere = answer(make_analysed(other_service, capacity, BEGAN - 9 * DAY))
    otherwise = answer(make_analysed(shop, other_category, BEGAN - 9 * DAY))
    uncategorised = answer(make_analysed(shop, None, BEGAN - 9 * DAY))
    assert kinds(later, responder) == {item.pk: FORESEEN}
    assert {unlinked.pk, own.pk, elsewhere.pk, otherwise.pk, uncategorised.pk}.isdisjoint(kinds(later, responder))


@pytest.mark.parametrize("fields", [{"is_drill": True}, {"status": Status.CANCELLED}])
def test_drills_and_what_was_cancelled_match_nothing(
    responder: User, earlier: Incident, later: Incident, fields: dict[str, Any]
) -> None:
    answer(earlier)
    for incident in (earlier, later):
        before = {name: getattr(incident, name) for name in fields}
        Incident.objects.filter(pk=incident.pk).update(**fields)
        later.refresh_from_db()
        assert kinds(later, responder) == {}
        Incident.objects.filter(pk=incident.pk).update(**before)
        later.refresh_from_db()
    assert kinds(later, responder)


def test_private_incidents_match_for_those_alone_who_see_both(
    responder: User, manager: User, admin: User, shop: Service, capacity: FactorCategory, later: Incident
) -> None:
    hidden = make_analysed(shop, capacity, BEGAN - 50 * DAY, is_private=True, members=(responder,))
    item = answer(hidden)
    assert kinds(later, responder) == {item.pk: FORESEEN} == kinds(later, admin)
    assert kinds(later, manager) == {}
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    assert kinds(later, manager) == {}
    hidden_later = make_analysed(shop, capacity, BEGAN + DAY, is_private=True, members=(responder,))
    assert item.pk in kinds(hidden_later, responder)
    assert came_again(item, manager) == []


def test_the_parts_stand_for_what_was_split_from_when_it_was_created(
    responder: User, earlier: Incident, later: Incident
) -> None:
    whole = answer(earlier, **done(BEGAN + 3 * DAY, "wont_do"))
    part = answer(earlier, split_from=whole, created_at=BEGAN + 3 * DAY)
    assert kinds(later, responder) == {part.pk: FORESEEN}
    (match,) = seen_before(later, responder)
    assert match.stood == "was open for 99 days"
    assert came_again(part, responder)[0].stood == match.stood


def test_a_part_that_was_created_later_stood_as_what_was_split(
    responder: User, earlier: Incident, later: Incident
) -> None:
    whole = answer(earlier, **done(BEGAN + 3 * DAY, "wont_do"))
    whole.events.all().delete()
    for days, before, after in ((-30, "open", "done"), (2, "done", "open"), (3, "open", "wont_do")):
        move(whole, BEGAN + days * DAY, after, before)
    part = answer(earlier, split_from=whole, created_at=BEGAN + 3 * DAY)
    assert kinds(later, responder) == {part.pk: DID_NOT_HOLD}
    assert seen_before(later, responder)[0].stood == "done 30 days before, did not hold"


def test_a_part_of_what_stays_counts_from_its_own_day(responder: User, earlier: Incident, later: Incident) -> None:
    whole = answer(earlier)
    answer(earlier, split_from=whole, created_at=BEGAN + DAY)
    assert kinds(later, responder) == {whole.pk: FORESEEN}


def test_the_original_stands_for_its_duplicates(responder: User, earlier: Incident, later: Incident) -> None:
    original = make_action_item(make_incident(), created_at=BEGAN - 9 * DAY)
    duplicate = answer(earlier, **done(BEGAN - DAY, "wont_do"), duplicate_of=original)
    assert kinds(later, responder) == {original.pk: FORESEEN}
    assert came_again(duplicate, responder) == []


def test_what_was_decided_stays_as_it_was_when_the_item_is_reopened(
    responder: User, manager: User, earlier: Incident, later: Incident
) -> None:
    item = answer(earlier, **done(BEGAN - 30 * DAY))
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    assert seen_before(later, responder)[0].stood == "done 30 days before, did not hold"
    change_status(item=item, actor=manager, action="reopen", reason="It did not hold.")
    item.refresh_from_db()
    assert kinds(later, responder) == {item.pk: DID_NOT_HOLD}
    assert seen_before(later, responder)[0].stood == "done 30 days before, did not hold"


def test_a_decision_is_changed_and_stays_when_the_match_is_gone(
    responder: User, manager: User, earlier: Incident, later: Incident
) -> None:
    item, another = answer(earlier), answer(earlier)
    first = decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    again = decide_recurrence(item=item, incident=later, actor=manager, is_confirmed=True)
    assert (first.pk, again.decided_by) == (again.pk, responder)  # the same said twice changes nothing
    earlier.postmortem.factors.all().delete()
    with pytest.raises(DomainError, match="do not match, or not any more"):
        decide_recurrence(item=another, incident=later, actor=responder, is_confirmed=True)
    assert kinds(later, responder) == {item.pk: FORESEEN}
    changed = decide_recurrence(item=item, incident=later, actor=manager, is_confirmed=False)
    assert (changed.is_confirmed, changed.decided_by, Recurrence.objects.count()) == (False, manager, 1)
    said = [(event.before, event.after) for event in item.events.filter(field="recurrence")]
    was, became = "a later incident: foreseen", "a later incident: not the same"  # it may become private
    assert said == [("", was), (was, became)]


@pytest.mark.parametrize(("days", "status"), [(-150, "open"), (100, "done")])
def test_a_decision_counts_nowhere_while_the_stated_start_does_not_fit(
    responder: User, earlier: Incident, later: Incident, days: int, status: str
) -> None:
    item = answer(earlier, **(done(BEGAN - DAY) if status == "done" else {}))
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    Incident.objects.filter(pk=later.pk).update(began_at=BEGAN + days * DAY)  # before the item, or long after it
    later.refresh_from_db()
    assert kinds(later, responder) == {}
    assert not Recurrence.objects.visible_to(responder).counting().exists()
    changed = decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=False)
    assert not changed.is_confirmed


def test_a_panel_shows_the_first_ones_and_says_how_many_more_there_are(
    as_user: As, responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    items = [answer(earlier, created_at=BEGAN - (90 - n) * DAY) for n in range(27)]
    decide_recurrence(item=items[-1], incident=later, actor=responder, is_confirmed=True)
    decide_recurrence(item=items[0], incident=later, actor=responder, is_confirmed=False)
    found = matches(seen_before(later, responder))
    assert [match.item for match in found.shown] == [items[-1], *items[1:4]]  # what counts stands first
    assert (len(found.more.shown), found.more.hidden, found.more.count, found.rejected.count) == (20, 2, 22, 1)
    page = text_of(html_of(as_user(responder).get(later.get_absolute_url())))
    assert "22 more" in page
    assert "and 2 more" in page
    assert items[23].reference in page
    assert items[24].reference not in page


def test_the_history_of_an_item_does_not_name_a_private_incident(
    responder: User, shop: Service, capacity: FactorCategory, earlier: Incident
) -> None:
    hidden = make_analysed(shop, capacity, BEGAN, is_private=True, members=(responder,))
    item = answer(earlier)
    decide_recurrence(item=item, incident=hidden, actor=responder, is_confirmed=True)
    event = item.events.get(field="recurrence")
    assert event.after == "a later incident: foreseen"
    assert hidden.reference not in f"{event.before}{event.note}"


def test_the_page_of_an_incident_suggests_and_takes_the_answer(
    as_user: As, responder: User, earlier: Incident, later: Incident
) -> None:
    item = answer(earlier)
    client, page = as_user(responder), later.get_absolute_url()
    shown = text_of(html_of(client.get(page)))
    assert f"Foreseen in {earlier.reference}: {item.reference} was open for 99 days." in shown
    assert "42 min of impact for 30 % of the users, as much as 12.6 min for all of them" in shown
    sent = {"same": "yes", "back": f"{page}#a-seen"}
    response = client.post(reverse("recurrence", args=[later.pk, item.pk]), sent)
    assert (response.status_code, response["Location"]) == (302, f"{page}#a-seen")
    assert f"The same, says {responder.name}" in text_of(html_of(client.get(page)))
    client.post(reverse("recurrence", args=[later.pk, item.pk]), {"same": "no"})
    assert "1 not the same" in text_of(html_of(client.get(page)))


def test_what_is_refused_says_so(as_user: As, responder: User, earlier: Incident, later: Incident) -> None:
    item, client = answer(earlier), as_user(responder)
    address = reverse("recurrence", args=[later.pk, item.pk])
    refused = client.post(address, {"same": "perhaps", "back": "https://elsewhere.example/"})
    assert refused.status_code == 422
    assert "Press one of the two buttons" in html_of(refused)
    assert "elsewhere.example" not in html_of(refused)
    item.factors.clear()
    refused = client.post(address, {"same": "yes"})
    assert (refused.status_code, Recurrence.objects.count()) == (422, 0)
    assert "do not match, or not any more" in html_of(refused)


def test_the_page_of_an_item_sums_what_was_confirmed(
    as_user: As, responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    item, client = answer(earlier), as_user(responder)
    unknown = make_analysed(shop, capacity, BEGAN + DAY, title="Slow once more")
    shown = text_of(html_of(client.get(item.get_absolute_url())))
    assert "Happened again" in shown
    assert "Waiting cost" not in shown
    for incident in (later, unknown):
        decide_recurrence(item=item, incident=incident, actor=responder, is_confirmed=True)
    shown = text_of(html_of(client.get(item.get_absolute_url())))
    assert "Waiting cost 42 min of impact in 1 incident. As much as 12.6 min for all users" in shown
    assert "Left out: 1 unknown or still going on." in shown
    assert "impact unknown" in shown


def test_the_pages_cost_the_same_for_one_match_and_for_many(
    as_user: As, responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    item, client = answer(earlier), as_user(responder)
    pages = [later.get_absolute_url(), item.get_absolute_url(), "/follow-through/?team=all", "/action-items/"]
    pages.append("/follow-through/waiting/?team=all")
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    counts = []
    for more in (0, 12):
        for n in range(more):
            again = make_analysed(shop, capacity, BEGAN + DAY, title=f"Again {n}")
            ImpactInterval.objects.create(incident=again, started_at=BEGAN, ended_at=BEGAN + DAY)
            decide_recurrence(item=item, incident=again, actor=responder, is_confirmed=True)
            other = answer(earlier)
            if n % 2:
                decide_recurrence(item=other, incident=later, actor=responder, is_confirmed=True)
        found = []
        for page in pages:
            client.get(page)
            with frozen(BEGAN + 9 * DAY), CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 17, "the page of an incident, where something happened before"
    assert counts[0][2] <= 15, "the board"
    assert counts[0][3] <= 15, "the list"


def test_every_status_has_its_words(responder: User, earlier: Incident, later: Incident) -> None:
    for status in ActionStatus:
        if status in {ActionStatus.PROPOSED, ActionStatus.VERIFIED}:
            continue
        finished = done(BEGAN - DAY, status) if status in {"done", "wont_do"} else {"status": status}
        answer(earlier, **finished)
    said = [match.stood for match in seen_before(later, responder)]
    assert said == [
        "was open for 99 days",
        "was open for 99 days",
        "was open for 99 days",
        "was closed as won’t do 1 day before",
        "done 1 day before, did not hold",
    ]
