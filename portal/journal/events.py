from .kinds import BUSINESS, EventKind, declare_events

# `what` is a code, `count` a number of rows: what went is gone.
declare_events(EventKind("journal.purged", BUSINESS, "a purgé {count} {what}", ("what", "count")))
