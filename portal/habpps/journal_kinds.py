"""The events of HABPPS. A fact that is an id or a code is read as a name or a label by `queries.journal`."""

from portal.journal import BUSINESS, SECURITY, Kind, declare

declare(
    Kind(
        "habpps.refused",
        SECURITY,
        "s'est vu refuser «\u00a0{permission}\u00a0» ({method} {route})",
        ("permission", "method", "route"),
    ),
    Kind(
        "habpps.exported",
        SECURITY,
        "a exporté la liste «\u00a0{listing}\u00a0» ({extension}, {rows} lignes)",
        ("listing", "extension", "rows"),
    ),
    Kind(
        "habpps.partner_registered",
        BUSINESS,
        "a enregistré l'organisme {partner} (SIRET {siret})",
        ("partner", "siret"),
    ),
    Kind("habpps.partner_linked", BUSINESS, "a rattaché à sa Caf l'organisme {partner}, déjà connu", ("partner",)),
    Kind(
        "habpps.site_added",
        BUSINESS,
        "a ajouté le lieu d'implantation {site} à l'organisme {partner}",
        ("partner", "site"),
    ),
    Kind(
        "habpps.activity_added",
        BUSINESS,
        "a ajouté l'activité {activity} ({type_code}) à partir du {opens_on}",
        ("activity", "type_code", "opens_on"),
    ),
    Kind(
        "habpps.agreement_recorded",
        BUSINESS,
        "a enregistré la convention avec l'organisme {partner}, ouverte le {opens_on} (gestion déléguée : {delegated})",
        ("partner", "opens_on", "closes_on", "delegated"),
    ),
    Kind("habpps.agreement_validated", BUSINESS, "a validé la convention", ()),
    Kind(
        "habpps.agreement_closed",
        BUSINESS,
        "a clôturé la convention au {closes_on} ({people} personnes perdent leur accès)",
        ("closes_on", "people"),
    ),
    Kind(
        "habpps.document_added",
        BUSINESS,
        "a joint une pièce à la convention : {nature} (empreinte {sha256})",
        ("nature", "sha256"),
    ),
    Kind(
        "habpps.document_withdrawn",
        BUSINESS,
        "a retiré une pièce de la convention : {nature} {reason}",
        ("nature", "reason"),
    ),
    Kind("habpps.user_created", BUSINESS, "a donné accès à la convention à {user}, compte créé", ("user",)),
    Kind("habpps.user_linked", BUSINESS, "a donné accès à la convention à {user}, qui avait déjà un compte", ("user",)),
    Kind("habpps.contact_changed", BUSINESS, "a modifié les coordonnées de {user} ({fields})", ("user", "fields")),
    Kind("habpps.official_named", BUSINESS, "a donné à {user} le rôle {role}", ("user", "role")),
    Kind(
        "habpps.right_given",
        BUSINESS,
        "a donné à {user} le rôle {role} {place} à partir du {valid_from} {valid_until}",
        ("user", "role", "place", "valid_from", "valid_until"),
    ),
    Kind(
        "habpps.right_changed",
        BUSINESS,
        "a modifié les dates du rôle {role} de {user} {place} : à partir du {valid_from} {valid_until}",
        ("user", "role", "place", "valid_from", "valid_until", "was_from", "was_until"),
    ),
    Kind(
        "habpps.right_removed",
        BUSINESS,
        "a retiré à {user} le rôle {role} {place} {reason}",
        ("user", "role", "place", "reason"),
    ),
    Kind("habpps.person_suspended", BUSINESS, "a suspendu par précaution l'accès de {user} à la convention", ("user",)),
    Kind("habpps.person_restored", BUSINESS, "a rétabli l'accès de {user} à la convention", ("user",)),
    Kind(
        "habpps.agreement_suspended",
        BUSINESS,
        "a suspendu par précaution la convention ({people} personnes concernées)",
        ("people",),
    ),
    Kind("habpps.agreement_restored", BUSINESS, "a rétabli la convention suspendue"),
    Kind("habpps.delegation_withdrawn", BUSINESS, "a retiré la gestion déléguée des habilitations"),
    Kind("habpps.delegation_restored", BUSINESS, "a rendu la gestion déléguée des habilitations"),
    Kind("habpps.password_forced", BUSINESS, "a imposé à {user} de changer de mot de passe", ("user",)),
    Kind("habpps.password_spared", BUSINESS, "n'impose plus à {user} de changer de mot de passe", ("user",)),
)
