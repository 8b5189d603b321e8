from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.urls import reverse

from portal.catalogue import catalogue
from portal.habpps.models import Activity, Agreement, Partner
from portal.ui.formats import number, short_date
from portal.ui.pieces import Action, SummaryRow
from portal.ui.tables import Column, Link, Row, Table

from .states import agreement_state, agreement_status

COLUMNS = [
    Column("Nom", sort="name", value="name"),
    Column("SIRET", value="siret"),
    Column("Type de partenaire", sort="type__name", value="type__name"),
    Column("Commune", sort="town", value=lambda row: f"{row['postcode']} {row['town']}".strip()),
]


def order(sort: str) -> str:
    """The field to order by; the sort keys are the fields'."""
    return sort


def spaced(siret: str) -> str:
    """« 552 100 554 00021 », with no-break spaces."""
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def partners_table(page: Page, sort: str, *, filtered: bool) -> Table:
    rows = [
        Row(
            [
                Link(row["name"], reverse("habpps:partner", args=[row["public_id"]])),
                spaced(row["siret"]),
                row["type__name"],
                f"{row['postcode']} {row['town']}".strip(),
            ],
            name=row["name"],
        )
        for row in page
    ]
    return Table(
        caption="Organismes partenaires",
        columns=COLUMNS,
        rows=rows,
        page=page,
        sort=sort,
        noun=("organisme trouvé", "organismes trouvés"),
        filtered=filtered,
        exports=True,
        empty="Aucun organisme partenaire n'est encore enregistré.",
    )


def types_table(types: list[tuple[str, str, int]]) -> Table:
    address = reverse("habpps:partners")
    rows = [Row([Link(name, f"{address}?type={key}"), number(count)], name=name) for name, key, count in types]
    columns = [Column("Type de partenaire"), Column("Organismes", align="end")]
    return Table(caption="Types d'organismes partenaires", columns=columns, rows=rows, noun=("type", "types"))


def partner_rows(partner: Partner) -> list[SummaryRow]:
    return [
        SummaryRow("SIRET", spaced(partner.siret)),
        SummaryRow("RNA", partner.rna),
        SummaryRow("Type de partenaire", partner.type.name),
        SummaryRow("Adresse", " ".join(filter(None, (partner.address, partner.postcode, partner.town)))),
    ]


def agreements_table(agreements: Sequence[Agreement], today: date) -> Table:
    rows = [
        Row(
            [
                Link(each.label, reverse("habpps:agreement", args=[each.public_id])),
                each.caf.name,
                short_date(each.opens_on),
                short_date(each.closes_on),
                agreement_status(each.state, each.opens_on, each.closes_on, today),
                agreement_state(each.state),
            ],
            name=each.label,
        )
        for each in agreements
    ]
    columns = ["Libellé", "Caf pilote", "Date d'ouverture", "Date de clôture", "Statut", "État"]
    return Table(
        caption="Conventions",
        columns=[Column(label) for label in columns],
        rows=rows,
        id="conventions",
        noun=("convention", "conventions"),
        empty="Cet organisme n'a pas encore de convention avec votre Caf.",
    )


def sites_table(sites: list[dict[str, Any]]) -> Table:
    rows = [Row([s["name"], s["address"], f"{s['postcode']} {s['town']}".strip()], name=s["name"]) for s in sites]
    return Table(
        caption="Lieux d'implantation",
        columns=[Column("Nom"), Column("Adresse"), Column("Commune")],
        rows=rows,
        id="lieux",
        noun=("lieu", "lieux"),
        empty="Aucun lieu d'implantation n'est encore enregistré.",
    )


def activities_table(activities: list[Activity]) -> Table:
    rows = [
        Row(
            [
                each.name,
                type_label(each.type_code),
                nature_label(each.type_code, each.nature_code),
                ", ".join(site.name for site in each.sites.all()),
                short_date(each.opens_on),
                short_date(each.closes_on),
                each.agreement.label,
            ],
            name=each.name,
        )
        for each in activities
    ]
    labels = ["Nom", "Type", "Nature", "Lieux d'implantation", "Date d'ouverture", "Date de clôture", "Convention"]
    return Table(
        caption="Activités",
        columns=[Column(label) for label in labels],
        rows=rows,
        id="activites",
        noun=("activité", "activités"),
        empty="Aucune activité n'est encore enregistrée.",
    )


def type_label(code: str) -> str:
    known = catalogue().types.get(code)
    return known.label if known else code


def nature_label(type_code: str, nature_code: str) -> str:
    known = catalogue().types.get(type_code)
    return known.natures.get(nature_code, nature_code) if known else nature_code


def activity_links(agreements: Sequence[Agreement]) -> list[Action]:
    """« Ajouter une activité », once per open convention."""
    return [
        Action("Ajouter une activité", reverse("habpps:activity_add", args=[each.public_id]), "plus", about=each.label)
        for each in agreements
        if each.state != Agreement.State.CLOSED
    ]
