"""Pages of long lists."""

import pytest

from accounts.models import Team
from core.paging import COUNT_CAP, PER_PAGE, number_in, page_number, paginate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1" * 5000, 100_000), ("", 1), ("2", 2), ("0", 1), ("-3", 1), ("x", 1), ("²", 1), ("9" * 30, 100_000)],
)
def test_an_odd_page_number_is_the_first_page(typed, number):
    assert page_number(typed) == number


@pytest.mark.parametrize("typed", ["", "x", "-3", " 2", "2\n", "²", "٣", "1" * 19, "1" * 5000])
def test_what_can_be_no_number_of_a_row_is_none(typed):
    assert number_in(typed) is None


def test_the_longest_number_fits_into_a_bigint():
    assert number_in("9" * 18) == 10**18 - 1 < 2**63


def test_pages_divide_the_rows_without_loss():
    Team.objects.bulk_create(Team(name=f"Team {n:03}") for n in range(PER_PAGE + 1))
    first, second = (paginate(Team.objects.all(), n) for n in ("1", "2"))
    assert [len(first.rows), len(second.rows)] == [PER_PAGE, 1]
    assert first.has_next
    assert not second.has_next
    assert (second.first, second.last, second.total_words) == (51, 51, "51")


def test_the_count_stops_at_the_cap():
    Team.objects.bulk_create(Team(name=f"Team {n:05}") for n in range(COUNT_CAP + 5))
    page = paginate(Team.objects.all(), "")
    assert page.is_capped
    assert page.total_words == "more than 1,000"


def test_an_empty_list_has_one_empty_page(django_assert_num_queries):
    with django_assert_num_queries(2):
        page = paginate(Team.objects.all(), "")
    assert (page.rows, page.first, page.total) == ([], 0, 0)
    assert not paginate(Team.objects.all(), "7").has_other_pages


@pytest.mark.parametrize(("count", "number", "left"), [(PER_PAGE, 1, PER_PAGE), (PER_PAGE + 1, 2, 1)])
def test_past_the_end_is_the_last_page(count, number, left, django_assert_num_queries):
    Team.objects.bulk_create(Team(name=f"Team {n:03}") for n in range(count))
    with django_assert_num_queries(3):
        page = paginate(Team.objects.all(), "7")
    assert (page.number, len(page.rows), page.has_next, page.total) == (number, left, False, count)


def test_past_the_end_of_more_than_is_counted_is_the_last_page_counted(django_assert_num_queries):
    Team.objects.bulk_create(Team(name=f"Team {n:05}") for n in range(COUNT_CAP + PER_PAGE + 5))
    with django_assert_num_queries(3):
        page = paginate(Team.objects.all(), "99999")
    assert (page.number, page.has_next, page.is_capped) == (COUNT_CAP // PER_PAGE, True, True)
    assert len(paginate(Team.objects.all(), "22").rows) == 5
