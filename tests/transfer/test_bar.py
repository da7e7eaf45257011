"""What the bench of transfers promises is measured with as many incidents as it says."""

from bench.transfer_bar import FEWEST, MOST_SECONDS, keeps_the_bar


def test_fewer_incidents_do_not_keep_it():
    assert keeps_the_bar(FEWEST, MOST_SECONDS)
    assert not keeps_the_bar(FEWEST - 1, 1)
    assert not keeps_the_bar(FEWEST, MOST_SECONDS + 1)
