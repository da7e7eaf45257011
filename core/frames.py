"""One block of memory for the Python frames of a call; docs/decisions/0015-plain-queries-over-the-ratio.md says why.

CPython keeps frames in blocks of 16 kB. It maps a block when a call does not fit into the last one, and unmaps it when
that call ends: where the end of a block falls within a loop, each turn maps and unmaps one. A frame that asks for a
large stack gets a large block, and the frames below it lie in what is left of it.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

STACK = 70_000  # slots of 8 bytes, for which CPython maps 1 MB; the frames of a page take less than the other half

P = ParamSpec("P")
R = TypeVar("R")


def in_one_block(call: Callable[P, R]) -> Callable[P, R]:
    """The same call, whose frames lie in one block."""

    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    within.__code__ = within.__code__.replace(co_stacksize=STACK)
    return within
