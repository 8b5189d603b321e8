"""What the journal keeps of organisations and their places.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal import BUSINESS, Kind, declare

declare(
    Kind(
        "habpps.partner_registered",
        BUSINESS,
        "a enregistré l'organisme {partner} (SIRET {siret})",
        ("partner", "siret"),
    ),
    Kind("habpps.partner_linked", BUSINESS, "a rattaché à sa Caf l'organisme {partner}, déjà connu", ("partner",)),
    Kind("habpps.partner_type_created", BUSINESS, "a créé le type d'organisme «\u00a0{name}\u00a0»", ("name",)),
    Kind(
        "habpps.partner_type_renamed",
        BUSINESS,
        "a renommé le type d'organisme «\u00a0{was}\u00a0» en «\u00a0{name}\u00a0»",
        ("was", "name"),
    ),
    Kind(
        "habpps.partner_changed",
        BUSINESS,
        "a modifié l'organisme {partner} ({changes}) {reason}",
        ("partner", "changes", "reason"),
    ),
    Kind(
        "habpps.partner_closed",
        BUSINESS,
        "a clôturé l'organisme {partner} au {closes_on} (conventions clôturées : {agreements})",
        ("partner", "closes_on", "agreements"),
    ),
    Kind("habpps.partner_reopened", BUSINESS, "a rouvert l'organisme {partner}, clôturé le {was}", ("partner", "was")),
    Kind(
        "habpps.site_changed",
        BUSINESS,
        "a modifié le lieu d'implantation {site} de l'organisme {partner} ({changes})",
        ("partner", "site", "changes"),
    ),
    Kind(
        "habpps.site_closed",
        BUSINESS,
        "a fermé le lieu d'implantation {site} de l'organisme {partner} au {closed_on}",
        ("partner", "site", "closed_on"),
    ),
    Kind(
        "habpps.site_reopened",
        BUSINESS,
        "a rouvert le lieu d'implantation {site} de l'organisme {partner}, fermé le {was}",
        ("partner", "site", "was"),
    ),
    Kind(
        "habpps.site_added",
        BUSINESS,
        "a ajouté le lieu d'implantation {site} à l'organisme {partner}",
        ("partner", "site"),
    ),
)
