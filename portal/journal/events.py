from .kinds import BUSINESS, EventKind, declare_events

# `what`: the French name of a kind of rows; `count`: how many were deleted.
declare_events(EventKind("journal.purged", BUSINESS, "a purgé {count} {what}", ("what", "count")))
