"""Frames in one block: what the call costs in page faults, wherever the end of a small block would fall."""

import resource

import pytest

from core.frames import in_one_block

TURNS = 1000


def _leaf() -> int:
    first, second, third = 1, 2, 3
    return first + second + third


def _loop_at(depth: int) -> None:
    if depth:
        _loop_at(depth - 1)
        return
    for _ in range(TURNS):
        _leaf()


def _most_page_faults(call) -> int:
    """Of loops at two hundred depths, which is more than a block holds, the dearest one."""
    most = 0
    for depth in range(200):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        call(depth)
        most = max(most, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    return most


def test_no_loop_maps_memory_at_each_turn():
    """When the first line fails, this Python keeps its blocks: `in_one_block` is needed no more."""
    assert _most_page_faults(_loop_at) > TURNS / 2
    assert _most_page_faults(in_one_block(_loop_at)) < TURNS / 2


def test_a_call_is_the_same():
    assert in_one_block(divmod)(7, 2) == (3, 1)
    assert in_one_block(sorted)([1, 2], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        in_one_block(divmod)(1, 0)
