"""The pages of merging: choosing, confirming, the duplicate's page, undoing."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import Incident
from incidents.services import timeline
from incidents.services.attachments import attach_file
from incidents.services.changes import StatusChange, change_status
from incidents.services.members import set_privacy
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.redacting import redact_file
from incidents.services.roles import RoleChange, assign_role
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service, resolve


@pytest.fixture
def source(responder):
    return make_incident("Checkout is slow", by=responder)


@pytest.fixture
def target(manager):
    return make_incident("Shop unreachable", by=manager)


def merge(source, target, actor):
    merge_incident(source=source, target=target, actor=actor)
    source.refresh_from_db()


def text(response):
    return response.content.decode()


def test_likely_ones_come_first_and_only_what_one_may_see(source, responder, manager, as_user):
    shop = make_service("Shop")
    source.services.add(shop)
    resolve(make_incident("Over already"))
    make_incident("Something else")
    make_incident("Same service", services=(shop,))
    make_private_incident(by=manager, title="Secret outage")
    cancelled = make_incident("Was nothing")
    change_status(incident=cancelled, actor=manager, change=StatusChange(action="cancel", reason="nothing"))
    page = text(as_user(responder).get(f"/incidents/{source.pk}/merge/"))
    places = [page.index(title) for title in ("Same service", "Something else", "Over already")]
    assert places == sorted(places)
    assert "Secret outage" not in page
    assert "Was nothing" not in page


def test_all_are_told_in_the_zone_of_the_reader(source, responder, as_user):
    for zone in ("Asia/Tokyo", "America/New_York"):
        make_incident(zone=zone)
    found = text(as_user(responder).get(f"/incidents/{source.pk}/merge/")).split('id="found-h"')[1]
    assert "JST" not in found
    assert "ET" not in found.replace("EAT", "")


@pytest.mark.parametrize("words", ["unreachable", "INC-{number}", "{number}"])
def test_one_is_found_by_words_or_number(source, target, responder, as_user, words):
    make_incident("Another")
    page = text(as_user(responder).get(f"/incidents/{source.pk}/merge/", {"q": words.format(number=target.pk)}))
    assert f"?target={target.pk}" in page
    assert "Another" not in page


def test_odd_words_find_nothing_and_break_nothing(source, responder, as_user):
    client = as_user(responder)
    for words in ("%00", "a%00b", "x" * 3000, "INC-999999999999"):
        assert client.get(f"/incidents/{source.pk}/merge/?q={words}").status_code == 200


def test_the_first_digits_of_a_long_number_name_no_other_incident(source, target, responder, as_user):
    page = as_user(responder).get(f"/incidents/{source.pk}/merge/", {"target": f"{target.pk:09}5"})
    assert f"Merge {source.reference} into" not in text(page)


def test_choosing_asks_no_more_for_fifty(source, responder, as_user, django_assert_max_num_queries):
    client = as_user(responder)
    for _ in range(12):
        make_incident()
    with django_assert_max_num_queries(6):
        client.get(f"/incidents/{source.pk}/merge/")


def test_what_moves_and_what_stays_is_shown_before_anything_changes(source, target, responder, as_user):
    make_entry(source, by=responder, milestones=[Milestone.DETECTED])
    source.services.add(make_service("Payments"))
    page = text(as_user(responder).get(f"/incidents/{source.pk}/merge/", {"target": target.pk}))
    assert "2 entries" in page
    assert "Payments" in page
    assert "Detected:" in page
    source.refresh_from_db()
    assert source.status == Status.INVESTIGATING


def test_a_removed_file_is_counted_neither_before_nor_after(source, target, responder, admin, as_user):
    kept, secret = (
        attach_file(incident=source, actor=responder, upload=ContentFile(b"x", name)) for name in ("kept.txt", "x.txt")
    )
    redact_file(attachment=secret, actor=admin, reason="a key")
    page = text(as_user(responder).get(f"/incidents/{source.pk}/merge/", {"target": target.pk}))
    merge(source, target, responder)
    said = source.entries.get(kind=EntryKind.MERGE).text
    assert "<li>1 file</li>" in page
    assert "1 file moved" in said
    assert target.attachments.count() == 2
    assert kept in target.attachments.all()


def test_one_confirmation_merges_and_lands_on_the_target(source, target, responder, as_user):
    entry = make_entry(source, "Seen in the graphs", by=responder, milestones=[Milestone.DETECTED])
    payments = make_service("Payments")
    source.services.add(payments)
    sent = {
        "target": target.pk,
        "reason": "Same outage",
        "milestones": ["detected"],
        "services": [payments.pk],
        "client_uuid": uuid4(),
    }
    client = as_user(responder)
    response = client.post(f"/incidents/{source.pk}/merge/", sent, follow=True)
    assert response.redirect_chain[-1][0] == f"/incidents/{target.pk}/"
    page = text(response)
    assert f"{source.reference} was merged into this incident" in page
    assert f"from {source.reference}" in page
    assert "Merged into this" in page
    target.refresh_from_db()
    assert (target.detected_at, list(target.services.all())) == (entry.happened_at, [payments])
    again = client.post(f"/incidents/{source.pk}/merge/", sent)
    assert again.headers["Location"] == f"/incidents/{target.pk}/"
    assert Incident.objects.filter(status=Status.MERGED).count() == 1


def test_a_refusal_is_shown_and_what_was_typed_is_kept(source, responder, manager, as_user):
    drill = make_incident("Exercise", is_drill=True)
    client = as_user(responder)
    assert "A drill and a real incident" in text(client.get(f"/incidents/{source.pk}/merge/?target={drill.pk}"))
    response = client.post(f"/incidents/{source.pk}/merge/", {"target": drill.pk, "reason": "Typed"})
    assert response.status_code == 422
    assert "A drill and a real incident" in text(response)
    assert "Typed" in text(response)


def test_a_target_that_went_out_of_sight_is_refused_in_words_and_the_reason_is_kept(source, target, manager, as_user):
    client = as_user(source.declared_by)
    assert f"Merge {source.reference} into" in text(client.get(f"/incidents/{source.pk}/merge/?target={target.pk}"))
    set_privacy(incident=target, actor=manager, is_private=True)
    response = client.post(f"/incidents/{source.pk}/merge/", {"target": target.pk, "reason": "The same <outage>"})
    assert response.status_code == 422
    assert "You can no longer see that incident. Nothing was merged." in text(response)
    assert "The same &lt;outage&gt;" in text(response)
    assert "no longer see" not in text(client.get(f"/incidents/{source.pk}/merge/"))


def test_a_merge_that_somebody_did_meanwhile_out_of_sight_is_a_conflict_that_keeps_the_reason(
    source, target, manager, as_user
):
    client, address = as_user(source.declared_by), f"/incidents/{source.pk}/merge/"
    merge(source, target, manager)
    set_privacy(incident=target, actor=manager, is_private=True)
    response = client.post(address, {"target": target.pk, "reason": "The same <outage>"})
    assert response.status_code == 409
    assert f"{source.reference} was merged in the meantime" in text(response)
    assert "The same &lt;outage&gt;" in text(response)
    assert target.reference not in text(response)
    assert client.get(address).headers["Location"] == source.get_absolute_url()


def test_a_number_one_may_not_see_is_no_choice(source, manager, responder, as_user):
    hidden = make_private_incident(by=manager, title="Secret outage")
    client = as_user(responder)
    for response in (
        client.get(f"/incidents/{source.pk}/merge/?target={hidden.pk}"),
        client.post(f"/incidents/{source.pk}/merge/", {"target": hidden.pk}),
    ):
        assert "Secret outage" not in text(response)
        assert "Which incident is it a duplicate of?" in text(response)
    source.refresh_from_db()
    assert not source.is_merged


@pytest.mark.parametrize(("who", "status"), [("reporter", 404), ("responder", 200), ("admin", 200)])
def test_who_may_merge(source, request, as_user, who, status):
    client = as_user(request.getfixturevalue(who))
    assert client.get(f"/incidents/{source.pk}/merge/").status_code == status


def test_the_page_of_a_duplicate_leads_on_and_offers_nothing_else(
    source, target, responder, as_user, django_assert_max_num_queries
):
    entry = make_entry(source, "Seen", by=responder)
    merge(source, target, responder)
    client = as_user(responder)
    with django_assert_max_num_queries(16):  # one more than others: where it was merged to
        page = text(client.get(f"/incidents/{source.pk}/"))
    assert f'href="/incidents/{target.pk}/"' in page
    assert f'href="/incidents/{target.pk}/?entry={entry.pk}#entry-{entry.pk}"' in page
    assert "Undo the merge" in page
    assert 'id="composer"' not in page
    assert "Change the severity" not in page
    refused = client.post(f"/incidents/{source.pk}/entries/", {"text": "Late", "client_uuid": uuid4()})
    assert refused.status_code == 409
    assert target.reference in text(refused)


def test_a_private_target_is_not_named_to_those_who_may_not_see_it(source, responder, manager, as_user):
    hidden = make_private_incident(by=responder, title="Secret outage")
    make_entry(source, "Seen", by=responder)
    assign_role(incident=source, actor=responder, change=RoleChange("lead", responder))
    source.refresh_from_db()
    merge(source, hidden, responder)
    client = as_user(manager)
    for address in (f"/incidents/{source.pk}/", "/incidents/?status=merged", "/incidents.csv?status=merged"):
        response = client.get(address)
        page = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert hidden.reference not in page
        assert f"/incidents/{hidden.pk}/" not in page
        assert "Secret outage" not in page
    assert client.get(f"/incidents/{source.pk}/merge/undo/").status_code == 404


def test_a_private_duplicate_is_not_named_in_its_target(responder, manager, as_user):
    source = make_private_incident(by=responder)
    hidden = make_private_incident(by=responder)
    make_entry(source, "Seen", by=responder)
    merge(source, hidden, responder)
    page = text(as_user(responder).get(f"/incidents/{hidden.pk}/"))
    assert "from a private duplicate" in page
    assert f"from {source.reference}" not in page


def test_old_links_to_an_entry_lead_on(source, target, responder, as_user):
    entry = make_entry(source, "Seen", by=responder)
    merge(source, target, responder)
    client = as_user(responder)
    response = client.get(f"/incidents/{source.pk}/entries/{entry.pk}/")
    assert response.headers["Location"] == f"/incidents/{target.pk}/entries/{entry.pk}/"
    shared = client.get(f"/incidents/{source.pk}/?entry={entry.pk}")
    assert shared.headers["Location"] == f"/incidents/{target.pk}/?entry={entry.pk}#entry-{entry.pk}"
    assert client.post(f"/incidents/{source.pk}/entries/{entry.pk}/star/").status_code == 409
    undo_merge(incident=source, actor=responder)
    back = client.get(f"/incidents/{target.pk}/entries/{entry.pk}/")
    assert back.headers["Location"] == f"/incidents/{source.pk}/entries/{entry.pk}/"
    other = make_entry(target, "Never moved", by=responder)
    assert client.get(f"/incidents/{source.pk}/entries/{other.pk}/").status_code == 404


def test_a_duplicate_is_listed_only_when_asked_for(source, target, responder, as_user):
    merge(source, target, responder)
    client = as_user(responder)
    assert "Checkout is slow" not in text(client.get("/incidents/"))
    assert "Checkout is slow" in text(client.get("/incidents/?status=merged"))
    assert "Checkout is slow" not in text(client.get("/search/?q=checkout"))
    lines = b"".join(client.get("/incidents.csv?status=merged").streaming_content).decode()
    assert target.reference in lines


def test_undoing_asks_and_brings_everything_back(source, target, responder, as_user):
    make_entry(source, "Seen", by=responder)
    merge(source, target, responder)
    client = as_user(responder)
    assert target.reference in text(client.get(f"/incidents/{source.pk}/merge/undo/"))
    response = client.post(f"/incidents/{source.pk}/merge/undo/", follow=True)
    assert "The merge was undone" in text(response)
    assert "Log it" in text(response)
    again = client.post(f"/incidents/{source.pk}/merge/undo/")
    assert again.headers["Location"] == f"/incidents/{source.pk}/"


def test_undoing_asks_before_more_people_see_what_was_written(source, responder, as_user):
    hidden = make_private_incident(by=responder)
    entry = make_entry(source, "Seen", by=responder)
    assign_role(incident=source, actor=responder, change=RoleChange("lead", responder))
    source.refresh_from_db()
    merge(source, hidden, responder)
    entry.refresh_from_db()
    timeline.strike_entry(entry=entry, actor=responder, reason="an inner reason")
    client = as_user(responder)
    refused = client.post(f"/incidents/{source.pk}/merge/undo/")
    assert refused.status_code == 422
    assert "fewer people see" in text(refused)
    assert client.post(f"/incidents/{source.pk}/merge/undo/", {"expose": "on"}).status_code == 302


def test_the_target_page_asks_the_same_queries_with_duplicates(source, target, responder, as_user):
    make_entry(source, "Seen", by=responder)
    merge(source, target, responder)
    client = as_user(responder)
    assert "Merged into this" in text(client.get(f"/incidents/{target.pk}/"))


def test_an_admins_look_at_a_private_target_is_logged(responder, admin, as_user):
    source, hidden = make_private_incident(by=admin), make_private_incident(by=responder, title="Secret outage")
    shown = text(as_user(admin).get(f"/incidents/{source.pk}/merge/?target={hidden.pk}"))
    assert "Secret outage" in shown
    assert (
        AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, subject=hidden.reference, actor=admin).count() == 1
    )
