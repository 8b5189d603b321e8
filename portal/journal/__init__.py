"""What happened: typed, append-only events whose rows are sealed into a chain.

`record(kind, actor_id=…, …)` writes one event in the caller's transaction; `verify()` proves that nothing was
changed, removed or inserted.
"""

from .kinds import BUSINESS, SECURITY, Kind, declare, declare_words

__all__ = ["BUSINESS", "SECURITY", "Kind", "declare", "declare_words", "record", "together"]


def record(kind, **arguments):
    """Write one event; see `portal.journal.writer.record`."""
    from .writer import record as write  # models cannot be imported before the applications are ready

    return write(kind, **arguments)


def together():
    """Write the events recorded inside at its end; see `portal.journal.writer.together`."""
    from .writer import together as gathered

    return gathered()
