"""What `make bench-transfer` must keep, apart from what measures it, which sets up Django for itself."""

MOST_SECONDS, FEWEST = 600, 20_000


def keeps_the_bar(incidents: int, seconds: float) -> bool:
    """Whether it was as fast as promised, with as many incidents as promised."""
    return incidents >= FEWEST and seconds <= MOST_SECONDS
