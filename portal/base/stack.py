"""Calls that stay within one block of CPython's data stack; decision 12 says why.

CPython keeps the frames of Python functions in blocks of 16 kB. Before 3.13.13 and 3.14.4 a call that needs a new block
maps it, and its return unmaps it: a loop that runs at the edge of a block pays two system calls for each function it
calls. A frame too large for a block gets one of its own, twice as large as it asks at most, and the calls below it use
what is left.
"""

from collections.abc import Callable
from typing import Any

# Slots of 8 bytes: 128 kB. The block then has 256 kB and leaves 125 to the calls below; the longest page needs about 30.
# Nothing touches the frame's own slots: they cost addresses, not memory.
SLOTS = 16 * 1024


def on_one_block(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, called from a frame that reserves `SLOTS`."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return call
