"""What this room has made of an activity, told to HABPPS."""

from portal.habpps.registries import register_activity_use

from .queries.activity_use import use_of

register_activity_use(use_of)
