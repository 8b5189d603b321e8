"""What an administrator typed, kept until the person accepts the invitation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.base.formats import person_name
from portal.base.ids import PublicIdModel

from .agreements import Agreement
from .places import Caf


class Invitation(models.Model):
    """Who somebody is in the words of the convention, or of the Caf, that invited them, e-mail included.

    The row stands until the person accepts, and is then deleted. Meanwhile no right under it counts (`Grant.invitation`),
    and the convention reads these words and never the account's (`rights.shown`): whether the account existed already is
    nobody's business there. Words that were refused, or whose access ended before an answer, go on hiding the account.
    `caf`: among its own people.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    email = models.EmailField("adresse mail")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    created_at = models.DateTimeField()
    # The last mail that can be answered: the invitation is said to lapse some hours after it, whatever the account. In
    # the future while `link_on` is set.
    sent_at = models.DateTimeField()
    # The access opens on that day, and the link leaves then; None once it has left.
    link_on = models.DateField(null=True, blank=True)
    # The account was made, or begun again, for this invitation: who activates it has accepted.
    made_account = models.BooleanField(default=False, db_default=False)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="invitation_once"),
            models.UniqueConstraint(fields=["caf", "user"], name="invitation_of_caf_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(made_account=True), name="invitation_makes_account_once"
            ),
            models.CheckConstraint(
                condition=Q(agreement=None, caf__isnull=False) | Q(agreement__isnull=False, caf=None),
                name="invitation_to_one_place",
            ),
            models.CheckConstraint(condition=Q(sent_at__gte=F("created_at")), name="invitation_sent_once_made"),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(link_on=None), name="invitation_refused_sends_no_link"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return person_name(self.first_name, self.last_name)


class UserImport(PublicIdModel):
    """The lines of a spreadsheet between its dry run and its confirmation.

    Kept on the server, so that what is written is what was shown; read again by the rules when it is confirmed.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    # [[line number in the file, {column: text as typed}, {column, or "": why it is not taken}, [what is said of it]], …];
    # the last two are missing from what the version before kept.
    lines = models.JSONField()
    # What is to be known of the whole file, in French.
    notes = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    def __str__(self) -> str:
        return self.file_name
