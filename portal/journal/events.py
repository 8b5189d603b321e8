from .kinds import BUSINESS, Kind, declare

# `what` is a code, `count` a number of rows: what went is gone.
declare(Kind("journal.purged", BUSINESS, "a purgé {count} {what}", ("what", "count")))
