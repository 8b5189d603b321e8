"""Rows of « Mon compte », as plain strings."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.urls import reverse

from portal.ui import formats
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Row, Table

KINDS = {"totp": "Application d'authentification", "webauthn": "Clé d'accès"}


def factors_table(kept: Iterable[Authenticator]) -> Table:
    rows = []
    for each in kept:
        kind, name = KINDS[each.type], each.data.get("name", "")
        url = reverse("account_factor_remove", args=[each.data["public_id"]])
        used = formats.moment(each.last_used_at) or "Jamais"
        end = Actions(next=Action("Retirer", url, icon="trash"), about=name or kind)
        rows.append(Row([f"{kind} « {name} »" if name else kind, formats.moment(each.created_at), used, end]))
    columns = [Column("Moyen"), Column("Ajouté le"), Column("Dernière utilisation"), Column("Action")]
    noun = ("second facteur", "seconds facteurs")
    return Table(caption="Mes seconds facteurs", columns=columns, rows=rows, noun=noun)
