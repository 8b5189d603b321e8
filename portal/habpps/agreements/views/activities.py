"""What a Caf funds: added, changed, closed."""

from django.http import HttpResponse

from portal.base.formats import long_date
from portal.base.once import once
from portal.habpps.extensions import get_activity_use
from portal.habpps.models import Activity, Agreement, Partner
from portal.habpps.partners.forms import LastDayForm
from portal.habpps.partners.queries import sites_offered
from portal.habpps.partners.tables.places import consequences_of_activity
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_AGREEMENTS, VIEW_PARTNERS
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url

from .. import facts
from ..actions.activities import add_activity, change_activity, close_activity, reopen_activity
from ..forms import ActivityChangeForm, ActivityForm

AGREEMENTS = Agreement.objects.select_related("partner", "caf")
ACTIVITIES = Activity.objects.select_related("agreement__partner", "agreement__caf")


@page("GET", "POST")
@once
def activity_add(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_AGREEMENTS, REGISTER_PARTNER, AGREEMENTS, public_id=public_id)
    form = ActivityForm(
        request.POST if request.method == "POST" else None,
        sites=sites_offered(agreement),
        initial={"opens_on": agreement.opens_on},
    )
    if request.method == "POST":
        activity = carry_out(form, lambda: add_activity(actor=request.actor, agreement=agreement, **form.values()))
        if activity is not None:
            return redirect_done(request, "L'activité est ajoutée.", url("partner", agreement.partner.public_id))
    return render_page(request, "agreements/activity", _context(form, agreement, "Ajouter une activité"))


@page("GET", "POST")
@once
def activity_change(request: PortalRequest, public_id: str) -> HttpResponse:
    activity = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, ACTIVITIES, public_id=public_id)
    agreement = activity.agreement
    form = ActivityChangeForm(
        request.POST if request.method == "POST" else None,
        sites=sites_offered(agreement, activity),
        initial=facts.of_activity(activity),
    )
    if request.method == "POST":
        changed = carry_out(form, lambda: change_activity(actor=request.actor, activity=activity, **form.values()))
        if changed is not None:
            return redirect_done(request, "L'activité est modifiée.", url("partner", agreement.partner.public_id))
    context = {**_context(form, agreement, "Modifier une activité"), "about": activity.name}
    return render_page(request, "agreements/activity", context)


@page("GET", "POST")
@once
def activity_close(request: PortalRequest, public_id: str) -> HttpResponse:
    activity = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, ACTIVITIES, public_id=public_id)
    typed = request.POST if request.method == "POST" else None
    form = LastDayForm(typed, initial={"closes_on": activity.closes_on or request.actor.today})
    if request.method == "POST":
        closed = carry_out(form, lambda: close_activity(actor=request.actor, activity=activity, **form.cleaned_data))
        if closed is not None:
            verb = "est fermée depuis" if closed.closes_on < request.actor.today else "ferme"
            text = f"L'activité {verb} le {long_date(closed.closes_on)} au soir."
            return redirect_done(request, text, url("partner", activity.agreement.partner.public_id))
    context = {
        **_context(form, activity.agreement, "Fermer une activité"),
        "about": activity.name,
        "consequences": consequences_of_activity(get_activity_use(activity)),
        "why_not": "",
        "submit_label": "Fermer l'activité",
    }
    return render_page(request, "screens/closing", context)


@page("POST")
@once
def activity_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    activity = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, ACTIVITIES, public_id=public_id)
    reopen_activity(actor=request.actor, activity=activity)
    return redirect_done(request, "L'activité est ouverte.", url("partner", activity.agreement.partner.public_id))


def _context(form: ActivityForm | LastDayForm, agreement: Agreement, title: str) -> dict:
    partner: Partner = agreement.partner
    here = url("partner", partner.public_id)
    crumbs: Crumbs = [("Organismes partenaires", url("partners")), (partner.name, here), (title, "")]
    return {"form": form, "agreement": agreement, "heading": title, "crumbs": crumbs, "cancel_url": here}
