from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Page

from portal.base.formats import listed, plural, short_date
from portal.base.urls import reverse
from portal.habpps.models import AccessGroup, Activity, Agreement
from portal.habpps.rights.roles import AFAS_ROLES, SHORT_LABELS
from portal.ui.exports import CSV, Content, csv_pieces, safe
from portal.ui.pieces import State
from portal.ui.tables import Cell, Column, Link, Row, States, Table, Text
from portal.ui.workbooks.sheets import Sheet
from portal.ui.workbooks.writing import write_workbook

from . import rules as cells
from .lines import HELP_SHEET
from .queries import Planned

HELP = (
    (cells.LAST_NAME, "Obligatoire."),
    (cells.FIRST_NAME, "Obligatoire."),
    (cells.EMAIL, "Obligatoire, une seule fois dans le fichier. L'invitation part à cette adresse."),
    (cells.PHONE, "Facultatif."),
    (cells.MOBILITY, "Sédentaire (possède un poste fixe) ou Itinérant (poste de travail variable). Vide : Sédentaire."),
    (cells.GROUP, "AFAS Déclarer, AFAS Habiliter, ou les deux séparés par un point-virgule. Vide : aucun groupe."),
    (cells.ROLES, "Fr DA, Fr DF, Approbateur, séparés par un point-virgule. Un rôle place dans AFAS Déclarer."),
    (cells.ACTIVITIES, "Le nom exact des activités, séparés par un point-virgule, ou Toutes. Voir plus bas."),
    (cells.OPENS, "Par exemple 01/09/2026. Vide : aujourd'hui."),
    (cells.CLOSES, "Par exemple 31/12/2026. Vide : sans fin prévue."),
    (cells.WHY_LATE, "Seulement si la date d'ouverture est passée : pourquoi elle est saisie après coup."),
)


def model(
    agreement: Agreement, groups: Sequence[AccessGroup], activities: Sequence[Activity], extension: str
) -> Content:
    """The spreadsheet to fill in; office formats have a second sheet that explains it."""
    if extension == CSV:
        return csv_pieces(cells.COLUMNS, [])
    explained = [*HELP, ("", "")]
    for label, values in (
        ("Convention", [agreement.shown_label]),
        ("Groupes", [group.get_kind_display() for group in groups]),
        ("Rôles", [f"{SHORT_LABELS[role]} : {role.label}" for role in AFAS_ROLES]),
        ("Activités", [activity.name for activity in activities]),
    ):
        explained.extend((label, safe(value)) for value in values)
    help_sheet = Sheet(HELP_SHEET, ["Colonne", "Ce qu'il faut y écrire"], explained)
    return write_workbook(extension, [Sheet("Utilisateurs", cells.COLUMNS, []), help_sheet])


def lines_table(page: Page) -> Table:
    return Table(
        caption="Lignes du fichier",
        columns=[
            Column("Ligne", align="end", narrow=True),
            Column("Contrôle"),
            Column("Nom"),
            Column("Prénom"),
            Column("Adresse mail"),
            Column("Groupes et rôles"),
            Column("Dates"),
        ],
        rows=[_row(line) for line in page],
        page=page,
        noun=("ligne lue", "lignes lues"),
        row_header=2,
    )


def shorten(text: str, longest: int) -> str:
    """A cell that holds far too much would push the others out of sight."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def _contact(line: Planned) -> str:
    """The telephone and the kind of post, as they are going to be written."""
    mobility = "Itinérant" if line.mobility == cells.MOBILE else ""
    return ", ".join(filter(None, [shorten(line.typed.get(cells.PHONE, ""), 20), mobility]))


def _over(line: Planned) -> str:
    """The activities of the roles by their names, so that « Toutes » is no surprise; of many, the first ones."""
    named = [shorten(activity.name, 40) for activity in line.activities[:3]]
    if more := len(line.activities) - len(named):
        named.append(plural(more, "autre", "autres"))
    return listed(named)


def _row(line: Planned) -> Row:
    typed = line.typed
    rights = [group.get_kind_display() for group in line.groups] + [SHORT_LABELS[role] for role in line.roles]
    return Row(
        [
            str(line.number),
            _control(line),
            shorten(typed.get(cells.LAST_NAME, ""), 24),
            shorten(typed.get(cells.FIRST_NAME, ""), 24),
            Text(shorten(typed.get(cells.EMAIL, ""), 60), note=_contact(line)),
            Text(", ".join(rights), note=_over(line)),
            line.period.french(short_date),
        ],
        name=f"ligne {line.number}",
    )


def _control(line: Planned) -> Cell:
    """What the dry run says of a line; a doubt leads to the person of the same name."""
    if line.errors:
        return Text("Erreur", note=" ".join(line.errors), strong=True, tone="danger")
    if line.doubts:
        said = " ".join([*line.doubts, *line.notes])
        if not line.namesakes:
            return Text("À confirmer", note=said, strong=True, tone="attention")
        return Link("À confirmer", reverse("habpps:user", args=[line.namesakes[0].public_id]), note=said)
    return Text("Correcte", note=" ".join(line.notes)) if line.notes else States([State("Correcte", "success")])
