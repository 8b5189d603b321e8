"""What every view of this room shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.base.errors import ActionError, Stale
from portal.base.urls import reverse
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.extending import AlreadyGiven
from portal.habpps.rights.shown import shown_person

R = TypeVar("R")
Crumbs = list[tuple[str, str]]


class PortalRequest(HttpRequest):
    """A request after `ActorMiddleware`."""

    actor: Actor


def page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For signed-in people; GET alone unless `methods` are given."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return login_required(require_http_methods(list(methods or ("GET",)))(view))

    return decorate


def carry_out(form: forms.Form, action: Callable[[], R], *others: forms.Form) -> R | None:
    """The action's result when the forms are right and the action accepts; else None, and the forms say why.

    An error « first-email » goes to the form whose prefix is « first ». What somebody else has changed meanwhile shows
    beside what was typed (`SeenForm`).
    """
    every = (form, *others)
    valid = [each.is_valid() for each in every]  # each of them, so that every error shows at once
    if not all(valid):
        return None
    try:
        return action()
    except ActionError as error:
        if isinstance(error, AlreadyGiven):
            form.already = error
        for name, texts in error.errors.items():
            _blame(every, name, texts)
    except Stale as stale:
        form.show_both(stale.current)
    return None


def _blame(every: tuple[forms.Form, ...], name: str, texts: list[str]) -> None:
    for form in every:
        own = name.removeprefix(f"{form.prefix}-") if form.prefix else name
        own = getattr(form, "ASKED_AS", {}).get(own, own)
        if own in form.fields and (not form.prefix or own != name):
            for each in texts:
                form.add_error(own, each)
            return
    for each in texts:
        every[0].add_error(None, each)


def render_page(request: HttpRequest, template: str, context: dict[str, Any], *, refused: bool = True) -> HttpResponse:
    """The page, 422 when it shows again a form that was refused (any POST, unless `refused` is false)."""
    status = 422 if request.method == "POST" and refused else 200
    return render(request, f"habpps/{template}.html", context, status=status)


def redirect_done(
    request: HttpRequest, text: str, url: str, *, notes: Iterable[str] = (), **keys: str
) -> HttpResponseRedirect:
    """To the page `url`, which says what was done (`text`) and what to know about it (`notes`)."""
    if text:
        messages.success(request, text)
    for note in notes:
        messages.info(request, note)
    return redirect(url, **keys)


def agreement_crumbs(agreement: Agreement, *last: tuple[str, str]) -> Crumbs:
    return [
        ("Conventions", reverse("habpps:agreements")),
        (agreement.shown_label, reverse("habpps:agreement", args=[agreement.public_id])),
        *last,
    ]


def users_crumbs(agreement: Agreement, *last: tuple[str, str]) -> Crumbs:
    users = reverse("habpps:users", args=[agreement.public_id])
    return agreement_crumbs(agreement, ("Liste des utilisateurs", users), *last)


def url(name: str, *keys: str, **query: str) -> str:
    """The address of a page of this room."""
    address = reverse(f"habpps:{name}", args=keys)
    if not query:
        return address
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def full_name(grant: Grant) -> str:
    """The holder's name, as the convention knows it."""
    return shown_person(grant).full_name


def identified_name_of(grant: Grant) -> str:
    """The same with the identifier, for a page that asks before something is done to them."""
    return shown_person(grant).identified_name
