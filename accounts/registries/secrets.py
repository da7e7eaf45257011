"""Secrets that apps above store encrypted: each says how its own are stored anew under another SECRET_KEY."""

from collections.abc import Callable

_renewals: list[Callable[[], int]] = []


def register_renewal(renew: Callable[[], int]) -> None:
    """`renew` is called in the transaction of `renew_secrets`, and returns how many it stored."""
    _renewals.append(renew)


def renew_registered() -> int:
    """All of them; how many."""
    return sum(renew() for renew in _renewals)
