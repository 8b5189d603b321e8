"""The ticked people of a list of a convention: put into a group, invited again, closed; out of a group (`groups`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.base.formats import plural
from portal.base.once import once
from portal.habpps.grants.forms import EndingForm
from portal.habpps.grants.views.effects import LOOK, ending_context
from portal.habpps.models import Agreement, Grant
from portal.habpps.permissions import MANAGE_USERS, VIEW_USERS
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.habpps.rights.rules import WHATEVER_THE_DAY
from portal.habpps.rights.shown import identified_name
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import PortalRequest, agreement_crumbs, carry_out, page, render_page, url

from ..actions.access import why_not_closed
from ..actions.selection import SelectionResult, add_selection_to_group, close_selection, resend_invitations
from ..forms import ClosingUserForm, GroupForm
from ..queries.groups import list_groups_to_give
from ..queries.users import find_ticked_accesses
from .users import WHOLE

CONFIRMED = "confirmed"
LISTS = {"users": "Liste des utilisateurs", "groups": "Groupes"}  # where people are ticked


def _read(request: PortalRequest, public_id: str) -> tuple[Agreement, list[Grant]]:
    """The convention, and those of the ticked accesses that are its own."""
    agreement = get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, public_id=public_id)
    return agreement, find_ticked_accesses(request.actor, agreement, request.POST.getlist("selection"))


def _told(
    request: PortalRequest, agreement: Agreement, lines: list[SelectionResult], done: str, back: str = "users"
) -> HttpResponse:
    """Back to the list, which says what became of each."""
    count = sum(line.done for line in lines)
    if count:
        messages.success(request, f"{plural(count, 'personne', 'personnes')} : {done}.")
    for line in lines:
        if line.text:
            level = messages.info if line.done else messages.warning
            level(request, f"{line.name} : {line.text}")
    return redirect(_list(request, agreement, back))


def _list(request: PortalRequest, agreement: Agreement, back: str) -> str:
    """The list where the people were ticked, as it was searched, sorted and turned."""
    whole, asked = url(back, agreement.public_id), request.POST.get("next", "")
    return asked if asked.startswith(f"{whole}?") else whole


def nobody_ticked(request: PortalRequest, agreement: Agreement, back: str = "users") -> HttpResponse:
    messages.warning(request, "Cochez au moins une personne de la liste.")
    return redirect(_list(request, agreement, back))


def ask(
    request: PortalRequest,
    agreement: Agreement,
    people: list[Grant],
    form: forms.Form,
    act: Callable[..., list[SelectionResult]],
    words: dict[str, str],
    back: str = "users",
    refused: Callable[[Grant], str] | None = None,
) -> HttpResponse:
    """The form about the ticked people, then its outcome. `words`: heading, submit_label, done, and what
    to know first (note); `back`: the list; `refused`: French, why nothing can be done to one of them, "" when it can.
    """
    looks = request.POST.get("act") == LOOK
    if CONFIRMED in request.POST and not looks:
        given = {"actor": request.actor, "agreement": agreement, "memberships": people}
        lines = carry_out(form, lambda: act(**given, **form.cleaned_data))
        if lines is not None:
            return _told(request, agreement, lines, words["done"], back)
    back_url = _list(request, agreement, back)
    refusals = {each.pk: refused(each) if refused else "" for each in people}
    context: dict[str, Any] = {
        "form": form,
        "agreement": agreement,
        "people": [(each.public_id, _named(each), refusals.get(each.pk, "")) for each in people],
        "note": words.get("note", ""),
        "heading": words["heading"],
        "submit_label": words["submit_label"],
        "ends": isinstance(form, EndingForm),
        "never": all(refusals.values()),
        "cancel_url": back_url,
        "crumbs": agreement_crumbs(agreement, (LISTS[back], back_url), (words["heading"], "")),
    }
    if isinstance(form, EndingForm):
        context |= ending_context(request, form, people)
    return render_page(request, "people/selection", context, refused=CONFIRMED in request.POST and not looks)


def _named(grant: Any) -> str:
    """Who, told apart from others of the name, and out of which group."""
    name = identified_name(grant.shown_first_name, grant.shown_last_name, grant.shown_username, grant.shown_email)
    return f"{name}, {Role(grant.role).label}" if grant.role in GROUP_ROLES.values() else name


@page("POST")
@once
def users_group(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement, people = _read(request, public_id)
    if not people:
        return nobody_ticked(request, agreement)
    initial = {"valid_from": request.actor.today, "valid_until": agreement.closes_on}
    typed = request.POST if CONFIRMED in request.POST else None
    groups = list_groups_to_give(request.actor, agreement)
    form = GroupForm(typed, agreement=agreement, groups=groups, initial=initial)
    words = {
        "heading": "Ajouter des utilisateurs au groupe",
        "submit_label": "Ajouter au groupe",
        "done": "dans le groupe",
    }
    return ask(request, agreement, people, form, add_selection_to_group, words)


@page("POST")
@once
def users_close(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement, people = _read(request, public_id)
    if not people:
        return nobody_ticked(request, agreement)
    form = ClosingUserForm(request.POST if CONFIRMED in request.POST else None)
    words = {
        "heading": "Clôturer l'accès de plusieurs utilisateurs",
        "submit_label": "Clôturer les accès",
        "done": "accès clôturé",
        "note": "Chacun en est averti par e-mail.",
    }
    return ask(
        request,
        agreement,
        people,
        form,
        close_selection,
        words,
        refused=lambda each: _whatever_the_day(why_not_closed(request.actor, each)),
    )


def _whatever_the_day(reason: str) -> str:
    """A refusal that another last day would not change."""
    return reason if reason in WHATEVER_THE_DAY else ""


@page("POST")
@once
def users_invite(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement, people = _read(request, public_id)
    if not people:
        return nobody_ticked(request, agreement)
    lines = resend_invitations(actor=request.actor, agreement=agreement, memberships=people)
    return _told(request, agreement, lines, "invitation renvoyée")
