"""The entries of HABPPS in the menu, by rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest
from django.urls import reverse

from portal.ui import menu
from portal.ui.menu import MenuEntry, Organisation


def holds(permission: str) -> Callable[[HttpRequest], bool]:
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
        holds("habpps.view_partners"),
        menu.PARTNERS,
        10,
    ),
    MenuEntry(
        "Consulter les organismes partenaires",
        "habpps:partners",
        holds("habpps.view_partners"),
        menu.PARTNERS,
        20,
        below=("/lieux/",),
    ),
    MenuEntry(
        "Enregistrer un organisme partenaire",
        "habpps:partner_register",
        holds("habpps.register_partner"),
        menu.PARTNERS,
        30,
    ),
    MenuEntry(
        "Consulter les conventions",
        "habpps:agreements",
        holds("habpps.view_agreements"),
        menu.AGREEMENTS,
        10,
        below=("/utilisateurs/", "/imports/", "/avenants/", "/activites/"),
    ),
    MenuEntry(
        "Enregistrer une convention", "habpps:agreement_record", holds("habpps.record_agreement"), menu.AGREEMENTS, 20
    ),
    MenuEntry("Vue d'ensemble", "habpps:supervision", holds("habpps.supervise"), menu.SUPERVISION, 5),
    MenuEntry("Consulter le journal", "habpps:journal", holds("habpps.view_journal"), menu.SUPERVISION, 10),
    MenuEntry("Connexions", "habpps:connections", holds("habpps.supervise"), menu.SUPERVISION, 20),
    MenuEntry("Mails", "habpps:letters", holds("habpps.supervise"), menu.SUPERVISION, 30),
    MenuEntry("Mesures de précaution", "habpps:measures", holds("habpps.view_measures"), menu.SUPERVISION, 60),
    MenuEntry("Agents de la Caf", "habpps:officials", holds("habpps.manage_officials"), menu.SUPERVISION, 70),
    MenuEntry("Administration des profils", "habpps:assignments", holds("habpps.view_assignments"), menu.AFAS, 90),
    MenuEntry("Mes droits", "habpps:my_rights", group=menu.ACCOUNT, order=20),
)

SEARCH = MenuEntry("Personne, organisme, convention…", "habpps:search", holds("habpps.view_users"))


def register() -> None:
    menu.register(*ENTRIES)
    menu.register_search(SEARCH)
    menu.register_organisations(organisations)
