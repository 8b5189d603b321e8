"""The powers of the Caf: each asks for a reason, says first what it touches, and can be lifted."""

from collections.abc import Callable

from django.http import HttpResponse

from portal.base.formats import of
from portal.base.once import once
from portal.habpps.agreements.actions.ends import people_concerned
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.permissions import TAKE_MEASURES, VIEW_AGREEMENTS, VIEW_MEASURES, VIEW_USERS
from portal.habpps.rights.decisions import require
from portal.habpps.rights.roles import Role
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.forms import ReasonForm
from portal.habpps.screens.pages import (
    Crumbs,
    PortalRequest,
    agreement_crumbs,
    carry_out,
    full_name,
    identified_name_of,
    page,
    redirect_done,
    render_page,
    url,
    users_crumbs,
)
from portal.ui.tables import page_of

from . import queries, tables
from .actions import force_password, lift_measure, suspend_agreement, suspend_person, withdraw_delegation
from .forms import MeasureFilter

WHOLE = Agreement.objects.select_related("partner", "caf", "contract")
MEMBERSHIPS = Grant.objects.select_related("user", "agreement__partner", "agreement__caf")
TOLD_TO_PARTNER = "Il est écrit aux administrateurs de la convention."
TOLD_TO_PERSON = (
    "Il est écrit à cette personne, et à elle seule ; les administrateurs apprennent la mesure sans le motif."
)


@page()
def measures(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW_MEASURES)
    form = MeasureFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = queries.list_measures(
        request.actor,
        state=asked.get("etat", ""),
        kind=asked.get("mesure", ""),
        partner=asked.get("partenaire", ""),
    )
    context = {
        "filter_form": form,
        "table": tables.measures_table(page_of(request, found), request.actor, filtered=any(asked.values())),
        "crumbs": [("Supervision", url("supervision")), ("Mesures de précaution", "")],
    }
    return render_page(request, "measures/measures", context)


def _measure(
    request: PortalRequest,
    take: Callable[[str], Measure],
    *,
    heading: str,
    lead: str,
    touched: list[str],
    told: str,
    done_text: str,
    back: str,
    crumbs: Crumbs,
    about: str = "",
    button: str = "",
) -> HttpResponse:
    """The page that asks for the reason, then acts."""
    form = ReasonForm(request.POST if request.method == "POST" else None, told=told)
    if request.method == "POST" and carry_out(form, lambda: take(form.cleaned_data["reason"])) is not None:
        return redirect_done(request, done_text, back)
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "about": about,
        "touched": touched,
        "submit_label": button or heading,
        "cancel_url": back,
        "crumbs": crumbs,
    }
    return render_page(request, "screens/measure", context)


def _of_agreement(request: PortalRequest, public_id: str) -> Agreement:
    return get_allowed(request.actor, VIEW_AGREEMENTS, TAKE_MEASURES, WHOLE, public_id=public_id)


def _of_person(request: PortalRequest, public_id: str) -> Grant:
    return get_allowed(
        request.actor, VIEW_USERS, TAKE_MEASURES, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER
    )


@page("GET", "POST")
@once
def agreement_suspend(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _of_agreement(request, public_id)
    return _measure(
        request,
        lambda reason: suspend_agreement(actor=request.actor, agreement=found, reason=reason),
        heading="Suspendre la convention",
        lead=f"{found.shown_label}, {found.partner.name}.",
        touched=tables.touched_by_agreement(found, people_concerned(found, request.actor.today)),
        told=TOLD_TO_PARTNER,
        done_text="La convention est suspendue. Ses administrateurs en sont avertis par mail.",
        back=url("agreement", public_id),
        crumbs=agreement_crumbs(found, ("Suspendre", "")),
    )


@page("GET", "POST")
@once
def delegation_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _of_agreement(request, public_id)
    return _measure(
        request,
        lambda reason: withdraw_delegation(actor=request.actor, agreement=found, reason=reason),
        heading="Retirer la gestion déléguée",
        lead=f"{found.shown_label}, {found.partner.name}.",
        touched=tables.touched_by_withdrawal(queries.count_managers(found, request.actor.today)),
        told=TOLD_TO_PARTNER,
        done_text="La gestion déléguée est retirée : la Caf gère les utilisateurs de cette convention.",
        back=url("agreement", public_id),
        crumbs=agreement_crumbs(found, ("Retirer la gestion déléguée", "")),
    )


@page("GET", "POST")
@once
def membership_suspend(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _of_person(request, public_id)
    agreement = found.agreement
    touched = queries.touched_by_person(found, request.actor.today)
    return _measure(
        request,
        lambda reason: suspend_person(actor=request.actor, membership=found, reason=reason),
        heading="Suspendre l'accès de cette personne",
        lead=f"{identified_name_of(found)}, {agreement.shown_label}.",
        touched=tables.touched_by_person(found, agreement, touched),
        told=TOLD_TO_PERSON,
        done_text=f"L'accès {of(full_name(found))} est suspendu. Cette personne en est avertie par mail.",
        back=url("user", public_id),
        crumbs=users_crumbs(agreement, (full_name(found), url("user", public_id)), ("Suspendre", "")),
    )


@page("GET", "POST")
@once
def password_force(request: PortalRequest, public_id: str) -> HttpResponse:
    found = _of_person(request, public_id)
    return _measure(
        request,
        lambda reason: force_password(actor=request.actor, membership=found, reason=reason),
        heading="Imposer un changement de mot de passe",
        lead=f"{identified_name_of(found)}, {found.agreement.shown_label}.",
        touched=tables.TOUCHED_BY_PASSWORD,
        told=TOLD_TO_PERSON,
        done_text=f"{full_name(found)} doit changer de mot de passe : un lien part à son adresse mail.",
        back=url("user", public_id),
        crumbs=users_crumbs(found.agreement, (full_name(found), url("user", public_id)), ("Mot de passe", "")),
    )


@page("GET", "POST")
@once
def measure_lift(request: PortalRequest, public_id: str) -> HttpResponse:
    whole = Measure.objects.select_related("agreement__partner", "agreement__caf", "membership__user", "taken_by")
    found = get_allowed(request.actor, VIEW_MEASURES, TAKE_MEASURES, whole, public_id=public_id)
    person = identified_name_of(found.membership) if found.membership else found.agreement.partner.name
    return _measure(
        request,
        lambda reason: lift_measure(actor=request.actor, measure=found, reason=reason),
        heading="Lever la mesure",
        about=person,
        lead=f"{found.get_kind_display()} : {person}.",
        touched=tables.touched_by_lifting(found),
        told=TOLD_TO_PERSON if found.membership else TOLD_TO_PARTNER,
        done_text="La mesure est levée. Les personnes concernées en sont averties par mail.",
        back=url("measures"),
        crumbs=[("Supervision", url("supervision")), ("Mesures de précaution", url("measures")), ("Lever", "")],
    )
