"""Which policy applies, and why."""

import pytest

from accounts.registries.holdings import held_by
from catalogue.enums import ActionKind, Deadline, NoticeTo, Priority
from catalogue.holdings import count_notices
from catalogue.models import Policy, PolicyNotice, Service, Severity
from catalogue.selectors.policies import PolicyFacts, PolicySet, active_policies
from catalogue.services.clearing import clear_example_services
from catalogue.services.policies import name_instead
from tests.factories.accounts import make_team, make_user


def make_policy(name: str, **fields) -> Policy:
    fields.setdefault("position", Policy.objects.count() + 1)
    return Policy.objects.create(name=name, **fields)


@pytest.fixture
def shop():
    return Service.objects.create(name="Shop", team=make_team("Payments"))


def test_a_new_installation_has_one_for_each_severity():
    policies = active_policies()
    days = [dict(policies.rule_for(PolicyFacts(level)).days) for level in range(1, 6)]
    assert [(one[Deadline.DONE], one[Deadline.POSTMORTEM]) for one in days] == [
        (14, 5),
        (30, 7),
        (60, 14),
        (90, 14),
        (90, 30),
    ]


def test_the_most_specific_wins(shop):
    Policy.objects.all().delete()
    severity = Severity.objects.get(level=2)
    facts = PolicyFacts(2, frozenset({shop.pk}), frozenset({shop.team_id}), ActionKind.DETECT, Priority.HIGH)
    named = [
        {},
        {"priority": Priority.HIGH},
        {"kind": ActionKind.DETECT},
        {"severity": severity},
        {"severity": severity, "priority": Priority.HIGH},
        {"team": shop.team},
        {"team": shop.team, "severity": severity},
        {"service": shop},
        {"service": shop, "team": shop.team, "severity": severity, "kind": ActionKind.DETECT},
    ]
    for at, fields in enumerate(named):
        winner = make_policy(f"Policy {at}", **fields)
        assert active_policies().rule_for(facts).pk == winner.pk, fields


def test_of_two_alike_the_first_in_the_list_wins_and_the_reason_says_so(shop):
    Policy.objects.all().delete()
    make_policy("Later", service=shop, position=5)
    make_policy("First", service=shop, position=2)
    make_policy("All", position=1)
    match = active_policies().match(PolicyFacts(1, frozenset({shop.pk})))
    assert match.rule.name == "First"
    assert match.why == (
        "“First” applies: it names the service Shop. “Later”, “All” would match too; “First” stands before “Later” in "
        "the list."
    )


def test_the_reason_names_what_was_less_specific(shop):
    make_policy("Checkout", service=shop, kind=ActionKind.DETECT)
    facts = PolicyFacts(2, frozenset({shop.pk}), kind=ActionKind.DETECT)
    assert active_policies().match(facts).why == (
        "“Checkout” applies: it names the service Shop and the kind detect. “SEV2” would match too; “Checkout” is more "
        "specific."
    )
    assert active_policies().match(PolicyFacts(2)).why == (
        "“SEV2” applies: it names the severity SEV2, and no other policy matches."
    )


def test_one_that_names_kind_or_priority_is_not_for_postmortems():
    make_policy("Detect", severity_id=2, kind=ActionKind.DETECT)
    make_policy("High", severity_id=2, priority=Priority.HIGH)
    assert active_policies().rule_for(PolicyFacts(2)).name == "SEV2"


def test_retired_ones_do_not_apply():
    Policy.objects.filter(name="SEV2").update(is_active=False)
    assert active_policies().match(PolicyFacts(2)) is None


def test_matching_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        policies = active_policies()
        assert {policies.rule_for(PolicyFacts(level)).name for level in range(1, 6)} == {f"SEV{n}" for n in range(1, 6)}
    assert PolicySet(()).rule_for(PolicyFacts(1)) is None


def test_who_leaves_is_replaced_in_notices_and_without_anybody_the_teams_managers_hear():
    gone, heir, admin = make_user("Peter Njoroge"), make_user("Grace Wanjiru"), make_user()
    policy = Policy.objects.get(name="SEV1")
    for days in (7, 14):
        PolicyNotice.objects.create(policy=policy, deadline=Deadline.DONE, days=days, to=NoticeTo.PERSON, person=gone)
    held = {held.holding.name: held for held in held_by(gone)}["notices of policies"]
    assert held.count == 2
    held.holding.reassign(person=gone, to=heir, actor=admin, make_members=False)
    assert count_notices(gone) == 0
    assert count_notices(heir) == 2
    held.holding.reassign(person=heir, to=None, actor=admin, make_members=False)
    assert not PolicyNotice.objects.filter(to=NoticeTo.PERSON).exists()


def test_notices_that_say_the_same_after_somebody_left_become_one(admin):
    gone, policy = make_user("Peter Njoroge"), Policy.objects.get(name="SEV2")
    same = {"policy": policy, "deadline": Deadline.DONE, "days": 40}
    PolicyNotice.objects.create(**same, to=NoticeTo.PERSON, person=gone, is_urgent=True)
    PolicyNotice.objects.create(**same, to=NoticeTo.MANAGERS)
    name_instead(person=gone, to=None, actor=admin)
    assert list(policy.notices.filter(days=40).values_list("to", "is_urgent")) == [(NoticeTo.MANAGERS, True)]


def test_an_example_service_that_a_policy_names_stays(shop):
    Service.objects.filter(pk=shop.pk).update(is_example=True)
    policy = Policy.objects.create(name="Shop", service=shop)
    clear_example_services()
    assert Policy.objects.get(pk=policy.pk).service == shop
