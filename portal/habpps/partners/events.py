"""What the journal keeps of organisations and their places.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

PARTNER_REGISTERED = EventKind(
    "habpps.partner_registered",
    BUSINESS,
    "a enregistré l'organisme {partner} (SIRET {siret})",
    ("partner", "siret"),
)
PARTNER_LINKED = EventKind(
    "habpps.partner_linked", BUSINESS, "a rattaché à sa Caf l'organisme {partner}, déjà connu", ("partner",)
)
PARTNER_TYPE_CREATED = EventKind(
    "habpps.partner_type_created", BUSINESS, "a créé le type d'organisme «\u00a0{name}\u00a0»", ("name",)
)
PARTNER_TYPE_RENAMED = EventKind(
    "habpps.partner_type_renamed",
    BUSINESS,
    "a renommé le type d'organisme «\u00a0{was}\u00a0» en «\u00a0{name}\u00a0»",
    ("was", "name"),
)
PARTNER_CHANGED = EventKind(
    "habpps.partner_changed",
    BUSINESS,
    "a modifié l'organisme {partner} ({changes}) {reason}",
    ("partner", "changes", "reason"),
)
PARTNER_CLOSED = EventKind(
    "habpps.partner_closed",
    BUSINESS,
    "a clôturé l'organisme {partner} au {closes_on} (conventions clôturées : {agreements})",
    ("partner", "closes_on", "agreements"),
)
PARTNER_REOPENED = EventKind(
    "habpps.partner_reopened", BUSINESS, "a rouvert l'organisme {partner}, clôturé le {was}", ("partner", "was")
)
SITE_CHANGED = EventKind(
    "habpps.site_changed",
    BUSINESS,
    "a modifié le lieu d'implantation {site} de l'organisme {partner} ({changes})",
    ("partner", "site", "changes"),
)
SITE_CLOSED = EventKind(
    "habpps.site_closed",
    BUSINESS,
    "a fermé le lieu d'implantation {site} de l'organisme {partner} au {closed_on}",
    ("partner", "site", "closed_on"),
)
SITE_REOPENED = EventKind(
    "habpps.site_reopened",
    BUSINESS,
    "a rouvert le lieu d'implantation {site} de l'organisme {partner}, fermé le {was}",
    ("partner", "site", "was"),
)
SITE_ADDED = EventKind(
    "habpps.site_added",
    BUSINESS,
    "a ajouté le lieu d'implantation {site} à l'organisme {partner}",
    ("partner", "site"),
)
LEAD_TRANSFERRED = EventKind(
    "habpps.partner_lead_transferred",
    BUSINESS,
    "a transféré le pilotage de l'organisme {partner} de la {was} à la {lead} {reason}",
    ("partner", "was", "lead", "reason"),
)
LEAD_TAKEN = EventKind(
    "habpps.partner_lead_taken",
    BUSINESS,
    "a repris pour la {lead} le pilotage de l'organisme {partner}, jusque-là : {was}",
    ("partner", "was", "lead"),
)

declare_events(
    PARTNER_REGISTERED,
    PARTNER_LINKED,
    PARTNER_TYPE_CREATED,
    PARTNER_TYPE_RENAMED,
    PARTNER_CHANGED,
    PARTNER_CLOSED,
    PARTNER_REOPENED,
    SITE_CHANGED,
    SITE_CLOSED,
    SITE_REOPENED,
    SITE_ADDED,
    LEAD_TRANSFERRED,
    LEAD_TAKEN,
)
