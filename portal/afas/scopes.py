"""Where declarations lie; see `habpps.rights.scopes`."""

from portal.habpps.rights.scopes import register

from .models import Declaration

register(
    Declaration,
    caf="caf_id",
    agreement="activity__agreement_id",
    activity="activity_id",
    site="activity__sites",
)
