from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.paginator import Page

from portal.base.formats import long_date, plural, postal_address, short_date, siret
from portal.base.urls import reverse
from portal.habpps.extensions import list_consequences_of_closing
from portal.habpps.models import Agreement, Partner
from portal.habpps.models.agreements import with_caf
from portal.habpps.screens.states import CLOSED, OPEN, agreement_state, agreement_status
from portal.ui.pieces import Action, SummaryRow
from portal.ui.tables import Column, Link, Row, States, Table

COLUMNS = [
    Column("Nom", sort="name", value="name"),
    Column("SIRET", value="siret"),
    Column("RNA", value="rna"),
    Column("Type de partenaire", sort="type__name", value="type__name"),
    Column("Commune", sort="town", value=lambda row: f"{row['postcode']} {row['town']}".strip()),
    Column("Statut", sort="closed_on", value=lambda row: (CLOSED if row["closed_on"] else OPEN).label),
]


def order(sort: str) -> str:
    """The field to order by; the sort keys are the fields'."""
    return sort


def partners_table(page: Page, sort: str, *, filtered: bool) -> Table:
    rows = [
        Row(
            [
                Link(row["name"], reverse("habpps:partner", args=[row["public_id"]])),
                siret(row["siret"]),
                row["rna"],
                row["type__name"],
                f"{row['postcode']} {row['town']}".strip(),
                States([CLOSED if row["closed_on"] else OPEN]),
            ],
            name=row["name"],
            muted=row["closed_on"] is not None,
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


def choosing_table(page: Page, *, filtered: bool) -> Table:
    """With which organisation to record a convention: the first cell leads on."""
    rows = [
        Row(
            [
                Link(each.name, f"{reverse('habpps:agreement_record')}?organisme={each.public_id}"),
                siret(each.siret),
                f"{each.postcode} {each.town}".strip(),
            ],
            name=each.name,
        )
        for each in page
    ]
    return Table(
        caption="Organismes sans convention en cours",
        columns=[Column("Organisme partenaire"), Column("SIRET"), Column("Commune")],
        rows=rows,
        page=page,
        noun=("organisme sans convention en cours", "organismes sans convention en cours"),
        filtered=filtered,
        empty="Chaque organisme enregistré a déjà sa convention avec votre Caf.",
        empty_action=Action("Enregistrer un organisme partenaire", reverse("habpps:partner_register"), "plus"),
    )


def partner_rows(partner: Partner) -> list[SummaryRow]:
    closed = [SummaryRow("Statut", f"Clôturé le {long_date(partner.closed_on)}")] if partner.closed_on else []
    return [
        *closed,
        SummaryRow("SIRET", siret(partner.siret)),
        SummaryRow("RNA", partner.rna),
        SummaryRow("Type de partenaire", partner.type.name),
        SummaryRow("Adresse", postal_address(partner.address, partner.postcode, partner.town)),
        SummaryRow("Caf pilote", partner.lead_caf.name if partner.lead_caf else "Aucune"),
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
                agreement_state(each.state, suspended=each.suspended_at is not None),
            ],
            name=each.label,
        )
        for each in agreements
    ]
    columns = ["Libellé", "Caf", "Date d'ouverture", "Date de clôture", "Statut", "État"]
    return Table(
        caption="Conventions",
        columns=[Column(label) for label in columns],
        rows=rows,
        id="conventions",
        noun=("convention", "conventions"),
        empty="Cet organisme n'a pas encore de convention avec votre Caf.",
    )


def partner_actions(partner: Partner, *, leads: bool, may_take: bool) -> list[Action]:
    """What the lead Caf does of an organisation, or what another one proposes. `may_take`: it may take the lead."""
    acts = lead_actions(partner) if leads else proposing_actions(partner)
    take = Action("Reprendre le pilotage", reverse("habpps:partner_lead_take", args=[partner.public_id]), "swap")
    return [take, *acts] if may_take else acts


def lead_actions(partner: Partner) -> list[Action]:
    key = partner.public_id
    transfer = Action("Transférer le pilotage", reverse("habpps:partner_lead_transfer", args=[key]), "swap")
    if partner.closed_on is not None:
        reopen = reverse("habpps:partner_reopen", args=[key])
        return [Action("Rouvrir l'organisme", reopen, "return", method="post"), transfer]
    return [
        Action("Modifier l'organisme", reverse("habpps:partner_change", args=[key]), "pencil"),
        transfer,
        Action("Clôturer l'organisme", reverse("habpps:partner_close", args=[key]), "lock", danger=True),
    ]


def proposing_actions(partner: Partner) -> list[Action]:
    """None while no Caf leads: there is nobody to propose to."""
    key = partner.public_id
    if partner.lead_caf_id is None:
        return []
    if partner.closed_on is not None:
        return [Action("Proposer la réouverture", reverse("habpps:proposal_reopen", args=[key]), "return")]
    return [
        Action("Proposer une modification", reverse("habpps:proposal_change", args=[key]), "pencil"),
        Action("Proposer la clôture", reverse("habpps:proposal_close", args=[key]), "lock"),
    ]


def lead_words(partner: Partner, *, leads: bool, shared: bool, may_take: bool) -> list[str]:
    """Which Caf leads, and what the reader's own may do. `shared`: other Cafs have registered the organisation."""
    if leads:
        others = " Les autres vous proposent leurs changements." if shared else ""
        return [f"Votre Caf pilote cet organisme : elle tient sa fiche et ses lieux, pour toutes les Caf.{others}"]
    if partner.lead_caf is None:
        return ["Aucune Caf ne pilote cet organisme. Reprenez son pilotage pour modifier sa fiche et ses lieux."]
    lead = partner.lead_caf.name
    told = (
        f"La {lead} pilote cet organisme : elle tient sa fiche et ses lieux, pour toutes les Caf. Vous pouvez lui proposer "
        "un changement, et ajouter les lieux dont vos activités ont besoin. Vos conventions et vos activités restent à "
        "votre main."
    )
    ended = f"La {lead} n'a plus de convention en cours avec cet organisme : votre Caf peut reprendre le pilotage."
    return [told, ended] if may_take else [told]


def consequences(touched: Iterable[tuple[Agreement, int]]) -> list[str]:
    """What closing the organisation touches, convention by convention. `touched`: each with its number of people."""
    found = []
    for agreement, people in touched:
        lost = plural(people, "personne perd son accès", "personnes perdent leur accès", "Personne ne perd d'accès")
        when = " à l'instant" if people else ""
        sentences = " ".join([f"{lost}{when}.", *list_consequences_of_closing(agreement)])
        found.append(f"La convention «\u00a0{agreement.label}\u00a0» est clôturée : {sentences}")
    return found or ["Aucune convention de votre Caf n'est en cours avec cet organisme."]


def activity_links(agreements: Sequence[Agreement]) -> list[Action]:
    """« Ajouter une activité », once per open convention."""
    return [
        Action(
            with_caf("Ajouter une activité", each.told_caf),
            reverse("habpps:activity_add", args=[each.public_id]),
            "plus",
            about=each.label,
        )
        for each in agreements
        if each.state != Agreement.State.CLOSED
    ]
