"""Which incidents are like one: each signal alone, in words, and who may see it."""

import pytest
from django.db import connection

from catalogue.models import FactorCategory
from core.clock import now
from incidents.enums import Milestone, Status
from incidents.services.merging.merge import merge_incident
from incidents.services.timeline import redact_entry, strike_entry
from postmortems.enums import FactorKind, SectionKind
from postmortems.services.analysis import add_factor
from postmortems.services.factor_links import FactorLinks
from similar.selectors.likeness import LONGEST_FIX, like_incident, plain
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry, make_incident, make_private_incident, make_service, resolve
from tests.factories.postmortems import make_postmortem, save, section_of


def named(incident, viewer):
    return [each.incident.title for each in like_incident(incident, viewer)]


def why(incident, viewer):
    (only,) = like_incident(incident, viewer)
    return [(reason.says, reason.names) for reason in only.why]


def fix(incident, viewer):
    (only,) = like_incident(incident, viewer)
    return only.fix


@pytest.fixture
def earlier(responder):
    return make_incident("Orders are late", by=responder, summary="The replica lag grew to an hour.")


@pytest.fixture
def incident(responder):
    return make_incident("Wrong balances", by=responder, summary="Balances come from a replica with a lag.")


def test_shared_words(earlier, incident, responder):
    make_incident("Printer is out of paper", by=responder)
    assert why(incident, responder) == [("both mention", ["replica lag"])]


def test_neighbouring_words_are_named_as_one(earlier, responder):
    incident = make_incident("Replica lag again", by=responder)
    assert why(incident, responder) == [("both mention", ["replica lag"])]


def test_endings_and_accents_do_not_matter(responder):
    make_incident("Certificates expired in Zürich", by=responder)
    incident = make_incident("The certificate of Zurich expires", by=responder)
    assert ("both mention", ["certificate", "zurich", "expires"]) in why(incident, responder)


def test_one_word_is_too_little(responder):
    make_incident("Printer is out of paper", by=responder)
    assert not named(make_incident("Printer burns", by=responder), responder)


def test_one_word_and_a_service(responder):
    shop = make_service("Shop")
    make_incident("Baskets are empty", by=responder, services=(shop,))
    incident = make_incident("Baskets burn", by=responder, services=(shop, make_service("Mail")))
    assert why(incident, responder) == [("same service", ["Shop"]), ("both mention", ["baskets"])]


def test_titles_alike_though_mistyped(responder):
    make_incident("Checkout unreachable", by=responder)
    incident = make_incident("Chekout unrechable", by=responder)
    assert why(incident, responder) == [("a similar title", [])]


def test_a_factor_category_and_a_service(responder):
    shop = make_service("Shop")
    incidents = [make_incident(title, by=responder, services=(shop,)) for title in ("Baskets empty", "Mails bounce")]
    for each in incidents:
        add_factor(
            postmortem=make_postmortem(incident=resolve(each), author=responder),
            actor=responder,
            kind=FactorKind.TRIGGER,
            text="x",
            links=FactorLinks(FactorCategory.objects.get(name="Configuration")),
        )
    assert why(incidents[1], responder) == [("same service", ["Shop"]), ("same factor category", ["Configuration"])]


def test_words_of_its_timeline(responder):
    told = make_incident("Orders are late", by=responder)
    make_entry(told, "Failover to the standby, the fencing script hung", by=responder)
    incident = make_incident("Fencing of the standby hangs", by=responder)
    assert named(incident, responder) == ["Orders are late"]
    redact_entry(entry=told.entries.get(text__contains="Failover"), actor=make_user(role="admin"), reason="a password")
    assert not named(incident, responder)


def test_words_of_its_postmortem(responder):
    postmortem = make_postmortem(author=responder, title="Orders are late")
    save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, "The fencing script never released the standby.")
    assert named(make_incident("Fencing of the standby hangs", by=responder), responder) == ["Orders are late"]


def test_more_in_common_comes_first(earlier, responder):
    make_incident("Replica lag after the failover", by=responder)
    incident = make_incident("Failover with replica lag", by=responder)
    assert named(incident, responder) == ["Replica lag after the failover", "Orders are late"]


def test_never_itself_nor_its_duplicates_nor_what_was_cancelled(earlier, incident, responder):
    merge_incident(source=earlier, target=incident, actor=responder)
    assert not named(incident, responder)
    cancelled = make_incident("Replica lag", by=responder)
    cancelled.status = Status.CANCELLED
    cancelled.save()
    assert not named(incident, responder)


def test_drills_only_beside_a_drill(responder):
    make_incident("Replica lag", by=responder, is_drill=True)
    assert not named(make_incident("Replica lag, really", by=responder), responder)
    assert len(named(make_incident("Replica lag, once more", by=responder, is_drill=True), responder)) == 2


def test_a_private_one_only_for_its_members(incident, responder, admin, manager):
    secret = make_private_incident(responder, title="Replica lag before the merger", by=admin)
    make_entry(secret, "replica lag", by=admin)
    postmortem = make_postmortem(incident=secret, author=admin)
    save(section_of(postmortem, SectionKind.ROOT_CAUSE), admin, "Replica lag.")
    assert named(incident, responder) == named(incident, admin) == [secret.title]
    assert not named(incident, manager)


def test_a_reporter_sees_none(earlier, incident, reporter):
    assert not named(incident, reporter)


@pytest.mark.parametrize("milestone", [Milestone.MITIGATED, Milestone.RESOLVED])
def test_what_fixed_it_in_the_words_of_that_time(earlier, incident, responder, milestone):
    entry = make_entry(earlier, "Stopped the **nightly report**.", by=responder, milestones=[milestone])
    assert fix(incident, responder).verb == milestone
    assert fix(incident, responder).words == "Stopped the nightly report."
    strike_entry(entry=entry, actor=responder, reason="wrong")
    assert not fix(incident, responder).words


def test_what_mitigated_it_before_what_resolved_it(earlier, incident, responder):
    make_entry(earlier, "Repaired the index.", by=responder, milestones=[Milestone.RESOLVED])
    make_entry(earlier, "Stopped the report.", by=responder, milestones=[Milestone.MITIGATED])
    assert fix(incident, responder).words == "Stopped the report."


def test_else_the_recovery_of_its_postmortem(earlier, incident, responder):
    postmortem = make_postmortem(incident=resolve(earlier), author=responder)
    save(section_of(postmortem, SectionKind.RESOLUTION), responder, "- Killed the report\n- Waited")
    assert (fix(incident, responder).verb, fix(incident, responder).words) == ("recovery", "Killed the report Waited")


def test_how_many_action_items_are_done(earlier, incident, responder, as_user):
    make_action_item(incident=earlier, title="It is done", status="done", finished_at=now(), finished_on=now().date())
    make_action_item(incident=earlier, title="It is open")
    found = fix(incident, responder)
    assert found.done == 1
    page = as_user(responder).get(found.address).content.decode()
    assert "It is done" in page
    assert "It is open" not in page


def test_a_long_fix_is_cut():
    assert len(plain(f"<p>{'word ' * 100}</p>")) <= LONGEST_FIX
    assert plain("<p>a &lt; b</p><ul><li>c</li></ul>") == "a < b c"


@pytest.mark.parametrize("title", ["'", "a'b \\' c\\", "!!!", "the", "| & !", "x" * 200, "ﬀ ½ 日本語"])
def test_odd_titles_are_no_error(responder, title):
    make_incident(title, by=responder)
    named(make_incident(title, by=responder), responder)


def test_words_that_most_incidents_have_do_not_count(responder):
    for n in range(60):
        make_incident(f"Customer website trouble {n}", by=responder)
    make_incident("Customer website replica lag", by=responder)
    incident = make_incident("Customer website: lag of a replica", by=responder)
    with connection.cursor() as cursor:
        cursor.execute("analyze incidents_incident")
    (first, *_) = like_incident(incident, responder)
    assert ("both mention", ["lag", "replica"]) in [(reason.says, reason.names) for reason in first.why]


def test_the_number_of_queries_does_not_grow(earlier, incident, responder, django_assert_num_queries):
    with django_assert_num_queries(4):
        like_incident(incident, responder)
    for n in range(50):
        make_entry(make_incident(f"Replica lag {n}", by=responder), "replica lag", by=responder)
    with django_assert_num_queries(4):
        assert len(like_incident(incident, responder)) == 3
