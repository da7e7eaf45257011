"""Pages of long lists."""

import pytest

from accounts.models import Team
from core.paging import COUNT_CAP, PER_PAGE, number_in, paginate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["", "x", "-3", " 2", "2\n", "²", "٣", "1" * 19, "1" * 5000])
def test_what_can_be_no_number_of_a_row_is_none(typed):
    assert number_in(typed) is None


def test_the_longest_number_fits_into_a_bigint():
    assert number_in("9" * 18) == 10**18 - 1 < 2**63


def test_pages_divide_the_rows_without_loss(django_assert_num_queries):
    Team.objects.bulk_create(Team(name=f"Team {n:03}") for n in range(PER_PAGE + 1))
    first, second = (paginate(Team.objects.all(), n) for n in ("1", "2"))
    assert [len(first), len(second)] == [PER_PAGE, 1]
    assert not set(first) & set(second)
    assert first.has_next()
    assert not second.has_next()
    assert (second.start_index(), second.end_index(), second.paginator.total_words) == (51, 51, "51")
    with django_assert_num_queries(2):
        assert len(list(paginate(Team.objects.all(), ""))) == PER_PAGE


@pytest.fixture
def many():
    """Five rows more than are counted."""
    Team.objects.bulk_create(Team(name=f"Team {n:05}") for n in range(COUNT_CAP + 5))
    return Team.objects.all()


@pytest.mark.parametrize("asked", ["21", "22", "9999", "9" * 18])
def test_the_rows_past_the_cap_are_on_the_last_page(many, asked, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = paginate(many, asked)
        assert [team.name for team in page] == [f"Team {n:05}" for n in range(COUNT_CAP, COUNT_CAP + 5)]
        assert (page.number, page.has_next(), page.paginator.total_words) == (21, False, "more than 1,000")
    assert (page.start_index(), page.end_index()) == (COUNT_CAP + 1, COUNT_CAP + 5)


@pytest.mark.parametrize("asked", ["1", "20"])
def test_pages_before_the_cap_lead_on_to_those_past_it(many, asked):
    page = paginate(many, asked)
    assert (len(page), page.has_next(), page.paginator.total_words) == (PER_PAGE, True, "more than 1,000")


def test_a_page_past_the_cap_leads_on_where_there_is_one_row_more(many):
    Team.objects.bulk_create(Team(name=f"Team {n:05}") for n in range(COUNT_CAP + 5, COUNT_CAP + PER_PAGE + 1))
    assert [paginate(many, number).has_next() for number in ("21", "22")] == [True, False]
    assert [len(paginate(many, number)) for number in ("21", "22")] == [PER_PAGE, 1]


def test_no_page_is_past_the_limit(many, monkeypatch):
    monkeypatch.setattr("core.paging.LAST_PAGE", 20)
    page = paginate(many, "21")
    assert (page.number, len(page), page.has_next()) == (20, PER_PAGE, False)


def test_exactly_as_many_as_the_cap_are_counted():
    Team.objects.bulk_create(Team(name=f"Team {n:05}") for n in range(COUNT_CAP))
    assert paginate(Team.objects.all(), "").paginator.total_words == "1,000"


@pytest.mark.parametrize("number", ["", "7", "x", "-3", "²", "9" * 30, "1" * 5000])
def test_an_empty_list_has_one_empty_page(number):
    page = paginate(Team.objects.all(), number)
    assert (list(page), page.start_index(), page.paginator.count, page.has_other_pages()) == ([], 0, 0, False)


@pytest.mark.parametrize(
    ("typed", "shown"), [("2", 2), ("7", 2), ("9" * 18, 2), ("", 1), ("x", 1), ("²", 1), ("-3", 1), ("1" * 5000, 1)]
)
def test_an_odd_page_number_is_a_page_that_exists(typed, shown):
    Team.objects.bulk_create(Team(name=f"Team {n:03}") for n in range(PER_PAGE + 1))
    assert paginate(Team.objects.all(), typed).number == shown
