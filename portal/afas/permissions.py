"""The permissions of AFAS. `label` completes « Vous ne pouvez pas … »."""

from portal.habpps.rights.permissions import declare
from portal.habpps.rights.roles import AFAS_ROLES, Role

USE = declare(
    "afas.use",
    "utiliser le service Aides financières d'action sociale",
    "Entrer dans le service AFAS.",
    {*AFAS_ROLES, Role.AFAS_DECLARANT, Role.AFAS_MANAGER, Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN},
)
VIEW_DECLARATIONS = declare(
    "afas.view_declarations",
    "consulter cette déclaration",
    "Lire les déclarations, leurs chiffres, leur état et leur histoire.",
    {*AFAS_ROLES, Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN},
)
ENTER_ACTIVITY_DATA = declare(
    "afas.enter_activity_data",
    "saisir les données d'activité",
    "Saisir et fournir les données d'activité.",
    {Role.ACTIVITY_DATA_PROVIDER},
)
ENTER_FINANCIAL_DATA = declare(
    "afas.enter_financial_data",
    "saisir les données financières",
    "Saisir et fournir les données financières.",
    {Role.FINANCIAL_DATA_PROVIDER},
)
APPROVE = declare(
    "afas.approve",
    "approuver et transmettre la déclaration",
    "Renvoyer une partie à la saisie avec un motif, approuver et transmettre à la Caf.",
    {Role.APPROVER},
)
HANDLE = declare(
    "afas.handle",
    "traiter les déclarations reçues",
    "Prendre en charge, valider ou retourner avec un motif les déclarations de sa Caf.",
    {Role.CAF_AGENT},
)
DECIDE_OWED = declare(
    "afas.decide_owed",
    "décider des déclarations demandées aux partenaires",
    "Ouvrir une déclaration antérieure à l'enregistrement de l'activité, la dire sans objet ou la rétablir.",
    {Role.CAF_ADMIN, Role.CAF_AGENT},
)
FOLLOW = declare(
    "afas.follow",
    "suivre l'avancement de la campagne",
    "Voir l'état des déclarations des partenaires de sa Caf.",
    {Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN},
)
