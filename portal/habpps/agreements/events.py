"""What the journal keeps of conventions, their papers and activities.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

declare_events(
    EventKind(
        "habpps.activity_changed", BUSINESS, "a modifié l'activité {activity} ({changes})", ("activity", "changes")
    ),
    EventKind(
        "habpps.activity_closed", BUSINESS, "a fermé l'activité {activity} au {closes_on}", ("activity", "closes_on")
    ),
    EventKind(
        "habpps.activity_reopened", BUSINESS, "a rouvert l'activité {activity}, fermée le {was}", ("activity", "was")
    ),
    EventKind(
        "habpps.activity_added",
        BUSINESS,
        "a ajouté l'activité {activity} ({type_code}) à partir du {opens_on}",
        ("activity", "type_code", "opens_on"),
    ),
    EventKind(
        "habpps.agreement_recorded",
        BUSINESS,
        "a enregistré la convention avec l'organisme {partner}, ouverte le {opens_on} (gestion déléguée : {delegated})",
        ("partner", "opens_on", "closes_on", "delegated"),
    ),
    EventKind("habpps.agreement_validated", BUSINESS, "a validé la convention", ()),
    EventKind(
        "habpps.agreement_closed",
        BUSINESS,
        "a clôturé la convention au {closes_on} (accès perdus : {people}) {reason}",
        ("closes_on", "people", "reason"),
    ),
    EventKind(
        "habpps.agreement_ending",
        BUSINESS,
        "a fixé la fin de la convention au {closes_on} (accès qui prendront fin : {people}) {reason}",
        ("closes_on", "people", "reason"),
    ),
    EventKind(
        "habpps.agreement_changed",
        BUSINESS,
        "a modifié la convention ({changes} ; droits prolongés avec elle : {followed})",
        ("changes", "followed"),
    ),
    EventKind(
        "habpps.agreement_deleted",
        BUSINESS,
        "a supprimé le brouillon «\u00a0{label}\u00a0» avec l'organisme {partner}"
        " (personnes désignées : {people}, pièces : {documents})",
        ("label", "partner", "people", "documents"),
    ),
    EventKind(
        "habpps.enrolment_added",
        BUSINESS,
        "a enregistré l'adhésion au service {service} à partir du {opens_on}",
        ("service", "opens_on"),
    ),
    EventKind(
        "habpps.enrolment_ended",
        BUSINESS,
        "a mis fin à l'adhésion au service {service} au {closes_on}",
        ("service", "closes_on"),
    ),
    EventKind(
        "habpps.enrolment_kept",
        BUSINESS,
        "a annulé la fin de l'adhésion au service {service}, prévue le {was}",
        ("service", "was"),
    ),
    EventKind(
        "habpps.document_added",
        BUSINESS,
        "a joint une pièce à la convention : {nature} (empreinte {sha256})",
        ("nature", "sha256"),
    ),
    EventKind(
        "habpps.document_withdrawn",
        BUSINESS,
        "a retiré une pièce de la convention : {nature} {reason}",
        ("nature", "reason"),
    ),
)
