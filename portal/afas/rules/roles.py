"""Who holds which AFAS role over a declaration, answered from memory: no query, whatever the number of rows."""

from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, can
from portal.habpps.rights.permissions import permission

from ..models import Declaration, PartKind

ENTER: dict[str, str] = {PartKind.ACTIVITY: "afas.enter_activity_data", PartKind.FINANCIAL: "afas.enter_financial_data"}
APPROVE = "afas.approve"
HANDLE = "afas.handle"


def holds(actor: Actor, name: str, declaration: Declaration) -> bool:
    """`can`, without the query by which a refusal looks for its reason."""
    return bool(actor.grants_for(permission(name))) and bool(can(actor, name, declaration))


def no_role(name: str) -> Decision:
    """The refusal that names the role which is missing."""
    roles = " ou ".join(sorted(f"«\u00a0{role.label}\u00a0»" for role in permission(name).roles))
    return Decision(False, f"Vous n’avez pas le rôle {roles} sur cette activité.", None, name, lacking=True)
