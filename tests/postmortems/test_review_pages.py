"""The pages of a review: reviewers, sign-offs with the difference, the question before publishing, corrections."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalogue.services.rules import edit_rules
from core.clock import frozen, now
from incidents.services.following import follow_incident
from incidents.services.timeline import EntryCorrection, correct_entry, strike_entry
from notifications.kinds import find
from notifications.models import Delivery
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import PostmortemVersion, SignOff
from postmortems.selectors.versions import present_snapshot
from postmortems.services.analysis import add_factor, edit_row, fingerprint
from postmortems.services.comments import open_thread
from postmortems.services.notices import PUBLISHED
from postmortems.services.postmortems import PostmortemDetails, change_details, change_status
from postmortems.services.sections import rename_section
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.factories.reviews import approve, ask, put_in_review
from tests.html import html_of


def url(name, postmortem, *args):
    return reverse(name, args=[postmortem.incident_id, *args])


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed for two hours.")


@pytest.fixture
def in_review(postmortem, responder, manager):
    return put_in_review(postmortem, manager, by=responder)


def test_reviewers_are_chosen_on_the_page_of_people(as_user, postmortem, responder, manager):
    client, address = as_user(responder), url("postmortem_details", postmortem)
    assert "Each approves one exact version" in html_of(client.get(address))
    response = client.post(address, {"owner": responder.pk, "reviewers": [manager.pk]})
    assert response.status_code == 302
    assert [row.person for row in postmortem.reviewers.asked()] == [manager]
    client.post(address, {"owner": responder.pk})
    assert not postmortem.reviewers.asked().exists()


def test_a_form_shown_earlier_takes_nothing_of_a_colleague_back(as_user, postmortem, responder, manager, admin):
    client, address = as_user(responder), url("postmortem_details", postmortem)
    shown = client.get(address)
    due = postmortem.due_on.isoformat()
    assert f'<input type="hidden" name="shown_due_on" value="{due}"' in html_of(shown)
    ask(postmortem, manager, by=responder)
    details = PostmortemDetails(manager, admin, postmortem.due_on, reviewers=(manager,))
    change_details(postmortem=postmortem, actor=manager, details=details)
    typed = {"owner": responder.pk, "due_on": "2030-05-31", "reviewers": [admin.pk]}
    assert client.post(address, typed | {"shown_owner": responder.pk, "shown_due_on": due}).status_code == 302
    postmortem.refresh_from_db()
    assert (postmortem.owner, postmortem.facilitator, postmortem.due_on.isoformat()) == (manager, admin, "2030-05-31")
    assert {row.person for row in postmortem.reviewers.asked()} == {manager, admin}


def test_in_a_private_incident_the_form_asks_about_a_stranger(as_user, responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)), author=responder)
    client, address = as_user(responder), url("postmortem_details", postmortem)
    refused = client.post(address, {"owner": responder.pk, "reviewers": [manager.pk]})
    assert refused.status_code == 422
    assert "cannot see this private incident" in html_of(refused)
    client.post(address, {"owner": responder.pk, "reviewers": [manager.pk], "make_member": "on"})
    assert postmortem.incident.memberships.filter(user=manager).exists()


def test_who_asks_for_review_chooses_whom_and_sees_open_comments(as_user, postmortem, responder, manager, admin):
    ask(postmortem, admin, by=responder)
    open_thread(section=section_of(postmortem, SectionKind.SUMMARY), actor=manager, text="How many payments?")
    client, address = as_user(responder), url("postmortem_move", postmortem, "ask_review")
    page = html_of(client.get(address))
    assert "Nobody is chosen to review it" not in page
    assert "How many payments?" in page
    client.post(url("postmortem_details", postmortem), {"owner": responder.pk})
    assert "Nobody is chosen to review it" in html_of(client.get(address))
    assert client.post(address, {"reviewers": [manager.pk]}).status_code == 302
    postmortem.refresh_from_db()
    assert postmortem.status == "in_review"
    assert [row.person for row in postmortem.reviewers.asked()] == [manager]
    assert Delivery.objects.filter(kind="review_asked", recipient=manager).exists()


def test_a_reviewer_of_a_private_incident_is_asked_about_there_too(as_user, responder, manager):
    private = make_over(lead=responder, members=(responder,))
    postmortem = make_postmortem(incident=private, author=responder, summary="Payments failed.")
    client, address = as_user(responder), url("postmortem_move", postmortem, "ask_review")
    refused = client.post(address, {"reviewers": [manager.pk]})
    assert refused.status_code == 422
    assert "cannot see this private incident" in html_of(refused)
    postmortem.refresh_from_db()
    assert postmortem.status == "draft"
    client.post(address, {"reviewers": [manager.pk], "make_member": "on"})
    assert private.memberships.filter(user=manager).exists()


def test_a_reviewer_signs_on_the_page_they_read(as_user, in_review, responder, manager):
    client = as_user(manager)
    page = client.get(in_review.get_absolute_url())
    assert "Your sign-off" in html_of(page)
    assert "Your sign-off" not in html_of(as_user(responder).get(in_review.get_absolute_url()))
    sent = {"digest": page.context["digest"], "decision": "approved", "words": "Well told."}
    response = client.post(url("postmortem_review", in_review), sent, follow=True)
    words = html_of(response)
    assert "Approved, version 1" in words
    assert "Well told." in words
    again = html_of(client.get(in_review.get_absolute_url()))
    assert "Your sign-off" not in again
    assert "1 of 1" in again


def test_asking_for_changes_needs_words_and_keeps_what_was_typed(as_user, in_review, manager):
    client, address = as_user(manager), url("postmortem_review", in_review)
    digest = present_snapshot(in_review).digest
    refused = client.post(address, {"digest": digest, "decision": "changes_asked", "words": " "})
    assert refused.status_code == 422
    assert "Say what should change." in html_of(refused)
    missing = client.post(address, {"digest": digest, "words": "Detection is missing"})
    assert missing.status_code == 422
    assert "Detection is missing" in html_of(missing)
    client.post(address, {"digest": digest, "decision": "changes_asked", "words": "Detection is missing"})
    assert SignOff.objects.get().words == "Detection is missing"


def test_a_sign_off_while_somebody_saves_shows_what_changed(as_user, in_review, responder, manager):
    client, address = as_user(manager), url("postmortem_review", in_review)
    seen = client.get(in_review.get_absolute_url()).context["digest"]
    save(section_of(in_review, SectionKind.SUMMARY), responder, "Payments failed for three hours.")
    refused = client.post(address, {"digest": seen, "decision": "approved", "words": "I agree"})
    words = html_of(refused)
    assert refused.status_code == 409
    assert "Somebody changed the postmortem while you were reading." in words
    assert "<del>two</del><ins>three</ins>" in refused.content.decode()
    assert "I agree" in words
    client.post(address, {"digest": refused.context["digest"], "decision": "approved", "words": "I agree"})
    assert SignOff.objects.get().version.digest == present_snapshot(in_review).digest


def test_a_later_change_is_shown_and_asked_about_again(as_user, in_review, responder, manager):
    entry = make_entry(in_review.incident, "Restarted it.", by=responder)
    approve(in_review, manager)
    save(section_of(in_review, SectionKind.SUMMARY), responder, "Payments failed for three hours.")
    add_factor(postmortem=in_review, actor=responder, kind=FactorKind.TRIGGER, text="A deployment")
    correction = EntryCorrection(text="Restarted both.", happened_at=entry.happened_at)
    correct_entry(entry=entry, actor=responder, reason="x", correction=correction)
    change_status(postmortem=in_review, actor=responder, action="publish")
    client = as_user(manager)
    assert "Changed since the sign-off" in html_of(client.get(in_review.get_absolute_url()))
    response = client.get(url("postmortem_review", in_review))
    page = response.content.decode()
    assert "<del>two</del><ins>three</ins>" in page
    assert "<ins>A deployment</ins>" in page
    assert "<del>it</del><ins>both</ins>" in page
    assert "Factor added: Trigger" in html_of(response)
    assert "Entry corrected" in html_of(response)
    client.post(url("postmortem_review", in_review), {"digest": response.context["digest"], "decision": "approved"})
    shown = html_of(client.get(url("postmortem_review", in_review)))
    assert "Approved, version 2" in shown
    assert "Changed since" not in shown
    assert "Changed since version 1" in html_of(client.get(url("postmortem_review", in_review), {"since": "1"}))


@pytest.mark.parametrize("since", ["0", "x", "99999999999", "-1", "1e9"])
def test_a_version_that_is_not_there(as_user, in_review, manager, since):
    assert as_user(manager).get(url("postmortem_review", in_review), {"since": since}).status_code == 200


def test_others_read_the_review_and_cannot_sign(as_user, in_review, responder):
    client, address = as_user(responder), url("postmortem_review", in_review)
    assert "has not answered" in html_of(client.get(address))
    response = client.post(address, {"digest": present_snapshot(in_review).digest, "decision": "approved"})
    assert response.status_code == 403
    assert not SignOff.objects.exists()


def test_only_a_reviewer_who_is_asked_makes_versions_by_reading(as_user, in_review, responder, manager):
    for _ in range(2):
        as_user(responder).get(in_review.get_absolute_url())
    assert not PostmortemVersion.objects.exists()
    for _ in range(2):
        as_user(manager).get(in_review.get_absolute_url())
    assert PostmortemVersion.objects.count() == 1


def test_publishing_asks_once_more(as_user, in_review, responder, manager):
    approve(in_review, manager)
    client = as_user(responder)
    address = url("postmortem_move", in_review, "publish")
    assert f'href="{address}"' in client.get(in_review.get_absolute_url()).content.decode()
    words = html_of(client.get(address))
    assert "Approved, version 1" in words
    assert "Conclusion" in words
    assert "No factors yet" in words
    assert "whoever follows the incident: 1 person." in words
    assert client.post(address).status_code == 302
    in_review.refresh_from_db()
    assert in_review.status == "published"


def test_publishing_without_a_sign_off_says_so(as_user, in_review, responder, manager, admin):
    client, address = as_user(responder), url("postmortem_move", in_review, "publish")
    assert "1 of 1 reviewer has not answered: it is published without this sign-off." in html_of(client.get(address))
    ask(in_review, manager, admin, by=responder)
    approve(in_review, manager)
    words = html_of(client.get(address))
    assert "1 of 2 reviewers has not answered" in words
    assert "Publish without 1 sign-off" in words
    approve(in_review, admin)
    words = html_of(client.get(address))
    assert "it is published without" not in words
    assert "without 1 sign-off" not in words
    save(section_of(in_review, SectionKind.CONCLUSION), responder, "Something else.")
    assert "2 of 2 reviewers have not approved it as it is now" in html_of(client.get(address))


def test_with_the_rule_it_says_whose_sign_off_is_missing(as_user, in_review, responder, admin):
    edit_rules(actor=admin, correction_reason_required=False, sign_offs_required=True)
    client, address = as_user(responder), url("postmortem_move", in_review, "publish")
    assert "Every reviewer has to approve it as it is now" in html_of(client.get(address))
    assert client.post(address).status_code == 422


def test_the_rule_is_set_by_its_form(as_user, admin, in_review, responder):
    as_user(admin).post(reverse("rules_edit"), {"sign_offs_required": "on"})
    page = html_of(as_user(responder).get(in_review.get_absolute_url()))
    assert "“Publish” is not possible yet. Every reviewer has to approve it" in page


def test_followers_are_told_of_a_publication(postmortem, responder, manager):
    stranger = make_user("Fatuma Ali")
    make_entry(postmortem.incident, by=manager)
    for person in (manager, stranger):
        follow_incident(incident=postmortem.incident, actor=person)
    publish(postmortem, responder)
    deliveries = {delivery.recipient: delivery for delivery in Delivery.objects.filter(kind=PUBLISHED)}
    assert deliveries.keys() == {manager, stranger}
    assert deliveries[manager].reason == f"You took part in {postmortem.incident.reference} or its postmortem."
    assert deliveries[stranger].reason == f"You follow {postmortem.incident.reference}."
    assert find(PUBLISHED).render([deliveries[stranger]])


def test_corrections_show_who_changed_what_and_when(as_user, postmortem, responder, manager):
    factor = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A deployment")
    entry = make_entry(postmortem.incident, "Restarted it.", by=responder)
    wrong = make_entry(postmortem.incident, "Nobody noticed.", by=responder)
    publish(postmortem, responder)
    client = as_user(responder)
    assert "Nothing was corrected" in html_of(client.get(url("postmortem_corrections", postmortem)))
    with frozen(now() + timedelta(minutes=1)):
        save(section_of(postmortem, SectionKind.SUMMARY), manager, "Payments failed for three hours.")
        edit_row(row=factor, actor=manager, kind="trigger", text="A bad deployment", seen=fingerprint(factor))
        correction = EntryCorrection(text="Restarted both.", happened_at=entry.happened_at)
        correct_entry(entry=entry, actor=manager, reason="x", correction=correction)
        strike_entry(entry=wrong, actor=manager, reason="wrong")
    page = client.get(postmortem.get_absolute_url())
    assert sorted(correction.heading for correction in page.context["page"].corrections) == [
        "An entry was corrected",
        "An entry was struck through",
        "Factor changed",
        "Summary",
    ]
    response = client.get(url("postmortem_corrections", postmortem))
    text = response.content.decode()
    assert "<del>two</del><ins>three</ins>" in text
    assert "<del>it</del><ins>both</ins>" in text
    assert "<del>Nobody noticed.</del>" in text
    assert html_of(response).count("Grace Wanjiru") == 4


def test_a_new_heading_is_one_correction(as_user, postmortem, responder, manager):
    publish(postmortem, responder)
    with frozen(now() + timedelta(minutes=1)):
        rename_section(section=section_of(postmortem, SectionKind.SUMMARY), actor=manager, heading="In short")
        rename_section(section=section_of(postmortem, SectionKind.IMPACT), actor=manager, heading="Who")
    client = as_user(responder)
    page, every = client.get(postmortem.get_absolute_url()), client.get(url("postmortem_corrections", postmortem))
    shown = [page.context["page"].corrections, [row.correction for row in every.context["corrections"]]]
    assert [[row.heading for row in rows] for rows in shown] == [["Section renamed", "Section renamed"]] * 2


def test_the_numbers_of_queries_do_not_grow(as_user, responder, manager, django_assert_max_num_queries):
    few, many = make_postmortem(author=responder, summary="s"), make_postmortem(author=responder, summary="s")
    for postmortem, count in ((few, 1), (many, 15)):
        people = [make_user(f"Person {n}") for n in range(count)]
        entries = [make_entry(postmortem.incident, f"Entry {n}", by=responder) for n in range(count)]
        put_in_review(postmortem, manager, *people, by=responder)
        for person in (manager, *people):
            approve(postmortem, person)
        change_status(postmortem=postmortem, actor=responder, action="publish")
        for n, entry in enumerate(entries):
            correction = EntryCorrection(text=f"Other {n}", happened_at=entry.happened_at)
            correct_entry(entry=entry, actor=responder, reason="x", correction=correction)
            add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"factor {n}")
            section = section_of(postmortem, SectionKind.SUMMARY)
            save(section, responder, f"Version {n}")
    client = as_user(manager)
    for name in ("postmortem", "postmortem_review", "postmortem_corrections"):
        client.get(url(name, few))
        client.get(url(name, many))
        with django_assert_max_num_queries(24) as first:
            client.get(url(name, few))
        with django_assert_max_num_queries(len(first)):
            client.get(url(name, many))


def test_what_is_left_to_do_before_publishing_leads_there_and_back(as_user, in_review, responder, manager):
    factor = add_factor(postmortem=in_review, actor=responder, kind=FactorKind.TRIGGER, text="A full disk")
    open_thread(section=section_of(in_review, SectionKind.SUMMARY), actor=manager, text="How many payments?")
    address = url("postmortem_move", in_review, "publish")
    page = as_user(responder).get(address).content.decode()
    assert f"{url('action_new', in_review)}?factor={factor.pk}&amp;back={address}" in page
    assert f'<a href="{url("agenda", in_review)}">' in page
