"""When an organisation, its SIRET, its places may change or close, and which Caf decides it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from portal.base.formats import listed
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


def may_record_agreement(*, closed: bool, lasting: bool, leads: bool) -> Decision:
    """`closed`: the organisation; `lasting`: it has a convention with this Caf that has not ended; `leads`: this Caf
    may reopen it."""
    if closed and leads:
        return refuse("Cet organisme est clôturé : rouvrez-le avant d'enregistrer une convention.")
    if closed:
        return refuse("Cet organisme est clôturé : proposez d'abord sa réouverture à la Caf qui le pilote.")
    if lasting:
        return refuse("Cet organisme a déjà une convention avec votre Caf.")
    return allow()


def may_write_shared(*, leads: bool, lead: str) -> Decision:
    """What every Caf shares of an organisation, its own facts and its places, is written by the lead Caf alone.

    `lead`: that Caf's name, "" while there is none.
    """
    if leads:
        return allow()
    if not lead:
        return refuse(
            "Vous ne pouvez pas modifier cet organisme : aucune Caf ne le pilote. Reprenez d'abord son pilotage, depuis "
            "sa fiche."
        )
    return refuse(
        f"Vous ne pouvez pas modifier cet organisme ni ses lieux : ils valent pour toutes les Caf, et c'est la {lead} "
        "qui les pilote. Proposez-lui le changement, depuis la fiche de l'organisme."
    )


def may_close_partner(*, elsewhere: Sequence[str], drafts: Collection[str]) -> Decision:
    """`elsewhere`: the other Cafs that have a convention under way, each as one writes to it."""
    if elsewhere:
        return refuse(
            f"Cet organisme a une convention en cours avec une autre Caf : {listed(elsewhere)}. Écrivez-lui : il pourra "
            "être clôturé quand elle aura mis fin à la sienne. Vous pouvez dès maintenant clôturer votre propre "
            "convention."
        )
    if drafts:
        names = ", ".join(f"«\u00a0{label}\u00a0»" for label in drafts)
        return refuse(f"Une convention est encore en brouillon : {names}. Supprimez-la ou validez-la d'abord.")
    return allow()


def may_close_site(*, elsewhere: Sequence[str]) -> Decision:
    """`elsewhere`: the other Cafs with an activity that takes place there, each as one writes to it."""
    if elsewhere:
        return refuse(
            f"Une activité d'une autre Caf a lieu ici : {listed(elsewhere)}. Écrivez-lui : le lieu pourra être fermé "
            "quand elle aura donné un autre lieu à cette activité, ou l'aura fermée."
        )
    return allow()


def may_take_lead(*, lead: str, lead_lasts: bool, own_runs: bool) -> Decision:
    """`lead`: the name of the Caf that leads, "" while there is none. `lead_lasts`: it has a convention with the
    organisation that has not ended; `own_runs`: the Caf that asks has a validated one."""
    if not lead:
        return allow()
    if lead_lasts:
        return refuse(
            f"Vous ne pouvez pas reprendre le pilotage : la {lead} pilote cet organisme et a une convention avec lui. Elle "
            "seule peut le transférer."
        )
    if not own_runs:
        return refuse(
            f"Vous ne pouvez pas encore reprendre le pilotage, que tient la {lead} : il faut que votre Caf ait une "
            "convention validée avec cet organisme."
        )
    return allow()


def may_receive_lead(*, registered: bool, has_administrator: bool, name: str) -> Decision:
    """Handing the lead over: to another Caf that knows the organisation, and where somebody can act."""
    if not registered:
        return refuse("Choisissez une Caf qui a enregistré cet organisme.")
    if not has_administrator:
        return refuse(f"La {name} n'a aucun administrateur en activité sur ce portail : elle ne peut pas piloter.")
    return allow()
