"""What an administrator typed, kept until the person answers it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel

from .agreements import Agreement
from .places import Caf


class Invitation(models.Model):
    """Who somebody is in the words of the convention, or of the Caf, that invited them, e-mail included.

    Whether the account existed already is nobody's business there: until the person signs in after the invitation,
    the convention reads these words and never the account's (see `queries.people`). `caf`: among its own people.
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
    # The last mail: the invitation is said to lapse some hours after it, whatever the account.
    sent_at = models.DateTimeField()

    # In terms of the invitation's own columns: not answered yet.
    WAITING = Q(user__last_login=None) | Q(user__last_login__lt=F("created_at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="invitation_once"),
            models.UniqueConstraint(fields=["caf", "user"], name="invitation_of_caf_once"),
            models.CheckConstraint(
                condition=Q(agreement=None, caf__isnull=False) | Q(agreement__isnull=False, caf=None),
                name="invitation_to_one_place",
            ),
            models.CheckConstraint(condition=Q(sent_at__gte=F("created_at")), name="invitation_sent_once_made"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


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
