"""What a person can be, over what, and who may name whom."""

from django.db.models import TextChoices


class Role(TextChoices):
    NATIONAL_ADMIN = "NATIONAL_ADMIN", "Administrateur national"
    CAF_ADMIN = "CAF_ADMIN", "Administrateur Caf habilitations"
    CAF_AGENT = "CAF_AGENT", "Gestionnaire Caf"
    PARTNER_USER = "PARTNER_USER", "Utilisateur de la convention"
    PARTNER_ADMIN = "PARTNER_ADMIN", "Administrateur Mon Compte Partenaire"
    AFAS_MANAGER = "AFAS_MANAGER", "Membre du groupe «\u00a0AFAS Habiliter\u00a0»"
    AFAS_DECLARANT = "AFAS_DECLARANT", "Membre du groupe «\u00a0AFAS Déclarer\u00a0»"
    ACTIVITY_DATA_PROVIDER = "ACTIVITY_DATA_PROVIDER", "Fournisseur de données d'activité"
    FINANCIAL_DATA_PROVIDER = "FINANCIAL_DATA_PROVIDER", "Fournisseur de données financières"
    APPROVER = "APPROVER", "Approbateur"


class Scope(TextChoices):
    """The kind of place that a grant names."""

    NATION = "NATION"
    CAF = "CAF"
    AGREEMENT = "AGREEMENT"
    GROUP = "GROUP"
    PLACE = "PLACE"  # one activity, or all the activities of one site


SCOPE_OF: dict[str, Scope] = {
    Role.NATIONAL_ADMIN: Scope.NATION,
    Role.CAF_ADMIN: Scope.CAF,
    Role.CAF_AGENT: Scope.CAF,
    Role.PARTNER_USER: Scope.AGREEMENT,
    Role.PARTNER_ADMIN: Scope.AGREEMENT,
    Role.AFAS_MANAGER: Scope.GROUP,
    Role.AFAS_DECLARANT: Scope.GROUP,
    Role.ACTIVITY_DATA_PROVIDER: Scope.PLACE,
    Role.FINANCIAL_DATA_PROVIDER: Scope.PLACE,
    Role.APPROVER: Scope.PLACE,
}

# The role that a person must hold first, and under which the grant then hangs.
HANGS_UNDER_ROLE: dict[str, Role] = {
    Role.PARTNER_ADMIN: Role.PARTNER_USER,
    Role.AFAS_MANAGER: Role.PARTNER_USER,
    Role.AFAS_DECLARANT: Role.PARTNER_USER,
    Role.ACTIVITY_DATA_PROVIDER: Role.AFAS_DECLARANT,
    Role.FINANCIAL_DATA_PROVIDER: Role.AFAS_DECLARANT,
    Role.APPROVER: Role.AFAS_DECLARANT,
}

AFAS_ROLES: tuple[Role, ...] = (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)
SHORT_LABELS = {
    Role.ACTIVITY_DATA_PROVIDER: "Fr DA",
    Role.FINANCIAL_DATA_PROVIDER: "Fr DF",
    Role.APPROVER: "Approbateur",
}
GROUP_ROLES: dict[str, Role] = {"AFAS_HABILITER": Role.AFAS_MANAGER, "AFAS_DECLARER": Role.AFAS_DECLARANT}
PARTNER_ROLES: frozenset[str] = frozenset(
    role for role, scope in SCOPE_OF.items() if scope in (Scope.AGREEMENT, Scope.GROUP, Scope.PLACE)
)

CAF_ROLES: tuple[Role, ...] = tuple(role for role in Role if SCOPE_OF[role] is Scope.CAF)
# By these somebody belongs to a convention or a Caf; what else they hold there hangs under them.
ACCESS_ROLES: tuple[Role, ...] = (Role.CAF_ADMIN, Role.CAF_AGENT, Role.PARTNER_USER)

# Who may give what, inside their own scope. A partner's people give only while the management is delegated.
GRANTABLE: dict[str, frozenset[Role]] = {
    Role.NATIONAL_ADMIN: frozenset({Role.CAF_ADMIN, Role.CAF_AGENT}),
    Role.CAF_ADMIN: frozenset(
        {
            Role.CAF_ADMIN,
            Role.CAF_AGENT,
            Role.PARTNER_USER,
            Role.PARTNER_ADMIN,
            Role.AFAS_MANAGER,
            Role.AFAS_DECLARANT,
            *AFAS_ROLES,
        }
    ),
    Role.PARTNER_ADMIN: frozenset({Role.PARTNER_USER, Role.AFAS_DECLARANT}),
    Role.AFAS_MANAGER: frozenset({Role.AFAS_MANAGER, *AFAS_ROLES}),
}
