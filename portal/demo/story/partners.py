"""The partners of the story: an association with several places, a commune, one where one person does it all."""

from dataclasses import replace
from decimal import Decimal

from portal.demo.figures import Structure
from portal.habpps.rights.roles import AFAS_ROLES, Role

from . import cast
from .organisations import Organisation, Place

PROVIDER_A, PROVIDER_F, APPROVER = Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER

COTEAUX = Organisation(
    1,
    cast.COTEAUX,
    "Association",
    "Amiens",
    "80000",
    (cast.PARTNER_ADMIN, cast.SECOND_ADMIN),
    (
        Place("Maison des Coteaux", "Structure Jeunesse"),
        Place("Espace Beaulieu", "Espace ados Beaulieu"),
        Place("Local Prévert", "Fab-lab des Coteaux"),
    ),
    (
        (cast.FR_DA, (PROVIDER_A,), (0, 1, 2)),
        (cast.FR_DF, (PROVIDER_F,), (0, 1, 2)),
        (cast.APPROVER, (APPROVER,), (0, 1)),
        (cast.SECOND_ADMIN, (APPROVER,), (2,)),
    ),
)
LAUBEPINE = Organisation(
    2,
    cast.LAUBEPINE,
    "Commune",
    "Laubépine",
    "80120",
    (cast.OTHER_PARTNER_ADMIN, cast.COMMUNE_ADMIN),
    (Place("Salle des jeunes", "Service jeunesse de Laubépine"),),
    ((cast.COMMUNE_PROVIDER, (PROVIDER_A, PROVIDER_F), (0,)), (cast.OTHER_PARTNER_ADMIN, (APPROVER,), (0,))),
)
ATELIER = Organisation(
    3,
    cast.ATELIER,
    "Association",
    "Abbeville",
    "80100",
    (cast.ALL_ROLES, cast.TREASURER),
    (Place("L'Atelier", "Atelier jeunes"),),
    ((cast.ALL_ROLES, AFAS_ROLES, (0,)),),
)
MONTCLAIR = Organisation(
    4,
    cast.MONTCLAIR,
    "Association",
    "Lille",
    "59000",
    (cast.MONTCLAIR_ADMIN, cast.MONTCLAIR_SECOND),
    (Place("Maison des jeunes", "Accueil jeunes Montclair"),),
    ((cast.MONTCLAIR_ADMIN, AFAS_ROLES, (0,)),),
)
LUDOTHEQUE = Organisation(
    5,
    cast.LUDOTHEQUE,
    "Association",
    "Corbie",
    "80800",
    (cast.LUDO_ADMIN, cast.TREASURER),
    (),
)
# One organisation, funded on both sides of a border: a convention with each Caf, of the same name.
PASSERELLE = Organisation(
    6,
    cast.PASSERELLE,
    "Association",
    "Doullens",
    "80600",
    (cast.TWO_CAFS, cast.PASSERELLE_SECOND),
    (Place("Maison de la Passerelle", "Accueil ados"),),
    ((cast.TWO_CAFS, AFAS_ROLES, (0,)),),
    caf=cast.CAF,
)
PASSERELLE_NORD = replace(PASSERELLE, places=(Place("Annexe du Parc", "Accueil ados"),), caf=cast.OTHER_CAF)
STRUCTURES = {
    (1, 0): Structure((Decimal("1.00"), Decimal("1.00"), Decimal("0.50")), 38_400, 164, 228),
    (1, 1): Structure((Decimal("1.00"),), 36_900, 88, 190),
    (1, 2): Structure((Decimal("0.80"),), 41_700, 52, 160),
    (2, 0): Structure((Decimal("1.00"), Decimal("1.00")), 39_600, 131, 215, by_commune=True),
    (3, 0): Structure((Decimal("0.50"),), 33_800, 34, 120),
    (4, 0): Structure((Decimal("1.00"), Decimal("0.50")), 37_200, 97, 205),
}
