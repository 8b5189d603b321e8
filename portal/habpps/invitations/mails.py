"""The mails of an invitation: to the person, and to those who wait for the answer."""

from portal.habpps.grants.examples import access_example, ending_example
from portal.mail.kinds import MailKind, declare_mails

ACCESS_GIVEN_MAIL = MailKind(
    "habpps/access_given", "Accès donné à une personne qui avait déjà un compte", access_example
)
INVITATION_LAPSED_MAIL = MailKind(
    "habpps/invitation_lapsed",
    "Invitation restée sans réponse",
    lambda: ending_example(person="Camille Exemple", public_id="2345678abcde"),
)

declare_mails(ACCESS_GIVEN_MAIL, INVITATION_LAPSED_MAIL)
