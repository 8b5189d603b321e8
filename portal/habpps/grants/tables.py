from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from portal.base.formats import plural, short_date
from portal.base.urls import reverse
from portal.habpps.rights.coverage import Cover, LostCover
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Row, Table, Text

from .queries.ends import EndEffects, Loss
from .queries.mine import HeldRight


def _cells(right: HeldRight) -> list:
    return [
        right.role,
        Text(right.over, note=right.under),
        Text(short_date(right.valid_from), note=right.late),
        Text(short_date(right.ended.day), note=right.ended.note) if right.ended else short_date(right.valid_until),
        right.given_by,
    ]


def _answers(right: HeldRight) -> Actions | str:
    """What the holder of an access may do by themselves."""
    if not right.key:
        return ""
    if right.waits:
        action = Action("Répondre à l'invitation", reverse("habpps:invitations"))
    else:
        action = Action("Quitter", reverse("habpps:leave", args=[right.key]))
    return Actions(next=action, about=right.over)


def rights_table(rights: Iterable[HeldRight]) -> Table:
    columns = [Column(label) for label in ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par", "Action")]
    return Table(
        caption="Droits en cours",
        columns=columns,
        rows=[Row([*_cells(right), _answers(right)], name=right.role) for right in rights],
        id="en-cours",
        noun=("droit en cours", "droits en cours"),
        empty="Vous n'avez aucun droit en cours. L'administrateur de votre organisme peut vous en donner.",
    )


def dormant_table(rights: Iterable[HeldRight]) -> Table:
    labels = ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par", "Pourquoi il ne vaut pas", "Action")
    rows = [
        Row([*_cells(r), r.why_not[:1].upper() + r.why_not[1:], _answers(r)], name=r.role, muted=True) for r in rights
    ]
    return Table(
        caption="Droits qui ne valent pas aujourd'hui",
        columns=[Column(label) for label in labels],
        rows=rows,
        id="autres",
        noun=("droit sans effet aujourd'hui", "droits sans effet aujourd'hui"),
    )


def ending_lines(effects: EndEffects) -> list[str]:
    """« Léa Petit perd : Membre du groupe « AFAS Déclarer » et 3 rôles. », then what the services say."""
    return [*(_loss_text(each) for each in effects.losses), *effects.others]


def _loss_text(loss: Loss) -> str:
    rights = [*loss.rights, plural(loss.roles, "rôle", "rôles")] if loss.roles else loss.rights
    return f"{loss.person} perd : {' ; '.join(rights)}."


def lost_cover_table(lost: Sequence[LostCover]) -> Table:
    """The roles over activities that lose their people; one row for each activity."""
    rows = []
    for (_, activity, agreement), covers in groupby(
        lost, key=lambda each: (each.activity_id, each.activity, each.agreement)
    ):
        roles = [
            f"{each.role.label} (reste attribué, sans effet)" if each.left is Cover.DORMANT else each.role.label
            for each in covers
        ]
        rows.append(Row([activity, ", ".join(roles), agreement], name=activity))
    return Table(
        caption="Ce qui restera sans titulaire",
        columns=[Column("Activité"), Column("Rôles que personne d'autre ne tient"), Column("Convention")],
        rows=rows,
        noun=("activité concernée", "activités concernées"),
        empty="Chaque rôle garde au moins un titulaire.",
    )
