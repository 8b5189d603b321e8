"""The people of the story. Those with a password are the demonstration's accounts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """`key`: the account's name in `demo_accounts`; empty for the others. `role`: what the person is for."""

    first_name: str
    last_name: str
    email: str
    key: str = ""
    password: str = ""
    role: str = ""
    organisation: str = ""


CAF = "Caf de la Somme"
OTHER_CAF = "Caf du Nord"
COTEAUX = "Centre social Les Coteaux"
LAUBEPINE = "Commune de Laubépine"
ATELIER = "Atelier du Vieux-Moulin"
MONTCLAIR = "Maison des jeunes de Montclair"
LUDOTHEQUE = "Ludothèque des Tilleuls"
PASSERELLE = "La Passerelle"

NATIONAL = Person(
    "Florence", "Aubert", "florence.aubert@national.example",
    "national", "sept cigognes dans la brume", "Administratrice nationale",
)  # fmt: skip
CAF_ADMIN = Person(
    "Sylvie", "Masson", "sylvie.masson@somme.example",
    "caf_admin", "la charrette bleue du voisin", "Administratrice Caf habilitations", CAF,
)  # fmt: skip
CAF_AGENT = Person(
    "Thierry", "Lambert", "thierry.lambert@somme.example",
    "caf_agent", "trois citrons sur un balcon vert", "Gestionnaire Caf", CAF,
)  # fmt: skip
EXPECTED_AGENT = Person("Yasmine", "Leclerc", "yasmine.leclerc@somme.example", organisation=CAF)
FORMER_AGENT = Person("Bruno", "Delattre", "bruno.delattre@somme.example", organisation=CAF)
OTHER_CAF_ADMIN = Person("Corinne", "Dumas", "corinne.dumas@nord.example", organisation=OTHER_CAF)
OTHER_CAF_AGENT = Person(
    "Mehdi", "Garnier", "mehdi.garnier@nord.example",
    "other_caf_agent", "un wagon rempli de pivoines", "Gestionnaire d'une autre Caf", OTHER_CAF,
)  # fmt: skip
PARTNER_ADMIN = Person(
    "Hélène", "Fournier", "helene.fournier@coteaux.example",
    "partner_admin", "onze tambours sous la halle", "Administratrice Mon Compte Partenaire", COTEAUX,
)  # fmt: skip
SECOND_ADMIN = Person("Paul", "Rivière", "paul.riviere@coteaux.example", organisation=COTEAUX)
FR_DA = Person(
    "Amina", "Diallo", "amina.diallo@coteaux.example",
    "fr_da", "le grand escalier sent la cannelle", "Fournisseur de données d'activité", COTEAUX,
)  # fmt: skip
FR_DF = Person(
    "Julien", "Mercier", "julien.mercier@coteaux.example",
    "fr_df", "douze horloges au fond du puits", "Fournisseur de données financières", COTEAUX,
)  # fmt: skip
APPROVER = Person(
    "Claire", "Vasseur", "claire.vasseur@coteaux.example",
    "approver", "une loutre passe avant minuit", "Approbatrice", COTEAUX,
)  # fmt: skip
FORMER_FR_DF = Person("Patrick", "Morel", "patrick.morel@coteaux.example", organisation=COTEAUX)
INVITED = Person("Inès", "Roussel", "ines.roussel@coteaux.example", organisation=COTEAUX)
SUSPENDED = Person("Victor", "Lemoine", "victor.lemoine@coteaux.example", organisation=COTEAUX)
EXPECTED_ADMIN = Person("Odile", "Marchal", "odile.marchal@coteaux.example", organisation=COTEAUX)
FORGOTTEN = Person("Bastien", "Renaud", "bastien.renaud@coteaux.example", organisation=COTEAUX)
OTHER_PARTNER_ADMIN = Person(
    "Nadia", "Brun", "nadia.brun@laubepine.example",
    "other_partner_admin", "quatre renards devant la mairie", "Administratrice d'un autre organisme", LAUBEPINE,
)  # fmt: skip
COMMUNE_ADMIN = Person("Denis", "Chevalier", "denis.chevalier@laubepine.example", organisation=LAUBEPINE)
NEW_COMMUNE_ADMIN = Person("Aline", "Marchand", "aline.marchand@laubepine.example", organisation=LAUBEPINE)
COMMUNE_PROVIDER = Person("Lucie", "Tessier", "lucie.tessier@laubepine.example", organisation=LAUBEPINE)
ALL_ROLES = Person(
    "Gaëlle", "Perrin", "gaelle.perrin@vieux-moulin.example",
    "all_roles", "mille confettis dans un bateau", "Administratrice, Fr DA, Fr DF et approbatrice", ATELIER,
)  # fmt: skip
TREASURER = Person(
    "Yves", "Fontaine", "yves.fontaine@vieux-moulin.example",
    "two_organisations", "neuf lampions dans le verger", "Administrateur de deux organismes", ATELIER,
)  # fmt: skip
MONTCLAIR_ADMIN = Person(
    "Sofia", "Vidal", "sofia.vidal@montclair.example",
    "other_caf_partner", "huit marmottes jouent du hautbois", "Administratrice, Fr DA, Fr DF et approbatrice", MONTCLAIR,
)  # fmt: skip
MONTCLAIR_SECOND = Person("Marc", "Haddad", "marc.haddad@montclair.example", organisation=MONTCLAIR)
TWO_CAFS = Person(
    "Malika", "Bernard", "malika.bernard@passerelle.example",
    "two_cafs", "cinq moulins sous la pluie fine", "Administratrice d'un organisme lié à deux Caf", PASSERELLE,
)  # fmt: skip
PASSERELLE_SECOND = Person("Olivier", "Rousseau", "olivier.rousseau@passerelle.example", organisation=PASSERELLE)
LUDO_ADMIN = Person("Jeanne", "Picard", "jeanne.picard@tilleuls.example", organisation=LUDOTHEQUE)

ACCOUNTS = (
    CAF_ADMIN,
    CAF_AGENT,
    NATIONAL,
    PARTNER_ADMIN,
    FR_DA,
    FR_DF,
    APPROVER,
    ALL_ROLES,
    OTHER_PARTNER_ADMIN,
    OTHER_CAF_AGENT,
    MONTCLAIR_ADMIN,
    TREASURER,
    TWO_CAFS,
)
# They have activated their accounts and sign in now and then; nobody gives away their passwords.
OTHERS = (
    OTHER_CAF_ADMIN,
    SECOND_ADMIN,
    COMMUNE_PROVIDER,
    NEW_COMMUNE_ADMIN,
    MONTCLAIR_SECOND,
    LUDO_ADMIN,
    PASSERELLE_SECOND,
)
