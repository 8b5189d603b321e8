from .kinds import BUSINESS, EventKind, declare_events

# `what`: the French name of a kind of rows; `count`: how many were deleted.
PURGED = EventKind("journal.purged", BUSINESS, "a purgé {count} {what}", ("what", "count"))

declare_events(PURGED)
