"""The paper that both parties sign: what an avenant says, and its PDF. The page of the avenant says the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from portal.base import clock
from portal.base.formats import FIXED, long_date, postal_address, siret
from portal.base.pdf import tagged_pdf
from portal.habpps.models import Agreement, Amendment

from .queries import leaving_names

TEMPLATE = Path(__file__).parent / "typst" / "amendment.typ"
Lines = list[tuple[str, str]]
"""Label, value: plain French text."""


@dataclass(frozen=True)
class Signatory:
    """`party`: « Pour la Caf de … »; `name`: who signed, empty before. `person`: signs in their own name."""

    party: str
    name: str
    person: bool = False


@dataclass(frozen=True)
class Paper:
    """Plain French strings; each list is a part of the page in its order."""

    title: str
    subtitle: str
    caf: Lines
    partner: Lines
    change: Lines
    articles: list[str]
    agreed: str
    signatories: list[Signatory]
    signed_on: str
    year: int
    month: int
    day: int


def paper_of(amendment: Amendment) -> Paper:
    agreement = amendment.agreement
    caf, partner = agreement.caf, agreement.partner
    leaving = leaving_names(agreement, [amendment]).get(amendment.pk, "")
    drawn = clock.day(amendment.requested_at)
    return Paper(
        title=f"Avenant n°{FIXED}{amendment.number}",
        subtitle=f"à la convention d’accès à Mon Compte Partenaire «{FIXED}{agreement.label}{FIXED}», "
        f"ouverte le {long_date(agreement.opens_on)}",
        caf=_filled(("Caf", caf.name), ("Adresse", caf.address), ("Adresse mail", caf.email), ("Téléphone", caf.phone)),
        partner=_filled(
            ("Organisme", partner.name),
            ("SIRET", siret(partner.siret)),
            ("Adresse", postal_address(partner.address, partner.postcode, partner.town)),
        ),
        change=_change(amendment, leaving),
        articles=_articles(agreement, amendment, leaving),
        agreed=f"La {caf.name} et {partner.name} acceptent cet avenant, qui fait partie de la convention.",
        signatories=_signatories(amendment, leaving),
        signed_on=long_date(amendment.signed_on) if amendment.signed_on else "",
        year=drawn.year,
        month=drawn.month,
        day=drawn.day,
    )


def amendment_pdf(amendment: Amendment) -> bytes:
    """The paper to sign."""
    return tagged_pdf(TEMPLATE, paper=asdict(paper_of(amendment)))


def _change(amendment: Amendment, leaving: str) -> Lines:
    arriving = f"{amendment.first_name} {amendment.last_name} ({amendment.email})" if amendment.email else "Personne"
    return [
        ("Quitte ses fonctions d’administrateur", leaving or "Personne"),
        ("Devient administrateur", arriving),
        ("Date d’effet", long_date(amendment.effective_on)),
        ("Motif", amendment.reason),
    ]


def _articles(agreement: Agreement, amendment: Amendment, leaving: str) -> list[str]:
    day = long_date(amendment.effective_on)
    articles = []
    if leaving:
        kept = (
            "conserve un accès d’utilisateur à la convention"
            if amendment.keeps_access
            else "perd tout accès à la convention"
        )
        articles.append(f"{leaving} cesse d’être administrateur la veille du {day}, au soir, et {kept}.")
    if amendment.email:
        name = f"{amendment.first_name} {amendment.last_name}"
        articles.append(
            f"{name} est administrateur à partir du {day}. Ce profil est nominatif : son titulaire ne communique à "
            "personne son identifiant ni son mot de passe."
        )
    articles.append(
        f"Les autres clauses de la convention entre la {agreement.caf.name} et {agreement.partner.name} restent "
        "inchangées."
    )
    return articles


def _signatories(amendment: Amendment, leaving: str) -> list[Signatory]:
    """Both parties; then, each in their own name, who leaves and who comes."""
    agreement = amendment.agreement
    found = [
        Signatory(f"Pour la {agreement.caf.name}", amendment.signatory_caf),
        Signatory(f"Pour {agreement.partner.name}", amendment.signatory_partner),
    ]
    if leaving:
        found.append(Signatory("L’administrateur qui quitte ses fonctions", leaving, person=True))
    if amendment.email:
        arriving = f"{amendment.first_name} {amendment.last_name}"
        found.append(Signatory("Le nouvel administrateur", arriving, person=True))
    return found


def _filled(*lines: tuple[str, str]) -> Lines:
    return [(label, value) for label, value in lines if value]
