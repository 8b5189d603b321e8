"""Calls on one block never cross the edge of another; decision 12 says what each crossing costs."""

import resource
from collections.abc import Callable

import pytest

from portal import wsgi
from portal.base.stack import on_one_block

CALLS = 200


def leaf() -> None:
    pass


def faults_of_calls() -> int:
    """Minor page faults of a loop that calls: one or more for each call that maps a block."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def at_depth(depth: int, act: Callable[[], int]) -> int:
    return at_depth(depth - 1, act) if depth else act()


def worst_below(depth: int) -> int:
    """Most faults of the loop at any depth of calls down to `depth`."""
    return max(at_depth(each, faults_of_calls) for each in range(depth))


@pytest.mark.parametrize("above", range(0, 200, 10))
def test_no_depth_of_calls_maps_memory_at_each_call(above):
    """Whatever the server has called before, and however deep the request goes."""
    assert at_depth(above, on_one_block(lambda: worst_below(300))) < CALLS / 2


def test_arguments_and_answers_pass_through():
    assert on_one_block(lambda *args, **kwargs: (args, kwargs))(1, two=2) == ((1,), {"two": 2})


def test_an_exception_passes_through():
    def fail() -> None:
        raise ValueError("as it was")

    with pytest.raises(ValueError, match="as it was"):
        on_one_block(fail)()


def test_requests_are_answered_on_one_block():
    assert wsgi.application.__code__.co_stacksize == on_one_block(leaf).__code__.co_stacksize
