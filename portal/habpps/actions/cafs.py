from __future__ import annotations

from ..models import Caf
from ..rights.actor import Actor
from ..rights.roles import Role


def own_caf(actor: Actor) -> Caf:
    """The Caf whose administrator acts: of several, the one where they work now."""
    held = next(grant for grant in actor.in_focus(actor.grants) if grant.role == Role.CAF_ADMIN)
    return Caf.objects.get(pk=held.caf_id or 0)
