"""The permissions of HABPPS. `label` completes « Vous ne pouvez pas … »."""

from .rights.permissions import declare
from .rights.roles import Role

CAF = {Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN}

VIEW_PARTNERS = declare(
    "habpps.view_partners",
    "consulter les organismes partenaires",
    "Voir la fiche des organismes : coordonnées, lieux d'implantation, activités.",
    {*CAF, Role.PARTNER_ADMIN},
)
REGISTER_PARTNER = declare(
    "habpps.register_partner",
    "enregistrer ou modifier un organisme partenaire",
    "Créer un organisme, ses lieux d'implantation et ses activités.",
    {Role.CAF_ADMIN},
)
MANAGE_PARTNER_TYPES = declare(
    "habpps.manage_partner_types",
    "créer ou renommer un type d'organisme partenaire",
    "Tenir la liste nationale des types d'organismes.",
    {Role.NATIONAL_ADMIN},
)
VIEW_AGREEMENTS = declare(
    "habpps.view_agreements",
    "consulter les conventions",
    "Voir les conventions, leur contrat de service et leurs bulletins d'adhésion.",
    {*CAF, Role.PARTNER_ADMIN},
)
RECORD_AGREEMENT = declare(
    "habpps.record_agreement",
    "enregistrer ou modifier une convention",
    "Enregistrer une convention, son contrat de service, ses bulletins d'adhésion et ses groupes.",
    {Role.CAF_ADMIN},
)
NAME_ADMINISTRATORS = declare(
    "habpps.name_administrators",
    "désigner les administrateurs d'un organisme",
    "Nommer les deux administrateurs prévus par la convention.",
    {Role.CAF_ADMIN},
)
TAKE_MEASURES = declare(
    "habpps.take_measures",
    "prendre ou lever une mesure de précaution",
    "Suspendre une personne ou une convention, retirer la gestion déléguée, imposer un changement de mot de passe.",
    {Role.CAF_ADMIN},
)
VIEW_MEASURES = declare(
    "habpps.view_measures",
    "consulter les mesures de précaution",
    "Voir ce que la Caf a suspendu ou imposé, par qui, pourquoi, et ce qui a été levé.",
    CAF,
)
SUPERVISE = declare(
    "habpps.supervise",
    "superviser les accès",
    "Voir les connexions, les messages envoyés, les comptes inactifs et les conventions à surveiller.",
    CAF,
)
MANAGE_OFFICIALS = declare(
    "habpps.manage_officials",
    "gérer les agents de la Caf",
    "Nommer les administrateurs et les gestionnaires d'une Caf, mettre fin à leur rôle, aider à se connecter.",
    {Role.CAF_ADMIN, Role.NATIONAL_ADMIN},
)
RESEND_LETTERS = declare(
    "habpps.resend_letters",
    "renvoyer un mail",
    "Faire repartir un mail en échec, vers l'adresse actuelle de la personne.",
    {Role.CAF_ADMIN},
)
REQUEST_AMENDMENT = declare(
    "habpps.request_amendment",
    "demander un avenant",
    "Demander le changement d'un administrateur de la convention, et annuler sa propre demande.",
    {Role.CAF_ADMIN, Role.PARTNER_ADMIN},
)
VIEW_USERS = declare(
    "habpps.view_users",
    "consulter les utilisateurs d'une convention",
    "Voir qui a accès, depuis quand et dans quels groupes.",
    {*CAF, Role.PARTNER_ADMIN},
)
MANAGE_USERS = declare(
    "habpps.manage_users",
    "gérer les utilisateurs d'une convention",
    "Créer un utilisateur, renvoyer son lien d'activation, le placer dans un groupe ou l'en retirer.",
    {Role.CAF_ADMIN, Role.PARTNER_ADMIN},
    delegated=True,
)
DECIDE_NAMES = declare(
    "habpps.decide_names",
    "décider d'un changement de nom",
    "Accepter ou refuser qu'une personne change de nom, quand on administre partout où elle a un droit.",
    {Role.CAF_ADMIN, Role.PARTNER_ADMIN, Role.NATIONAL_ADMIN},
    delegated=True,
)
VIEW_ASSIGNMENTS = declare(
    "habpps.view_assignments",
    "consulter les habilitations d'action sociale",
    "Voir qui tient quel rôle sur quelle activité, et les rôles que personne ne tient.",
    {*CAF, Role.AFAS_MANAGER},
)
ASSIGN_ROLES = declare(
    "habpps.assign_roles",
    "donner ou retirer un rôle",
    "Donner les rôles Fournisseur de données d'activité, Fournisseur de données financières et Approbateur.",
    {Role.CAF_ADMIN, Role.AFAS_MANAGER},
    delegated=True,
)
VIEW_JOURNAL = declare(
    "habpps.view_journal",
    "consulter le journal",
    "Lire ce qui s'est passé : qui a fait quoi, et quand.",
    {*CAF, Role.PARTNER_ADMIN},
)
