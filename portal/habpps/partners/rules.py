"""When an organisation, its SIRET, its places may change or close."""

from __future__ import annotations

from collections.abc import Collection

from portal.habpps.rights.decisions import Decision, allow, refuse

SIREN = 9


def why_not_siret(was: str, asked: str, *, has_agreement: bool, reason: str) -> dict[str, list[str]]:
    """Errors by field. Until a convention is recorded a wrong SIRET is only a typing error. Afterwards receipts and
    conventions bear it: the seat may move (same SIREN, another NIC, with the reason), the legal person cannot change."""
    if was == asked or not has_agreement:
        return {}
    if was[:SIREN] != asked[:SIREN]:
        message = (
            "Une convention est enregistrée avec ce SIREN : un autre SIREN est un autre organisme. Enregistrez-le."
        )
        return {"siret": [message]}
    if not reason:
        return {"reason": ["Dites pourquoi le SIRET change : une convention est enregistrée avec cet organisme."]}
    return {}


def siren_warning(partner_siret: str, site_siret: str) -> str:
    """A place is an establishment of the organisation; one of another SIREN is possible (premises lent), but rare."""
    if not site_siret or site_siret[:SIREN] == partner_siret[:SIREN]:
        return ""
    return "Le SIRET de ce lieu n'a pas le même SIREN que l'organisme. Vérifiez qu'il s'agit bien de son établissement."


def may_record_agreement(*, closed: bool, lasting: bool) -> Decision:
    """`closed`: the organisation; `lasting`: it has a convention with this Caf that has not ended."""
    if closed:
        return refuse("Cet organisme est clôturé : rouvrez-le avant d'enregistrer une convention.")
    if lasting:
        return refuse("Cet organisme a déjà une convention avec votre Caf.")
    return allow()


def may_close_partner(*, open_elsewhere: bool, drafts: Collection[str]) -> Decision:
    """`open_elsewhere`: another Caf has a convention that is not closed. Which one is not this Caf's business."""
    if open_elsewhere:
        return refuse(
            "Cet organisme a une convention en cours avec une autre Caf : il ne peut pas être clôturé. "
            "Vous pouvez clôturer votre propre convention."
        )
    if drafts:
        names = ", ".join(f"«\u00a0{label}\u00a0»" for label in drafts)
        return refuse(f"Une convention est encore en brouillon : {names}. Supprimez-la ou validez-la d'abord.")
    return allow()
