"""What left for the Caf, without reading the contents of every version; and who answers for a declaration."""

from collections.abc import Iterable

from django.db.models import Q

from portal.habpps.models import Grant
from portal.habpps.queries.people import counts_on, shown_as
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import AFAS_ROLES, Role

from ..models import Declaration, Transmission


def transmissions(declaration: Declaration) -> list[Transmission]:
    """The latest first, with the person; without the content, which is large."""
    return list(declaration.transmissions.select_related("transmitted_by").defer("content").order_by("-version"))


def version_and_before(declaration: Declaration, version: int) -> tuple[Transmission | None, Transmission | None]:
    """One version and the one before it; (None, None) when there is none of that number."""
    rows = declaration.transmissions.filter(version__in=[version, version - 1]).order_by("version")
    found = {each.version: each for each in rows}
    return found.get(version), found.get(version - 1)


def names_by_role(actor: Actor, declaration: Declaration) -> dict[Role, list[str]]:
    """Who holds each AFAS role over the activity on the actor's day; [] for a role that nobody holds."""
    activity = declaration.activity
    sites: Iterable[int] = [site.pk for site in activity.sites.all()]
    reach = Q(activity_id=activity.pk) | Q(site_id__in=sites)
    rows = (
        Grant.objects.filter(counts_on(actor.today), reach, agreement_id=activity.agreement_id, role__in=AFAS_ROLES)
        .annotate(shown_last_name=shown_as("last_name"), shown_first_name=shown_as("first_name"))
        .order_by("shown_last_name", "shown_first_name", "user_id")
        .values_list("role", "user_id", "shown_first_name", "shown_last_name")
    )
    found: dict[Role, dict[int, str]] = {role: {} for role in AFAS_ROLES}
    for role, user_id, first, last in rows:
        found[Role(role)][user_id] = f"{first} {last}"
    return {role: list(people.values()) for role, people in found.items()}
