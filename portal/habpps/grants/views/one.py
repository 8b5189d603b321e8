"""One right of a convention: its dates changed, or ended."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from portal.base.formats import short_date
from portal.base.once import once
from portal.habpps.models import Grant
from portal.habpps.permissions import VIEW_AGREEMENTS, VIEW_ASSIGNMENTS, VIEW_USERS
from portal.habpps.rights.decisions import follow_organisation, is_allowed, reachable_filter, require
from portal.habpps.rights.labels import tell_caf
from portal.habpps.rights.roles import AFAS_ROLES, GROUP_ROLES, Role
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.amendments import url_of_amendment
from portal.habpps.screens.pages import (
    PortalRequest,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
    users_crumbs,
)

from .. import facts
from ..actions.ending import change_dates, decide_grant_end, end_grant, permission_over
from ..forms import DatesForm, EndingForm
from .effects import LOOK, ending_context

WHOLE = Grant.objects.select_related("user", "activity", "site", "group", "agreement__partner", "agreement__caf")


def _get(request: PortalRequest, public_id: str) -> Grant:
    """404 outside what the actor sees; 403 where they may not end that kind of right."""
    seen = reachable_filter(request.actor, Grant, VIEW_USERS, VIEW_ASSIGNMENTS)
    grant = get_object_or_404(WHOLE, seen, public_id=public_id, agreement__isnull=False)
    require(request.actor, permission_over(grant.role), grant)
    follow_organisation(request.actor, permission_over(grant.role), grant)
    tell_caf(request.actor, grant)
    return grant


def _back(request: PortalRequest, grant: Grant) -> str:
    """Where the right was: the person's page (« ?retour=personne »), the roles, the groups, or the users."""
    sees_users = is_allowed(request.actor, VIEW_USERS, grant)
    if sees_users and request.GET.get("retour") == "personne":
        return url("user", _access_above(grant).public_id)
    if grant.role in AFAS_ROLES or not sees_users:
        sites = {"lieux": "oui"} if grant.site_id else {}
        return url("assignments", partenaire=grant.agreement.public_id, etat="ACTIVE", **sites)
    if grant.role == Role.PARTNER_ADMIN:
        return url("agreement", grant.agreement.public_id)
    if grant.role in GROUP_ROLES.values():
        return url("groups", grant.agreement.public_id)
    return url("users", grant.agreement.public_id)


def _access_above(grant: Grant) -> Grant:
    """The access to the convention that a right hangs under."""
    while grant.parent is not None:
        grant = grant.parent
    return grant


@page("GET", "POST")
@once
def grant_change(request: PortalRequest, public_id: str) -> HttpResponse:
    grant = _get(request, public_id)
    back = _back(request, grant)
    form = DatesForm(request.POST or None, initial=facts.of_grant(grant))
    if request.method == "POST":
        outcome = carry_out(form, lambda: change_dates(actor=request.actor, grant=grant, **form.cleaned_data))
        if outcome is not None:
            return redirect_done(request, "Les dates sont enregistrées.", back, notes=outcome.notes)
    return render_page(
        request, "grants/grant_change", {"form": form, **_context(request, grant, back, "Modifier une habilitation")}
    )


@page("GET", "POST")
@once
def grant_end(request: PortalRequest, public_id: str) -> HttpResponse:
    grant = _get(request, public_id)
    back = _back(request, grant)
    form, looks = EndingForm(request.POST or None), request.POST.get("act") == LOOK
    if request.method == "POST" and not looks:
        ended = carry_out(form, lambda: end_grant(actor=request.actor, grant=grant, **form.cleaned_data))
        if ended is not None:
            return redirect_done(request, _ended_text(ended), back)
    over = grant.is_over(request.actor.today)
    why_not = "" if over else decide_grant_end(request.actor, grant.agreement, grant).reason
    context = {
        "form": form,
        "submit_label": "Supprimer",
        "why_not": why_not,
        "amendment_url": url_of_amendment(why_not, grant.agreement.public_id, grant.public_id),
        **_context(request, grant, back, "Supprimer une habilitation"),
        **ending_context(request, form, [grant]),
    }
    return render_page(request, "grants/grant_end", context, refused=not looks)


def _ended_text(grant: Grant) -> str:
    if grant.revoked_at is not None:
        return "L'habilitation est supprimée : elle ne vaut plus dès maintenant."
    return f"L'habilitation prend fin le {short_date(grant.valid_until)} au soir."


def _context(request: PortalRequest, grant: Grant, back: str, title: str) -> dict:
    place = grant.activity or grant.site
    sees_agreement = is_allowed(request.actor, VIEW_AGREEMENTS, grant.agreement)
    assignments = [("Habilitations d'action sociale", url("assignments"))]
    return {
        "grant": grant,
        "person": shown_person(grant).identified_name,
        "role": Role(grant.role).label,
        "place": str(place) if place else "",
        "ended": grant.revoked_at is not None,
        "cancel_url": back,
        "crumbs": users_crumbs(grant.agreement, (title, "")) if sees_agreement else [*assignments, (title, "")],
    }
