"""The entries of HABPPS in the menu, by rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from portal.base.urls import reverse
from portal.habpps.rights.permissions import Permission
from portal.ui import menu
from portal.ui.menu import MenuEntry, Organisation

from .permissions import (
    MANAGE_OFFICIALS,
    RECORD_AGREEMENT,
    REGISTER_PARTNER,
    SUPERVISE,
    VIEW_AGREEMENTS,
    VIEW_ASSIGNMENTS,
    VIEW_JOURNAL,
    VIEW_MEASURES,
    VIEW_PARTNERS,
    VIEW_USERS,
)


def holds(permission: Permission) -> Callable[[HttpRequest], bool]:
    """Visible to who may do this to anything at all; asks no query beyond the request's grants."""

    def visible(request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may(permission)

    return visible


EVERYWHERE = "Toutes mes organisations"


def organisations(request: HttpRequest) -> Iterable[Organisation]:
    """Where the person's rights lie, from the grants already loaded; several of them: one chosen, or all."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.organisations:
        return []
    url, now = reverse("habpps:organisation"), actor.focus
    several = len(actor.organisations) > 1
    own = [Organisation(name, url, key, current=several and key == now) for key, name in actor.organisations.items()]
    return [*own, Organisation(EVERYWHERE, url, current=not now)] if several else own


ENTRIES = (
    MenuEntry(
        "Consulter les types d'organismes partenaires",
        "habpps:partner_types",
        holds(VIEW_PARTNERS),
        menu.PARTNERS,
        10,
    ),
    MenuEntry(
        "Consulter les organismes partenaires",
        "habpps:partners",
        holds(VIEW_PARTNERS),
        menu.PARTNERS,
        20,
        below=("/lieux/", "/propositions/"),
    ),
    MenuEntry(
        "Enregistrer un organisme partenaire",
        "habpps:partner_register",
        holds(REGISTER_PARTNER),
        menu.PARTNERS,
        30,
    ),
    MenuEntry(
        "Consulter les conventions",
        "habpps:agreements",
        holds(VIEW_AGREEMENTS),
        menu.AGREEMENTS,
        10,
        below=("/utilisateurs/", "/imports/", "/avenants/", "/activites/"),
    ),
    MenuEntry("Enregistrer une convention", "habpps:agreement_record", holds(RECORD_AGREEMENT), menu.AGREEMENTS, 20),
    MenuEntry("Vue d'ensemble", "habpps:supervision", holds(SUPERVISE), menu.SUPERVISION, 5),
    MenuEntry("Consulter le journal", "habpps:journal", holds(VIEW_JOURNAL), menu.SUPERVISION, 10),
    MenuEntry("Connexions", "habpps:connections", holds(SUPERVISE), menu.SUPERVISION, 20),
    MenuEntry("Mails", "habpps:letters", holds(SUPERVISE), menu.SUPERVISION, 30),
    MenuEntry("Mesures de précaution", "habpps:measures", holds(VIEW_MEASURES), menu.SUPERVISION, 60),
    MenuEntry("Agents de la Caf", "habpps:officials", holds(MANAGE_OFFICIALS), menu.SUPERVISION, 70),
    MenuEntry("Administration des profils", "habpps:assignments", holds(VIEW_ASSIGNMENTS), menu.AFAS, 90),
    MenuEntry("Mes droits", "habpps:my_rights", group=menu.ACCOUNT, order=20),
)

SEARCH = MenuEntry("Personne, organisme, convention…", "habpps:search", holds(VIEW_USERS))


def register() -> None:
    menu.register(*ENTRIES)
    menu.register_search(SEARCH)
    menu.register_organisations(organisations)
