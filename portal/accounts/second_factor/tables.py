"""Rows of « Second facteur », as plain strings."""

from collections.abc import Iterable

from portal.accounts.models import Authenticator
from portal.base import formats
from portal.base.urls import reverse
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Row, Table

KINDS = {"APPLICATION": "Application d'authentification", "PASSKEY": "Clé d'accès"}


def authenticators_table(kept: Iterable[Authenticator]) -> Table:
    rows = []
    for each in kept:
        kind, name = KINDS[each.type], each.name
        url = reverse("account_factor_remove", args=[each.public_id])
        used = formats.moment(each.last_used_at) or "Jamais"
        end = Actions(next=Action("Retirer", url, icon="trash"), about=name or kind)
        rows.append(Row([f"{kind} «\u00a0{name}\u00a0»" if name else kind, formats.moment(each.created_at), used, end]))
    columns = [Column("Moyen"), Column("Ajouté le"), Column("Dernière utilisation"), Column("Action")]
    noun = ("second facteur", "seconds facteurs")
    return Table(caption="Mes seconds facteurs", columns=columns, rows=rows, noun=noun)
