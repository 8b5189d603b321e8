"""The lists of what a Caf watches over: one view, made for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse

from portal.base.statements import Found
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.labels import tell_rows
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, page, render_page, url
from portal.ui.tables import Column, Row, Table, chosen_sort, page_of

from ..forms import AgreementFilter, EndingFilter, IdleFilter, NeverUsedFilter
from ..queries import watches as queries
from ..tables import watches as tables


@dataclass(frozen=True)
class Watch:
    """`found(actor, asked, sort)`: the rows."""

    title: str
    lead: str
    form: type[forms.Form]
    columns: list[Column]
    sort: str
    found: Callable[[Actor, dict[str, Any], str], Found]
    row: Callable[[dict[str, Any], Actor], Row]
    noun: tuple[str, str]
    empty: str


def _view(watch: Watch) -> Callable[..., HttpResponse]:
    @page("GET", "POST")
    def view(request: PortalRequest) -> HttpResponse:
        """A POST asks for the list as a file."""
        require(request.actor, SUPERVISE)
        form = watch.form(request.GET)
        form.is_valid()
        sort = chosen_sort(request.GET, watch.columns, watch.sort)
        found = watch.found(request.actor, form.cleaned_data, sort)
        if request.method == "POST":
            return exported(request, watch.title, watch.columns, found, partial(tell_rows, request.actor))
        shown = page_of(request, found)
        table = Table(
            caption=watch.title,
            columns=watch.columns,
            rows=[watch.row(row, request.actor) for row in tell_rows(request.actor, shown)],
            page=shown,
            sort=sort,
            noun=watch.noun,
            filtered=any(form.cleaned_data.values()),
            exports=True,
            empty=watch.empty,
        )
        crumbs = [("Supervision", url("supervision")), (watch.title, "")]
        context = {"heading": watch.title, "lead": watch.lead, "filter_form": form, "table": table, "crumbs": crumbs}
        return render_page(request, "oversight/watch", context)

    return view


ACCESS = ("accès trouvé", "accès trouvés")
AGREEMENTS = ("convention trouvée", "conventions trouvées")

never_used = _view(
    Watch(
        "Comptes jamais activés",
        "Les personnes qui ne se sont pas encore connectées depuis leur invitation. Un lien expiré se renvoie.",
        NeverUsedFilter,
        tables.NEVER_USED,
        "envoi",
        lambda actor, asked, sort: queries.list_never_used(
            actor,
            person=asked.get("personne", ""),
            agreement=asked.get("convention", ""),
            invitation=asked.get("invitation", ""),
            sort=sort,
        ),
        tables.never_used_row,
        ACCESS,
        "Toutes les personnes invitées se sont connectées.",
    )
)
idle_users = _view(
    Watch(
        "Utilisateurs inactifs",
        "Les accès ouverts dont le titulaire ne s'est pas connecté depuis six mois ou plus.",
        IdleFilter,
        tables.IDLE,
        "connexion",
        lambda actor, asked, sort: queries.list_idle(
            actor,
            person=asked.get("personne", ""),
            agreement=asked.get("convention", ""),
            months=asked.get("depuis") or "6",
            sort=sort,
        ),
        tables.idle_row,
        ACCESS,
        "Tous les utilisateurs se sont connectés dans les six derniers mois.",
    )
)
short_agreements = _view(
    Watch(
        "Conventions avec moins de deux administrateurs",
        "La convention en prévoit deux. Un avenant désigne celui qui manque.",
        AgreementFilter,
        tables.SHORT,
        "administrateurs",
        lambda actor, asked, sort: queries.short_agreements(actor, agreement=asked.get("convention", ""), sort=sort),
        tables.short_row,
        AGREEMENTS,
        "Toutes les conventions ouvertes ont leurs deux administrateurs.",
    )
)
ending_agreements = _view(
    Watch(
        "Conventions qui prennent fin",
        "Les conventions validées dont le dernier jour approche. Pour renouveler, repoussez la date de clôture.",
        EndingFilter,
        tables.ENDING,
        "fin",
        lambda actor, asked, sort: queries.ending_agreements(
            actor,
            agreement=asked.get("convention", ""),
            days=int(asked.get("delai") or queries.ENDING_DAYS),
            sort=sort,
        ),
        tables.ending_row,
        AGREEMENTS,
        "Aucune convention ne prend fin dans ce délai.",
    )
)
