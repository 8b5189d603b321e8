"""The pieces that the style guide shows, in every state. Fictional data; demonstration and tests only."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

from portal.base.formats import PARIS, last_day, number, until_day

from . import tables
from .charts import Chart, Series
from .forms import AmountField, DateField, EmailField, TelephoneField
from .pieces import Action, Event, Progress, State, Step, SummaryRow, Tab, Task, Todo
from .tables import Actions, CellLine, Column, Lines, Link, Row, RowGroup, States, Table, Text

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"
COMPONENTS = Path(__file__).parent / "jinja2" / "ui" / "components"
COLOURS = [
    *("page", "surface", "sunken", "line", "edge", "muted", "text", "primary", "primary-soft"),
    *("accent", "attention", "info", "success", "danger"),
]
STATES = [
    State("À saisir", "attention", "pencil"),
    State("En cours", "info", "half"),
    State("Fournie", "success"),
    State("Retournée", "danger", "return"),
    State("Clôturée", "neutral", "lock"),
]
ROLES = [
    ("da", "Fournisseur de données d’activité"),
    ("df", "Fournisseur de données financières"),
    ("ap", "Approbateur"),
]


class PersonForm(forms.Form):
    last_name = forms.CharField(label="Nom")
    email = EmailField(
        label="Adresse mail", help_text="L’identifiant y sera envoyé, par exemple prenom.nom@asso.example."
    )
    phone = TelephoneField(label="Téléphone", required=False)
    opens_on = DateField(label="Date d’ouverture")
    role = forms.ChoiceField(label="Rôle", choices=[("", "Choisir un rôle"), *ROLES])
    mobility = forms.ChoiceField(
        label="Poste de travail",
        widget=forms.RadioSelect,
        choices=[("s", "Sédentaire (possède un poste fixe)"), ("i", "Itinérant (poste de travail variable)")],
    )
    groups = forms.MultipleChoiceField(
        label="Groupe d’habilitation",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("h", "AFAS-HABILITER"), ("d", "AFAS-DECLARER")],
    )
    amount = AmountField(label="Charges de personnel", help_text="Salaires et charges sociales de l’exercice.")
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    note = forms.CharField(label="Commentaire", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    proof = forms.FileField(label="Justificatif", required=False, help_text="PDF, 5 Mo au plus.")
    agreed = forms.BooleanField(label="J’ai vérifié l’adresse avec la personne")
    partner = forms.CharField(
        label="Organisme partenaire", disabled=True, required=False, initial="Association Les Tilleuls"
    )


class DeclarationFilter(forms.Form):
    year = forms.ChoiceField(
        label="Exercice", required=False, choices=[("", "Tous"), ("2026", "2026"), ("2025", "2025")]
    )
    state = forms.ChoiceField(
        label="État de la déclaration", required=False, choices=[("", "Tous"), ("s", "À saisir"), ("t", "Transmise")]
    )
    name = forms.CharField(label="Nom de l’activité", required=False)


ACCOUNTS = [
    ("60", "Achats", "12400"),
    ("61", "Services extérieurs", "8150.5"),
    ("62", "Autres services extérieurs", "3920"),
    ("64", "Charges de personnel", "86310.75"),
]


def accounts_form(request: HttpRequest) -> forms.Form:
    """A small grid of figures, last year beside this year."""
    fields = {
        f"account_{code}": AmountField(label=label, required=False, initial=Decimal(value) if code != "62" else None)
        for code, label, value in ACCOUNTS
    }
    return type("AccountsForm", (forms.Form,), fields)()


def accounts(form: forms.Form) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "label": label,
            "previous": number(Decimal(value) * Decimal("0.97"), 2),
            "spoken": f"{code} {label}, réalisé 2026",
            "field": form[f"account_{code}"],
        }
        for code, label, value in ACCOUNTS
    ]


def board(request: HttpRequest) -> Table:
    columns = [
        Column("Nom de l’activité", sort="name"),
        Column(f"À transmettre jusqu’au ({PARIS})", sort="due"),
        Column("Activité", align="center", narrow=True),
        Column("Finances", align="center", narrow=True),
        Column("Droit estimé (€)", align="end", sort="amount"),
        Column("Déclaration"),
        Column("Actions", hidden_label=True, narrow=True),
    ]
    lines = [
        ("Structure Jeunesse Centre", "Prévisionnelle 2026", "dans 6 jours", date(2026, 2, 13), (0, 1), "18450.00", 0),
        ("Structure Jeunesse Nord", "Prévisionnelle 2026", "dans 6 jours", date(2026, 2, 13), (2, 2), "22310.40", 1),
        ("Accueil des Moulins", "Réelle 2025", "en retard de 2 jours", date(2026, 2, 5), (2, 3), "9120.00", 3),
        ("Point jeunes des Prés", "Réelle 2025", "dans 52 jours", date(2026, 3, 31), (4, 4), "7800.25", 4),
    ]
    rows = []
    for index, (name, kind, left, due, halves, amount, state) in enumerate(lines):
        following = Action("Consulter" if state == 4 else "Saisir", "#", about=name)
        others = [
            Action("Saisir les données d’activité", "#", "pencil"),
            Action("Saisir les données financières", "#", "euro"),
            Action("Voir l’historique", "#", "history"),
            Action("Supprimer", "#", "trash", danger=True),
        ]
        rows.append(
            Row(
                [
                    Link(name, "#", kind),
                    Text(last_day(due), left, tone="danger" if "retard" in left else ""),
                    States([STATES[halves[0]]], short=True),
                    States([STATES[halves[1]]], short=True),
                    number(Decimal(amount), 2),
                    States([STATES[state]]),
                    Actions(following, others, name),
                ],
                key=str(index),
                name=name,
                muted=state == 4,
            )
        )
    return Table(
        caption="Mes déclarations",
        columns=columns,
        rows=rows,
        page=tables.page_of(request, range(214)),
        noun=("déclaration trouvée", "déclarations trouvées"),
        sort=tables.chosen_sort(request.GET, columns, "due"),
        bulk=[Action("Attribuer", "?attribuer=1", "user"), Action("Clôturer", "?cloturer=1", "lock", danger=True)],
        exports=True,
        id="declarations",
    )


def small_tables() -> dict[str, Table]:
    columns = [Column("Rôle"), Column("Utilisateur"), Column("Début d’habilitation"), Column("Fin d’habilitation")]
    vacant = States([State("Non attribué", "attention")])
    groups = [
        RowGroup("Structure Jeunesse Centre", [
            Row([ROLES[0][1], "Camille Roy", "01/01/2026", "31/12/2026"]),
            Row([ROLES[2][1], vacant, "", ""]),
            Row([ROLES[1][1], Lines([CellLine("Dominique Faure", "jusqu’au 31/12/2026"), CellLine("Sacha Blin", "à partir du 01/01/2027", muted=True)]), "", ""]),
        ], note="PSJEUNE · Amiens"),
        RowGroup("Accueil des Moulins", [Row([ROLES[1][1], "Dominique Faure", "15/03/2025", ""])]),
    ]  # fmt: skip
    return {
        "grouped": Table("Habilitations par activité", columns, groups=groups, id="habilitations", noun=("habilitation", "habilitations")),
        "empty": Table("Conventions", columns, empty="Aucune convention n’est encore enregistrée.", id="vide",
                       empty_action=Action("Enregistrer une convention", "#", "plus")),
        "no_result": Table("Conventions", columns, filtered=True, id="sans-resultat"),
    }  # fmt: skip


def lists() -> dict[str, Any]:
    return {
        "tabs": [Tab("Par activité", "#", current=True, count=12), Tab("Par personne", "#", count=8), Tab("Grille", "#")],
        "steps": [Step("Données d’activité", "done", "#"), Step("Données financières", "current"), Step("Transmission")],
        "tasks": [
            Task("Données d’activité", STATES[2], "#"),
            Task("Données financières", STATES[1], "#", "8 comptes renseignés sur 12"),
            Task("Transmettre à la Caf", STATES[4], "", "Possible dès que les deux volets sont fournis."),
        ],
        "todos": [
            Todo("Structure Jeunesse Centre : déclaration prévisionnelle 2026", Action("Saisir les données d’activité", "#"),
                 f"À transmettre {until_day(date(2026, 2, 13))}, dans 6 jours", urgent=True),
            Todo("Accueil des Moulins : données financières retournées", Action("Corriger", "#"),
                 text="« Le compte 64 ne comprend pas les charges sociales. »"),
            Todo("Structure Jeunesse Nord : aucun approbateur", Action("Affecter un rôle", "#"), "Depuis le 1er janvier 2026"),
        ],
        "rows": [
            SummaryRow("Organisme partenaire", "Association Les Tilleuls", "#"),
            SummaryRow("Adresse", ["12 rue des Marronniers", "80000 Amiens"], "#"),
            SummaryRow("Heures réalisées", "1 240 h", "#", was="1 180 h"),
            SummaryRow("Téléphone", "", "#"),
        ],
        "events": [
            Event("12 octobre 2026 à 15 h 04", "Retournée par la Caf", "Caf de la Somme", tone="danger",
                  text="Le compte 64 ne comprend pas les charges sociales. Merci de le compléter."),
            Event("10 octobre 2026 à 9 h 12", "Transmise à la Caf", "Camille Roy", tone="success", url="#", link="Voir l’accusé de réception"),
            Event("8 octobre 2026 à 17 h 40", "Données financières fournies", "Dominique Faure"),
        ],
        "progress": Progress(8, 12, "8 comptes renseignés sur 12", "Charges"),
    }  # fmt: skip


def charts() -> list[Chart]:
    years = ["2021", "2022", "2023", "2024", "2025", "2026"]
    done = Series("Réalisé", [Decimal(v) for v in (980, 1040, 1120, 1090, 1180)] + [None])
    planned = Series("Prévisionnel", [Decimal(v) for v in (1000, 1050, 1050, 1150, 1200, 1260)])
    return [
        Chart("Heures d’ouverture aux jeunes", years, [done, planned], "heures", "Le réalisé a augmenté de 20 % entre 2021 et 2025, sous le prévisionnel depuis 2024.",
              category_label="Exercice", id="heures"),
        Chart("Charges et produits", years[2:], [
            Series("Charges", [Decimal(v) for v in (102400, 108900, 110781, 115200)]),
            Series("Produits", [Decimal(v) for v in (101900, 109400, 112050, 115200)]),
        ], "euros", "Produits et charges s’équilibrent à 1 % près chaque année.", "bar", category_label="Exercice", id="budget"),
    ]  # fmt: skip


@cache
def imports() -> str:
    """The lines by which a page would import every component."""
    named = re.compile(r"{% macro ([a-z]\w*)\(")
    return "".join(
        f'{{% from "ui/components/{file.name}" import {", ".join(named.findall(file.read_text()))} %}}'
        for file in sorted(COMPONENTS.glob("*.html"))
    )


def result_of(call: str, inside: str, values: dict[str, Any]) -> SafeString:
    """The HTML of a call that a template could hold: `button("Valider")`, or `alert("info")` around `inside`."""
    source = f"{{% call {call} %}}{inside}{{% endcall %}}" if inside else f"{{{{ {call} }}}}"
    return SafeString(engines["jinja2"].from_string(imports() + source).render(values))


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows; `?erreurs=1` shows the forms refused."""
    refused = "erreurs" in request.GET
    person = PersonForm({"email": "camille@", "opens_on": "31/02/2026", "amount": "12 euros"} if refused else None)
    grid = accounts_form(request)
    shown = {
        "crumbs": [("Accueil", "/"), ("Démonstration", "/"), ("Composants", "")],
        "form": person,
        "filter_form": DeclarationFilter(request.GET or {"year": "2026"}),
        "grid_rows": accounts(grid),
        "states": STATES,
        "actions": [Action("Modifier", "#", "pencil"), Action("Supprimer", "#", "trash", danger=True)],
        "board": board(request),
        "charts": charts(),
        "icons": re.findall(r'symbol id="([a-z-]+)" viewBox="0 0 20', SPRITE.read_text()),
        "colours": COLOURS,
        **small_tables(),
        **lists(),
    }
    return {**shown, "result_of": partial(result_of, values={**shown, "request": request})}
