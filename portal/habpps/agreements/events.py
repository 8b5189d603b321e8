"""What the journal keeps of conventions, their papers and activities.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

ACTIVITY_CHANGED = EventKind(
    "habpps.activity_changed", BUSINESS, "a modifié l'activité {activity} ({changes})", ("activity", "changes")
)
ACTIVITY_CLOSED = EventKind(
    "habpps.activity_closed", BUSINESS, "a fermé l'activité {activity} au {closes_on}", ("activity", "closes_on")
)
ACTIVITY_REOPENED = EventKind(
    "habpps.activity_reopened", BUSINESS, "a rouvert l'activité {activity}, fermée le {was}", ("activity", "was")
)
ACTIVITY_ADDED = EventKind(
    "habpps.activity_added",
    BUSINESS,
    "a ajouté l'activité {activity} ({type_code}) à partir du {opens_on}",
    ("activity", "type_code", "opens_on"),
)
AGREEMENT_RECORDED = EventKind(
    "habpps.agreement_recorded",
    BUSINESS,
    "a enregistré la convention avec l'organisme {partner}, ouverte le {opens_on} (gestion déléguée : {delegated})",
    ("partner", "opens_on", "closes_on", "delegated"),
)
AGREEMENT_VALIDATED = EventKind("habpps.agreement_validated", BUSINESS, "a validé la convention", ())
AGREEMENT_CLOSED = EventKind(
    "habpps.agreement_closed",
    BUSINESS,
    "a clôturé la convention au {closes_on} (accès perdus : {people}) {reason}",
    ("closes_on", "people", "reason"),
)
AGREEMENT_ENDING = EventKind(
    "habpps.agreement_ending",
    BUSINESS,
    "a fixé la fin de la convention au {closes_on} (accès qui prendront fin : {people}) {reason}",
    ("closes_on", "people", "reason"),
)
AGREEMENT_CHANGED = EventKind(
    "habpps.agreement_changed",
    BUSINESS,
    "a modifié la convention ({changes} ; droits prolongés avec elle : {followed})",
    ("changes", "followed"),
)
AGREEMENT_DELETED = EventKind(
    "habpps.agreement_deleted",
    BUSINESS,
    "a supprimé le brouillon «\u00a0{label}\u00a0» avec l'organisme {partner}"
    " (personnes désignées : {people}, pièces : {documents})",
    ("label", "partner", "people", "documents"),
)
ENROLMENT_ADDED = EventKind(
    "habpps.enrolment_added",
    BUSINESS,
    "a enregistré l'adhésion au service {service} à partir du {opens_on} {late_reason}",
    ("service", "opens_on", "late_reason"),
)
ENROLMENT_ENDED = EventKind(
    "habpps.enrolment_ended",
    BUSINESS,
    "a mis fin à l'adhésion au service {service} au {closes_on}",
    ("service", "closes_on"),
)
ENROLMENT_KEPT = EventKind(
    "habpps.enrolment_kept",
    BUSINESS,
    "a annulé la fin de l'adhésion au service {service}, prévue le {was}",
    ("service", "was"),
)
DOCUMENT_ADDED = EventKind(
    "habpps.document_added",
    BUSINESS,
    "a joint une pièce à la convention : {nature} (empreinte {sha256})",
    ("nature", "sha256"),
)
DOCUMENT_WITHDRAWN = EventKind(
    "habpps.document_withdrawn",
    BUSINESS,
    "a retiré une pièce de la convention : {nature} {reason}",
    ("nature", "reason"),
)

declare_events(
    ACTIVITY_CHANGED,
    ACTIVITY_CLOSED,
    ACTIVITY_REOPENED,
    ACTIVITY_ADDED,
    AGREEMENT_RECORDED,
    AGREEMENT_VALIDATED,
    AGREEMENT_CLOSED,
    AGREEMENT_ENDING,
    AGREEMENT_CHANGED,
    AGREEMENT_DELETED,
    ENROLMENT_ADDED,
    ENROLMENT_ENDED,
    ENROLMENT_KEPT,
    DOCUMENT_ADDED,
    DOCUMENT_WITHDRAWN,
)
