"""« Agents de la Caf »: its own people, found, named, ended, named again."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse

from portal.base.formats import of, short_date
from portal.base.once import once
from portal.habpps.models import Grant
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.decisions import follow_organisation, require
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.exports import exported
from portal.habpps.screens.namesakes import namesakes_of_typed
from portal.habpps.screens.pages import (
    Crumbs,
    PortalRequest,
    carry_out,
    full_name,
    identified_name_of,
    page,
    redirect_done,
    render_page,
    url,
)
from portal.ui.tables import chosen_sort, page_of

from .. import queries, tables
from ..actions.care import CAFS
from ..actions.ends import decide_official_end, end_official
from ..actions.naming import caf_of, grantable, name_agent, reopen_official
from ..forms import OfficialEndForm, OfficialFilter, OfficialForm, OfficialReopenForm
from ..rules import cafs_warning


def crumbs(*last: tuple[str, str]) -> Crumbs:
    return [("Supervision", url("supervision")), ("Agents de la Caf", url("officials") if last else ""), *last]


def get_official(request: PortalRequest, public_id: str) -> Grant:
    """Somebody's role over a Caf, for who names its people; of another Caf's there is nothing."""
    require(request.actor, MANAGE_OFFICIALS)
    grant = queries.within_reach(request.actor).filter(public_id=public_id).first()
    if grant is None or grant.caf is None:
        raise Http404
    follow_organisation(request.actor, MANAGE_OFFICIALS, grant.caf)
    return grant


@page("GET", "POST")
def officials(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, MANAGE_OFFICIALS)
    cafs, today = queries.list_cafs(request.actor), request.actor.today
    form = OfficialFilter(request.GET, cafs=cafs)
    search = form.search(chosen_sort(request.GET, tables.COLUMNS, "nom"))
    found = queries.list_officials(request.actor, search)
    if request.method == "POST":
        read = partial(tables.exported_rows, today=today)
        return exported(request, "Agents de la Caf", tables.FILE_COLUMNS, found, read)
    context = {
        "filter_form": form,
        "table": tables.officials_table(
            page_of(request, found),
            search.sort,
            today,
            several=len(cafs) > 1,
            own=request.actor.id,
            filtered=any(form.cleaned_data.values()),
        ),
        "warning": cafs_warning(queries.short_cafs(request.actor, MANAGE_OFFICIALS)),
        "officials_url": "",
        "where": cafs[0].name if len(cafs) == 1 else "",
        "crumbs": crumbs(),
    }
    return render_page(request, "officials/officials", context)


@page("GET", "POST")
@once
def official_name(request: PortalRequest) -> HttpResponse:
    require(request.actor, MANAGE_OFFICIALS)
    cafs = queries.list_cafs(request.actor)
    looks = request.POST.get("act") == "look"
    posted = request.POST if request.method == "POST" and not looks else None
    roles = sorted({role for caf in cafs[:1] for role in grantable(request.actor, caf)}, key=list(Role).index)
    again = bool(request.POST.get("somebody_else"))
    initial = {"valid_from": request.actor.today, "somebody_else": again}
    form = OfficialForm(posted, cafs=cafs, roles=roles, initial=initial)
    if posted is not None:
        named = carry_out(form, lambda: name_agent(actor=request.actor, identity=form.identity(), **form.rights()))
        if named is not None:
            text = "Le rôle est donné : la personne reçoit son invitation par e-mail."
            return redirect_done(request, text, "habpps:official", public_id=named.public_id)
    where = form.looked_in(request.POST.get("caf", ""))
    known = (
        queries.find_role_by_email(where, request.POST.get("email", "").strip(), request.actor.today) if where else None
    )
    context = {
        "form": form,
        "where": cafs[0].name if len(cafs) == 1 else "",
        "known": known,
        "known_name": full_name(known) if known else "",
        "namesakes": namesakes_of_typed(where, request.POST),
        "submit_label": "Nommer",
        "cancel_url": url("officials"),
        "crumbs": crumbs(("Nommer un agent", "")),
    }
    return render_page(request, "officials/official_name", context, refused=not looks)


@page()
def official(request: PortalRequest, public_id: str) -> HttpResponse:
    """One person's role over the Caf, and their account."""
    grant = get_official(request, public_id)
    person, today = shown_person(grant), request.actor.today
    own = grant.user_id == request.actor.id
    context: dict[str, Any] = {
        "person": person.full_name,
        "caf": grant.caf,
        "own": own,
        "rows": tables.official_rows(grant, person, today),
        "actions": [] if own else tables.role_actions(grant, today),
        "others": tables.other_roles_table(queries.other_roles(grant), today),
        "helps": [],
        "why_not": "",
        "crumbs": crumbs((person.full_name, "")),
    }
    if not own and not grant.is_over(today):
        may_touch = CAFS.decide(request.actor, grant, invited=person.invited_at is not None)
        context["helps"] = tables.official_help(grant, person, may_touch=bool(may_touch))
        context["why_not"] = may_touch.reason
    return render_page(request, "officials/official", context)


@page("GET", "POST")
@once
def official_end(request: PortalRequest, public_id: str) -> HttpResponse:
    grant = get_official(request, public_id)
    person, role = full_name(grant), Role(grant.role).label
    form = OfficialEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        ended = carry_out(form, lambda: end_official(actor=request.actor, grant=grant, **form.cleaned_data))
        if ended is not None:
            now = ended.revoked_at is not None
            when = "a pris fin" if now else f"prend fin le {short_date(ended.valid_until)} au soir"
            text = f"Le rôle «\u00a0{role}\u00a0» {of(person)} {when}."
            return redirect_done(request, text, "habpps:official", public_id=public_id)
    context = {
        "form": form,
        "person": identified_name_of(grant),
        "role": role,
        "caf": grant.caf,
        "why_not": decide_official_end(request.actor, caf_of(grant), grant).reason,
        "submit_label": "Mettre fin au rôle",
        "cancel_url": url("official", public_id),
        "crumbs": crumbs((person, url("official", public_id)), ("Mettre fin au rôle", "")),
    }
    return render_page(request, "officials/official_end", context)


@page("GET", "POST")
@once
def official_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    grant = get_official(request, public_id)
    person, role = full_name(grant), Role(grant.role).label
    initial = {"valid_from": request.actor.today}
    form = OfficialReopenForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        again = carry_out(form, lambda: reopen_official(actor=request.actor, grant=grant, **form.cleaned_data))
        if again is not None:
            text = f"{person} a de nouveau le rôle «\u00a0{role}\u00a0»."
            return redirect_done(request, text, "habpps:official", public_id=again.public_id)
    context = {
        "form": form,
        "person": identified_name_of(grant),
        "role": role,
        "caf": grant.caf,
        "submit_label": "Rouvrir le rôle",
        "cancel_url": url("official", public_id),
        "crumbs": crumbs((person, url("official", public_id)), ("Rouvrir le rôle", "")),
    }
    return render_page(request, "officials/official_reopen", context)
