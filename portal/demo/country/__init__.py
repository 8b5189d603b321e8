"""A country of any size in a few minutes: rows written in bulk, with states and figures that agree."""
