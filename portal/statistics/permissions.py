"""The permissions of the statistics. `label` completes « Vous ne pouvez pas … »."""

from portal.habpps.rights.permissions import declare
from portal.habpps.rights.roles import AFAS_ROLES, Role

VIEW_OWN = declare(
    "statistics.view_own",
    "consulter les statistiques de cette activité",
    "Comparer les chiffres d'une activité aux médianes de sa Caf et du pays.",
    {*AFAS_ROLES},
)
VIEW_CAF = declare(
    "statistics.view_caf",
    "consulter les statistiques de la Caf",
    "Voir les déclarations d'une Caf par campagne et par état.",
    {Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN},
)
