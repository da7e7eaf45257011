"""Letters to one customer: what they begin with, what changed since, sign-off, and who gave them."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Company
from core.errors import Conflict, DomainError, NotPermitted
from customers.models import AffectedCustomer, Customer, Letter, LetterVersion, Told
from customers.selectors.letter_sources import letter_source
from customers.selectors.letters import changed_since
from customers.services.affected import Period, edit_affected, remove_affected
from customers.services.customers import merge_customers
from customers.services.letters import LetterChanged, NamesUnconfirmed, begin_letter, discard_letter, edit_letter
from customers.services.summaries import hand_over_summary, take_back_summary
from customers.services.telling import take_back
from incidents.enums import Milestone
from incidents.models import ImpactInterval
from incidents.services.redacting import redact_words
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_update, take_words_back
from tests.factories.incidents import make_entry, make_incident, resolve
from tests.factories.letters import current, fresh, give, make_affected, make_letter, sign, write

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def customer():
    return make_customer("Baobab Books")


@pytest.fixture
def incident(responder):
    return make_incident("Internal title", by=responder, level=2)


@pytest.fixture
def affected(incident, customer):
    return make_affected(incident, customer.name, Period(NIGHT, NIGHT + 3 * HOUR))


@pytest.fixture
def letter(affected, incident, responder):
    make_update(incident, "Paying **failed**.")
    affected.incident.refresh_from_db()
    return make_letter(affected, by=responder)


def changed(letter):
    return changed_since(current(letter), letter_source(fresh(letter).affected))


def test_it_begins_with_the_approved_words_the_intervals_and_the_measures(incident, affected, responder):
    Company.objects.update_or_create(pk=1, defaults={"name": "Mwangaza", "zone": "Africa/Nairobi"})
    ImpactInterval.objects.create(incident=incident, started_at=NIGHT - HOUR, ended_at=NIGHT + HOUR)
    ImpactInterval.objects.create(incident=incident, started_at=NIGHT + 2 * HOUR, ended_at=NIGHT + 5 * HOUR)
    make_update(incident, "Paying **failed**.", workaround="Pay by invoice.")
    hand_over_summary(incident=incident, text="", measures=["We watch the *cache*."])
    affected.incident.refresh_from_db()
    letter = begin_letter(affected=affected, actor=responder)
    text = current(letter).text
    assert text == (
        "Dear Baobab Books,\n\nPaying **failed**.\n\nWorkaround: Pay by invoice.\n\n**When you were affected**\n\n"
        "- From 13 May 2026 22:30 to 23:30 EAT.\n- From 14 May 2026 00:30 to 01:30 EAT.\n\n"
        "Times are those of Africa/Nairobi.\n\n**What we change so that it does not return**\n\n"
        "- We watch the *cache*.\n\nKind regards,\nMwangaza"
    )
    assert "Internal title" not in text
    assert begin_letter(affected=affected, actor=responder) == letter


def test_times_are_those_of_the_customer(affected, customer, responder):
    Customer.objects.filter(pk=customer.pk).update(zone="Asia/Tokyo")
    affected.refresh_from_db()
    text = current(make_letter(affected, by=responder)).text
    assert "From 14 May 2026 04:30 to 07:30 JST." in text
    assert "Times are those of Asia/Tokyo." in text


def test_the_summary_takes_the_place_of_the_words_and_is_made_simple(letter, incident, responder, affected):
    text = "# Paying failed\n\n## Why\n\n> A *limit*.\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    hand_over_summary(incident=incident, text=text)
    discard_letter(letter=letter, actor=responder, seen=current(letter).seen)
    again = make_letter(affected, by=responder)
    assert again != letter
    said = current(again).text
    assert "**Paying failed**" in said
    assert "A *limit*." in said
    assert "1 – 2" in said
    assert "Paying **failed**." not in said
    write(again, responder, said + "\n\nMore.")  # it is simple enough to be stored


def test_a_summary_that_is_too_long_is_to_be_told_in_short(incident, affected, manager):
    hand_over_summary(incident=incident, text="It failed. " * 2000, measures=["More room."])
    letter = make_letter(affected, by=manager)
    assert "[what happened, in short?]" in current(letter).text
    assert "- More room." in current(letter).text
    with pytest.raises(DomainError, match="Fill in"):
        sign(letter, manager)


def test_what_is_not_known_is_a_gap_that_holds_up_the_sign_off(affected, manager, responder):
    edit_affected(affected=affected, actor=responder, period=Period())
    letter = make_letter(affected, by=responder)
    assert "[what happened?]" in current(letter).text
    with pytest.raises(DomainError, match="Fill in"):
        sign(letter, manager)


def test_who_approves_updates_signs_it_off_also_what_they_wrote(letter, responder, manager):
    stranger = make_user("Joy Mutua")
    with pytest.raises(NotPermitted):
        sign(letter, stranger)
    write(letter, manager, "Dear all of you, it is over.")
    version = sign(letter, manager)
    assert (version.signed_by, version.confirmed) == (manager, "")


def test_every_other_customer_that_it_names_is_confirmed(letter, responder, manager, incident):
    for name in ("Kilima, Ltd", "O'Hara & Sons", "Café Zürich", "Nyota", "日本物産", "Baobab"):
        make_customer(name)
    make_affected(incident, "Mwangaza Market")
    write(letter, responder, "Dear Baobab Books, KILIMA and o’hara & **sons**, cafe zurich, Nyotas, 弊社は日本物産と。")
    with pytest.raises(NamesUnconfirmed) as refused:
        sign(letter, manager, "Kilima, Ltd")
    assert refused.value.message == "Confirm each other customer that it names: Café Zürich, O'Hara & Sons, 日本物産."
    names = ("Kilima, Ltd", "Café Zürich", "O'Hara & Sons", "日本物産")
    assert sign(letter, manager, *names).confirmed_names == sorted(names)
    write(letter, responder, "As for mwangaza market")
    with pytest.raises(NamesUnconfirmed, match="Mwangaza Market"):
        sign(letter, manager)


def test_the_earlier_name_of_a_merged_customer_counts(letter, responder, manager, customer):
    other, loser, own = make_customer("Nyota Hotels"), make_customer("Star Inns"), make_customer("Baobab Press")
    merge_customers(customer=loser, into=other, actor=manager)
    merge_customers(customer=own, into=customer, actor=manager)
    write(letter, responder, "Baobab Press and Star Inns")
    with pytest.raises(NamesUnconfirmed, match="names: Star Inns"):
        sign(letter, manager)


def test_a_change_takes_the_sign_off_away_and_the_same_words_do_not(letter, responder, manager):
    sign(letter, manager)
    assert write(letter, responder, current(letter).text).is_signed
    assert not write(letter, responder, "Other words.").is_signed
    assert [version.is_signed for version in letter.versions.order_by("number")] == [True, False]
    with pytest.raises(DomainError, match="not signed off"):
        give(letter, responder)


def test_two_who_write_lose_nothing(letter, responder, manager):
    seen = (current(letter).seen, "")
    write(letter, manager, "Theirs.")
    with pytest.raises(LetterChanged) as met:
        edit_letter(letter=letter, actor=responder, text="Mine.", seen=seen)
    assert met.value.present.text == "Theirs."
    with pytest.raises(LetterChanged):
        discard_letter(letter=letter, actor=responder, seen=seen[0])
    assert letter.versions.count() == 2


def test_what_went_on_when_it_was_signed_off_is_named_once_it_is_over(incident, responder, manager):
    going_on = begin_letter(affected=make_affected(incident, "Mara Safaris", Period(NIGHT, None)), actor=responder)
    write(going_on, responder, "It goes on.")
    sign(going_on, manager)
    resolve(incident)
    assert "It is over now; the letter says that it goes on." in changed(going_on)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda it: edit_affected(affected=it.affected, actor=it.by, period=Period(NIGHT, NIGHT + HOUR)),
            "it was 13 May 2026 19:30 to 22:30 UTC; now it is 13 May 2026 19:30 to 20:30 UTC.",
        ),
        (lambda it: make_update(it.incident, "It is over."), "The approved words changed."),
        (lambda it: take_words_back(it.update, it.by), "The approved words were taken back."),
        (lambda it: hand_over_summary(incident=it.incident, text="A limit."), "summary of the postmortem came since."),
        (
            lambda it: hand_over_summary(incident=it.incident, text="", measures=["More room."]),
            "The measures: 1 new.",
        ),
    ],
)
def test_what_changed_since_is_named_and_holds_it_up(letter, incident, affected, manager, change, said):
    Company.objects.update_or_create(pk=1, defaults={"zone": "UTC"})
    write(letter, manager, "Dear you.")
    sign(letter, manager)
    incident.refresh_from_db()

    class It:
        by = manager
        update = incident.updates.get()

    It.affected, It.incident = affected, incident
    change(It)
    (sentence,) = changed(letter)
    assert said in sentence
    with pytest.raises(Conflict, match="has changed"):
        give(letter, manager)
    assert not write(letter, manager, "Dear you.").is_signed  # looked at: the same words about what is now
    assert changed(letter) == []
    sign(letter, manager)
    give(letter, manager)


def test_a_summary_that_is_corrected_or_taken_back_is_named(letter, incident, manager):
    hand_over_summary(incident=incident, text="A limit.")
    write(letter, manager, "Dear you.")
    hand_over_summary(incident=incident, text="Another limit.")
    assert changed(letter) == ["The customer summary of the postmortem changed."]
    take_back_summary(incident=incident)
    assert changed(letter) == ["The customer summary of the postmortem was taken back."]


def test_facts_that_changed_while_somebody_wrote_stay_named(letter, incident, responder):
    seen = (current(letter).seen, letter_source(fresh(letter).affected).facts.digest)
    make_update(incident, "It is over.")
    edit_letter(letter=letter, actor=responder, text="Dear you.", seen=seen)
    assert changed(letter) == ["The approved words changed."]


def test_given_counts_as_told_and_can_be_taken_back(letter, affected, responder, manager):
    sign(letter, manager)
    told = give(letter, responder)
    assert (told.affected, told.letter, told.how) == (affected, current(letter), "mail")
    with pytest.raises(DomainError, match="has it"):
        discard_letter(letter=letter, actor=manager, seen=current(letter).seen)
    take_back(told=told, actor=responder)
    discard_letter(letter=letter, actor=manager, seen=current(letter).seen)
    assert not Letter.objects.kept().exists()


def test_only_who_signs_discards_what_is_signed_off(letter, responder, manager):
    sign(letter, manager)
    with pytest.raises(NotPermitted):
        discard_letter(letter=letter, actor=make_user("Joy Mutua"), seen=current(letter).seen)


def test_whom_a_letter_is_written_to_stays_affected(letter, affected, responder):
    with pytest.raises(DomainError, match="Discard that first"):
        remove_affected(affected=affected, actor=responder)
    discard_letter(letter=letter, actor=responder, seen=current(letter).seen)
    remove_affected(affected=affected, actor=responder)
    assert not AffectedCustomer.objects.exists()


def test_a_merge_of_customers_moves_it(letter, incident, customer, manager):
    winner = make_customer("Baobab Publishers")
    row = make_affected(incident, winner.name)
    sign(letter, manager)
    merge_customers(customer=customer, into=winner, actor=manager)
    assert fresh(letter).affected == row
    assert "The customer has another name." in changed(letter)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "See INC-12",
        "@amina knows",
        "# Heading",
        "| a |\n|---|\n| b |",
        "x" * 10_001,
        "- a\n" * 301,
        "http://localhost:8000/x",
    ],
)
def test_words_that_customers_cannot_read_are_refused(letter, responder, settings, text):
    settings.BASE_URL = "http://localhost:8000"
    with pytest.raises(DomainError):
        write(letter, responder, text)
    assert letter.versions.count() == 1


def test_the_same_form_twice_is_one_version(letter, responder):
    uuid = current(letter).client_uuid
    same = current(letter).text
    again = edit_letter(letter=letter, actor=responder, text=same, seen=("an earlier one", ""), client_uuid=uuid)
    assert (again.number, letter.versions.count()) == (1, 1)


def test_other_words_from_the_same_form_are_not_taken_for_a_second_press(letter, responder):
    earlier, uuid = (current(letter).seen, ""), current(letter).client_uuid
    write(letter, responder, "A version in between.")
    with pytest.raises(LetterChanged):
        edit_letter(letter=letter, actor=responder, text="Other words.", seen=earlier, client_uuid=uuid)


def test_redacted_words_go_and_end_the_sign_off(letter, responder, manager, admin, incident):
    write(letter, responder, "The password zebrawood was wrong.")
    sign(letter, manager)
    seen = (current(letter).seen, "")
    redact_words(incident=incident, actor=admin, words="zebrawood", reason="secret")
    version = current(letter)
    assert "zebrawood" not in version.text + version.html
    assert not version.is_signed
    with pytest.raises(LetterChanged):
        edit_letter(letter=letter, actor=responder, text="The password zebrawood was wrong.", seen=seen)


@pytest.mark.parametrize(
    ("role", "scope", "owns", "is_private", "sees"),
    [
        ("reporter", "own", True, False, True),
        ("reporter", "own", False, False, False),
        ("reporter", "all", False, False, True),
        ("reporter", "all", True, True, False),
        ("responder", "own", False, False, True),
        ("responder", "own", True, True, False),
        ("admin", "own", False, True, True),
    ],
)
def test_who_sees_it(letter, incident, customer, role, scope, owns, is_private, sees):
    person = make_user("Joy Mutua", role=role, customer_scope=scope)
    Customer.objects.filter(pk=customer.pk).update(owner=person if owns else None)
    type(incident).objects.filter(pk=incident.pk).update(is_private=is_private, is_customer_facing=True)
    assert Letter.objects.visible_to(person, type(incident).objects.all()).exists() is sees


def test_what_was_given_stays_readable(letter, responder, manager):
    sign(letter, manager)
    told = give(letter, responder)
    write(letter, responder, "Other words.")
    assert Told.objects.get(pk=told.pk).letter.is_signed
    assert LetterVersion.objects.current().get().text == "Other words."


def test_without_an_interval_it_begins_with_the_milestones_in_the_zone_of_the_incident(responder):
    incident = make_incident(by=responder, zone="Africa/Nairobi", is_customer_facing=True)
    make_entry(incident, "It began", milestones=[Milestone.IMPACT_STARTED])
    letter = make_letter(make_affected(incident), by=responder)
    text = current(letter).text
    assert "[when?]" not in text
    assert "Times are those of Africa/Nairobi." in text
    assert text.endswith(f"Kind regards,\n{responder.name}")
