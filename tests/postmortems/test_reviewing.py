"""Reviewers and their sign-offs: who is asked, what publishing needs, who is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.registries.holdings import held_by
from catalogue.services.rules import edit_rules
from core.errors import DomainError, NotPermitted
from incidents.services import NotAMember
from incidents.services.redacting import redact_words
from notifications.kinds import find
from postmortems.enums import Decision, SectionKind
from postmortems.holdings import reassign_reviews
from postmortems.models import Postmortem, PostmortemEvent, PostmortemVersion, SignOff
from postmortems.selectors.sign_offs import review_of
from postmortems.selectors.versions import difference_since, present_snapshot
from postmortems.services.postmortems import change_status as move
from postmortems.services.review_notices import REVIEW_ANSWERED, REVIEW_ASKED, REVIEW_CHANGED
from postmortems.services.reviewing import ContentChanged, keep_version, sign_off, tell_changed_reviews
from tests.factories.accounts import make_user
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.factories.reviews import approve, ask, put_in_review
from tests.incidents.test_redacting import everything_stored
from tests.postmortems.reviewing import publish_reviewed, stands, told


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed for two hours.")


def test_they_are_told_when_it_comes_into_review_and_who_is_added_then_at_once(postmortem, responder, manager, admin):
    ask(postmortem, manager, responder, by=responder)
    assert not told(REVIEW_ASKED)  # a draft
    move(postmortem=postmortem, actor=responder, action="ask_review")
    assert [delivery.recipient for delivery in told(REVIEW_ASKED)] == [manager]  # not who asked
    ask(postmortem, manager, responder, admin, by=responder)
    assert [delivery.recipient for delivery in told(REVIEW_ASKED)] == [manager, admin]
    message = find(REVIEW_ASKED).render(told(REVIEW_ASKED)[:1])[told(REVIEW_ASKED)[0].pk]
    assert "Amina Otieno asks you to review the postmortem of" in message.text
    assert f"{postmortem.get_absolute_url()}#review" in message.text
    assert not find(REVIEW_ASKED).still_due(told(REVIEW_ASKED))


def test_what_no_longer_holds_is_not_sent(postmortem, responder, manager, admin):
    put_in_review(postmortem, manager, admin, by=responder)
    ask(postmortem, admin, by=responder)
    approve(postmortem, admin)
    first, second = told(REVIEW_ASKED)
    reasons = find(REVIEW_ASKED).still_due([first, second])
    assert {delivery.recipient: reasons[delivery.pk] for delivery in (first, second)} == {
        manager: "They are no longer asked to review it.",
        admin: "They have answered already.",
    }
    move(postmortem=postmortem, actor=responder, action="back_to_draft", reason="No account of detection")
    assert set(find(REVIEW_ASKED).still_due([second]).values()) == {"The postmortem is no longer in review."}


def test_whoever_approved_it_as_it_is_is_not_asked_again(postmortem, responder, manager, admin):
    put_in_review(postmortem, manager, admin, by=responder)
    approve(postmortem, manager)
    move(postmortem=postmortem, actor=responder, action="back_to_draft", reason="One more look")
    move(postmortem=postmortem, actor=responder, action="ask_review")
    assert sorted(delivery.recipient.name for delivery in told(REVIEW_ASKED)) == [
        admin.name,
        admin.name,
        manager.name,
    ]


def test_asking_many_costs_no_more_than_asking_one(postmortem, responder, manager):
    ask(postmortem, manager, by=responder)
    with CaptureQueriesContext(connection) as one:
        move(postmortem=postmortem, actor=responder, action="ask_review")
    move(postmortem=postmortem, actor=responder, action="back_to_draft", reason="One more look")
    ask(postmortem, *(make_user(f"Reviewer {number}") for number in range(5)), by=responder)
    with CaptureQueriesContext(connection) as many:
        move(postmortem=postmortem, actor=responder, action="ask_review")
    assert len(told(REVIEW_ASKED)) == 6
    assert len(many) == len(one)


def test_in_a_private_incident_a_stranger_is_asked_about(responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)), author=responder)
    with pytest.raises(NotAMember):
        ask(postmortem, manager, by=responder)
    ask(postmortem, manager, by=responder, make_members=True)
    assert postmortem.incident.memberships.filter(user=manager).exists()


def test_reporters_and_bots_review_nothing(postmortem, responder, reporter):
    with pytest.raises(DomainError, match="cannot work on postmortems"):
        ask(postmortem, reporter, by=responder)
    assert not postmortem.reviewers.exists()


def test_the_history_says_who_reviews_and_who_signed(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    signed = sign_off(
        postmortem=postmortem, actor=manager, decision=Decision.CHANGES_ASKED,
        digest=present_snapshot(postmortem).digest, words="Say how it was noticed.",
    )  # fmt: skip
    assert signed.version.number == 1
    events = list(postmortem.events.exclude(what="Status").values_list("what", "after", "note"))
    assert events == [
        ("Reviewers", "Grace Wanjiru", ""),
        ("Sign-off", "Changes asked for, version 1", "Say how it was noticed."),
    ]


def test_who_signs_what_is_refused_in_words(postmortem, responder, manager, admin):
    digest = present_snapshot(postmortem).digest
    ask(postmortem, manager, by=responder)
    given = {"postmortem": postmortem, "digest": digest}
    with pytest.raises(DomainError, match="a sign-off is for one in review"):
        sign_off(**given, actor=manager, decision=Decision.APPROVED)
    move(postmortem=postmortem, actor=responder, action="ask_review")
    with pytest.raises(NotPermitted, match="not one of its reviewers"):
        sign_off(**given, actor=admin, decision=Decision.APPROVED)
    with pytest.raises(DomainError) as refused:
        sign_off(**given, actor=manager, decision=Decision.CHANGES_ASKED, words=" ")
    assert refused.value.field == "words"
    assert not SignOff.objects.exists()


def test_nobody_signs_what_somebody_saved_meanwhile(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    seen = keep_version(postmortem=postmortem)
    save(section_of(postmortem, SectionKind.IMPACT), responder, "Everybody.")
    with pytest.raises(ContentChanged):
        sign_off(postmortem=postmortem, actor=manager, decision=Decision.APPROVED, digest=seen.digest)
    assert not SignOff.objects.exists()
    (change,) = difference_since(seen, present_snapshot(postmortem)).parts
    assert (change.label, change.heading, change.fate) == ("Section", "Impact", "changed")


def test_the_same_answer_twice_is_stored_once(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    assert approve(postmortem, manager) == approve(postmortem, manager)
    assert PostmortemVersion.objects.count() == 1


def test_reviewers_are_told_once_that_it_changed(postmortem, responder, manager, admin):
    put_in_review(postmortem, manager, admin, by=responder)
    approve(postmortem, manager)
    assert tell_changed_reviews() == 0
    section = save(section_of(postmortem, SectionKind.IMPACT), responder, "Everybody.")
    assert (tell_changed_reviews(), tell_changed_reviews()) == (1, 0)
    save(section, responder, "Nearly everybody.")
    assert tell_changed_reviews() == 0
    (delivery,) = told(REVIEW_CHANGED)
    assert delivery.recipient == manager
    message = find(REVIEW_CHANGED).render([delivery])[delivery.pk]
    assert "You signed version 1." in message.text
    assert not find(REVIEW_CHANGED).still_due([delivery])
    approve(postmortem, manager)
    assert find(REVIEW_CHANGED).still_due([delivery])[delivery.pk] == "They have answered again already."
    save(section_of(postmortem, SectionKind.DETECTION), responder, "A customer called.")
    assert tell_changed_reviews() == 1


def test_author_and_facilitator_hear_what_a_reviewer_answers(postmortem, responder, manager, admin):
    Postmortem.objects.update(facilitator=admin)
    postmortem.refresh_from_db()
    put_in_review(postmortem, manager, responder, by=responder)
    approve(postmortem, responder)  # the author, who is not told what they did
    assert [delivery.recipient for delivery in told(REVIEW_ANSWERED)] == [admin]
    answer = {"postmortem": postmortem, "digest": present_snapshot(postmortem).digest, "words": "Say who <noticed> it."}
    for _ in range(2):  # the second is stored no more, nor told
        sign_off(actor=manager, decision=Decision.CHANGES_ASKED, **answer)
    asked = told(REVIEW_ANSWERED)[1:]
    assert {delivery.recipient for delivery in asked} == {admin, responder}
    message = find(REVIEW_ANSWERED).render(asked)[asked[0].pk]
    assert "Grace Wanjiru asks for changes in the postmortem" in message.subject
    assert "Version 1. Say who <noticed> it." in message.text
    assert "Say who &lt;noticed&gt; it." in message.html
    assert not find(REVIEW_ANSWERED).still_due(asked)
    approve(postmortem, manager)
    Postmortem.objects.update(facilitator=None)
    reasons = find(REVIEW_ANSWERED).still_due(asked)
    assert {delivery.recipient: reasons[delivery.pk] for delivery in asked} == {
        responder: "The reviewer has answered again already.",
        admin: "They are no longer its author or facilitator.",
    }
    newest = told(REVIEW_ANSWERED)[-1]
    assert newest.recipient == responder
    assert "Grace Wanjiru approved the postmortem" in find(REVIEW_ANSWERED).render([newest])[newest.pk].subject


def test_publishing_needs_sign_offs_only_where_the_rules_say_so(postmortem, responder, manager, admin):
    put_in_review(postmortem, manager, admin, by=responder)
    edit_rules(actor=admin, correction_reason_required=False, sign_offs_required=True)
    approve(postmortem, manager)
    with pytest.raises(DomainError, match="Every reviewer has to approve it"):
        publish_reviewed(postmortem, responder)
    approve(postmortem, admin)
    section = save(section_of(postmortem, SectionKind.IMPACT), responder, "Everybody.")
    with pytest.raises(DomainError, match="as it is now"):
        publish_reviewed(postmortem, responder)
    save(section, responder, "")
    publish_reviewed(postmortem, responder)


def test_without_reviewers_the_rule_asks_for_nothing(postmortem, responder, admin):
    edit_rules(actor=admin, correction_reason_required=False, sign_offs_required=True)
    publish(postmortem, responder)


def test_redacted_words_leave_versions_too_and_the_sign_off_stands(responder, manager, admin):
    postmortem = make_postmortem(author=responder, summary="The key hunter2-x leaked.")
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert "hunter2-x" not in everything_stored()
    assert "Daniel Mwangi: A key" in str(PostmortemVersion.objects.get().content["words"])
    assert stands(postmortem, manager)


def test_two_versions_that_become_alike_by_a_redaction(responder, manager, admin):
    postmortem = make_postmortem(author=responder, summary="The key hunter2-x leaked.")
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    save(section_of(postmortem, SectionKind.SUMMARY), responder, "The key HUNTER2-X leaked.")
    approve(postmortem, manager)
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert PostmortemVersion.objects.count() == 2
    assert stands(postmortem, manager)


def test_whoever_leaves_hands_their_reviews_over(postmortem, responder, manager, admin):
    put_in_review(postmortem, manager, admin, by=responder)
    leaving: User = manager
    assert {held.holding.name: held.count for held in held_by(leaving)} == {"reviews of postmortems": 1}
    fatuma = make_user("Fatuma Ali")
    reassign_reviews(person=leaving, to=fatuma, actor=admin, make_members=True)
    assert [row.person.name for row in review_of(postmortem, admin).reviewers] == ["Daniel Mwangi", "Fatuma Ali"]
    reassign_reviews(person=fatuma, to=None, actor=admin, make_members=True)
    assert [row.person.name for row in review_of(postmortem, admin).reviewers] == ["Daniel Mwangi"]
    assert PostmortemEvent.objects.filter(what="Reviewers").count() == 3
    assert held_by(leaving) == []


def test_who_comes_back_as_a_reviewer_has_what_they_said(postmortem, responder, manager):
    put_in_review(postmortem, manager, by=responder)
    approve(postmortem, manager)
    ask(postmortem, by=responder)
    assert review_of(postmortem, manager).reviewers == []
    ask(postmortem, manager, by=responder)
    assert stands(postmortem, manager)
