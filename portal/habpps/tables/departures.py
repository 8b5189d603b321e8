from __future__ import annotations

from collections.abc import Sequence

from portal.habpps.queries.departures import Orphan, Seats
from portal.ui.tables import Column, Row, Table


def orphans_table(orphans: Sequence[Orphan]) -> Table:
    """The roles that nobody will hold once the person has left."""
    rows = [
        Row([each.activity, ", ".join(role.label for role in each.roles), each.agreement], name=each.activity)
        for each in orphans
    ]
    return Table(
        caption="Ce qui restera sans titulaire",
        columns=[Column("Activité"), Column("Rôles que personne d'autre ne tient"), Column("Convention")],
        rows=rows,
        noun=("activité concernée", "activités concernées"),
        empty="Chaque rôle garde au moins un titulaire.",
    )


def seats_text(seats: Seats) -> str:
    if seats.left == 0:
        return f"{seats.agreement} : plus personne ne pourra l'administrer : désignez d'abord un autre administrateur, avec la Caf."
    if seats.left == 1:
        return f"{seats.agreement} : il ne restera qu'un administrateur, et la convention en demande deux."
    return f"{seats.agreement} : il restera {seats.left} administrateurs."
