"""Percentiles, Kaplan–Meier, and the comparison of two counts: published examples, and what always holds."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Spells, compared, nearest_rank, poisson_p, survival

# Weeks of remission of leukaemia patients (Freireich et al., Blood 21, 1963), as in Cox and Oakes, Analysis of Survival
# Data, 1984, table 1.1. `True`: the remission ended.
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
MERCAPTOPURINE = [
    *((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False)),
    *((13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False)),
    *((32, False), (32, False), (34, False), (35, False)),
]
WEEKS = (4, 8)
rows = st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=60)


def curve(observed):
    return survival(Spells(days, int(ended), int(not ended)) for days, ended in observed)


def once(values):
    return [(value, 1) for value in values]


def test_kaplan_meier_of_the_leukaemia_patients():
    treated = curve(MERCAPTOPURINE)
    shares = [(days, round(share, 3)) for days, share in treated.steps]
    assert shares == [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]
    assert (treated.days_until(50), treated.days_until(90)) == (23, None)
    assert (treated.n, treated.censored) == (21, 12)
    untreated = curve((days, True) for days in PLACEBO)
    assert (untreated.days_until(50), untreated.days_until(90), untreated.days_until(100)) == (8, 17, 23)


def test_nothing_that_ended_has_no_median():
    assert curve([]).days_until(50) is None
    assert curve([(3, False), (400, False)]).days_until(50) is None


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(1, 99))
def test_where_all_have_ended_it_is_the_nearest_rank(days, percent):
    assert curve((day, True) for day in days).days_until(percent) == nearest_rank(once(days), percent)


@given(rows)
def test_the_curve_falls_from_one_to_not_below_nought(observed):
    shares = [share for _, share in curve(observed).steps]
    assert all(later < earlier for earlier, later in zip([1.0, *shares], shares, strict=False))
    assert all(share >= 0 for share in shares)


@given(rows, st.randoms())
def test_neither_order_nor_grouping_matters(observed, random):
    shuffled = list(observed)
    random.shuffle(shuffled)
    assert curve(shuffled) == curve(observed)
    days = {day for day, _ in observed}
    grouped = survival(Spells(day, observed.count((day, True)), observed.count((day, False))) for day in days)
    assert grouped == curve(observed)


@given(rows)
def test_what_goes_on_for_longer_ends_no_sooner(observed):
    shorter = curve(observed).days_until(50)
    longer = curve((days if ended else days + 500, ended) for days, ended in observed).days_until(50)
    assert longer is None or (shorter is not None and longer >= shorter)


# https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
@pytest.mark.parametrize(("percent", "value"), [(5, 15), (30, 20), (40, 20), (50, 35), (100, 50)])
def test_nearest_rank_of_the_textbook(percent, value):
    assert nearest_rank(once([35, 20, 15, 50, 40]), percent) == value


@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_enough_do_not_exceed_it(values, percent):
    found = nearest_rank(once(values), percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_a_percentile_of_nothing():
    assert nearest_rank([], 50) is None
    assert nearest_rank([(3, 0)], 50) is None


@pytest.mark.parametrize(
    ("recent", "before", "spans", "p"),
    [
        (11, 21, (800, 3011), 0.07967),  # poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) of the manual of R
        (682, 243, (75, 25), 0.3825),  # binom.test(682, 925, p = 0.75) of the manual of R, after Conover
    ],
)
def test_the_published_examples(recent, before, spans, p):
    assert poisson_p(recent, before, spans=spans) == pytest.approx(p, abs=5e-5)


@given(st.integers(0, 80), st.integers(0, 80))
def test_it_is_the_sum_of_all_outcomes_that_are_no_more_probable(recent, before):
    n = recent + before
    exact = [Fraction(comb(n, k) * 2 ** (n - k), 3**n) for k in range(n + 1)]
    wanted = sum(one for one in exact if one <= exact[recent])
    assert poisson_p(recent, before, spans=WEEKS) == pytest.approx(float(wanted), rel=1e-6)


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_p_is_a_probability_however_many_there_are(recent, before):
    assert 0 <= poisson_p(recent, before, spans=WEEKS) <= 1


def test_noise_and_not():
    assert compared(0, 0, spans=WEEKS).is_noise
    assert compared(4, 8, spans=WEEKS).p == pytest.approx(1)
    assert compared(7, 8, spans=WEEKS).is_noise
    assert not compared(12, 8, spans=WEEKS).is_noise
    assert not compared(0, 9, spans=WEEKS).is_noise
    assert compared(0, 8, spans=WEEKS).is_noise


@pytest.mark.parametrize(
    ("recent", "before", "words"),
    [(4, 8, "p = 1.00"), (0, 16, "p = 0.002"), (0, 40, "p < 0.001"), (7, 8, "p = 0.28")],
)
def test_a_p_in_words(recent, before, words):
    assert compared(recent, before, spans=WEEKS).p_words == words
