"""People: one account each, whatever number of partners they work for."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from portal.base.ids import PublicIdModel

# `email__lower=`, `username__lower=`: by the indexes of the unique constraints below, which `iexact` cannot use.
models.CharField.register_lookup(Lower)


class UserManager(BaseUserManager["User"]):
    def with_email(self, typed: str) -> "models.QuerySet[User]":
        """The account of this address, in any case: one or none."""
        return self.filter(email__lower=typed.strip().lower())

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(PublicIdModel, AbstractBaseUser):
    class State(models.TextChoices):
        PENDING = "PENDING", "En attente d'activation"
        ACTIVE = "ACTIVE", "Actif"
        SUSPENDED = "SUSPENDED", "Suspendu"
        CLOSED = "CLOSED", "Clôturé"

    class Mobility(models.TextChoices):
        SEDENTARY = "SEDENTARY", "Sédentaire (possède un poste fixe)"
        MOBILE = "MOBILE", "Itinérant (poste de travail variable)"

    username = models.CharField("identifiant", max_length=30, unique=True)
    email = models.EmailField("adresse mail")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    mobility = models.CharField(max_length=9, choices=Mobility, default=Mobility.SEDENTARY)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    # Raised to end every session of the account at once.
    session_epoch = models.PositiveIntegerField(default=0)
    # `last_login` is the present connection's; people are shown the one before it.
    previous_login = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    # Mode « mot de passe provisoire »: until when it is accepted, once; then a new password is asked at once.
    provisional_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Retention (norm 26): told that the account will go; gone, with nothing left of the person but the row.
    dormant_notice_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "first_name", "last_name"]

    objects = UserManager()

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
            models.CheckConstraint(
                condition=Q(previous_login=None) | Q(previous_login__lte=F("last_login")),
                name="user_previous_login_before_last",
            ),
            models.CheckConstraint(
                condition=Q(provisional_until=None) | Q(must_change_password=True),
                name="user_provisional_must_change",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(state="CLOSED"), name="user_anonymised_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_short_name(self) -> str:
        return self.first_name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_epoch`: every other session then ends at its next request."""
        return salted_hmac("portal.session", f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        return []


class AccessLink(models.Model):
    """A single-use link sent by mail. Only the token's digest is kept."""

    class Purpose(models.TextChoices):
        ACTIVATION = "ACTIVATION"
        RESET = "RESET"
        EMAIL = "EMAIL"  # confirms `new_email`

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    new_email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="access_link_used_or_revoked"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="access_link_expires_later"),
            models.CheckConstraint(
                condition=(Q(purpose="EMAIL") & ~Q(new_email="")) | (~Q(purpose="EMAIL") & Q(new_email="")),
                name="access_link_new_email_to_confirm",
            ),
        ]


class Session(AbstractBaseSession):
    """Django's session, with what its owner is shown of it; nothing of it until somebody signs in.

    `started_at`, `seen_at` and the rest are copies of what the session holds, written by `SessionStore`.
    """

    user_id = models.BigIntegerField(null=True)
    public_id = models.CharField(max_length=12, blank=True, db_index=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, blank=True, help_text="« Firefox sous Windows »; no more than that.")

    objects = BaseSessionManager()

    class Meta:
        indexes = [models.Index(fields=["user_id"])]

    @classmethod
    def get_session_store_class(cls):
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class SignInFailures(models.Model):
    """Tries of one identifier (existing or not) or one network address that did not lead to a sign-in."""

    subject = models.CharField(max_length=64, unique=True, help_text="HMAC of the identifier or of the address.")
    count = models.PositiveIntegerField(default=0, help_text="Since the last success.")
    day = models.DateField(help_text="Day (Europe/Paris) of `count_today`.")
    count_today = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    pardoned = models.PositiveIntegerField(null=True, help_text="Tries before an administrator or a mail helped.")
