"""What one Caf proposes to another, in words."""

from portal.habpps.models import Proposal

TITLES = {
    Proposal.Kind.CHANGE: ("modifier la fiche de l'organisme", "modifier le lieu «\u00a0{}\u00a0»"),
    Proposal.Kind.CLOSE: ("clôturer l'organisme", "fermer le lieu «\u00a0{}\u00a0»"),
    Proposal.Kind.REOPEN: ("rouvrir l'organisme", "rouvrir le lieu «\u00a0{}\u00a0»"),
}


def title_of(proposal: Proposal) -> str:
    """« modifier le lieu « Salle des fêtes » »: what is proposed, in the middle of a sentence."""
    of_partner, of_site = TITLES[Proposal.Kind(proposal.kind)]
    return of_site.format(proposal.site.name) if proposal.site else of_partner
