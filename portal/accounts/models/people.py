"""People: one account each, whatever number of partners they work for."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from portal.base.ids import PublicIdModel
from portal.base.typed import normal_email

# `email__lower=`, `username__lower=`: by the indexes of the unique constraints below, which `iexact` cannot use.
models.CharField.register_lookup(Lower)


class UserManager(BaseUserManager["User"]):
    def with_email(self, typed: str) -> "models.QuerySet[User]":
        """The account of this address, in any case: one or none."""
        return self.filter(email__lower=normal_email(typed))

    def lock(self, user: "User") -> "User":
        """The person as they are now, their row locked until the end of the transaction."""
        return self.select_for_update().get(pk=user.pk)

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
    named_since = models.DateTimeField(null=True, blank=True, help_text="Null: they never bore another name here.")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    mobility = models.CharField(max_length=9, choices=Mobility, default=Mobility.SEDENTARY)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    # Increased to end every session of the account at once.
    session_epoch = models.PositiveIntegerField(default=0)
    # `last_login` is the present connection's; people are shown the one before it.
    previous_login = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    # Mode « mot de passe provisoire »: until when it is accepted, once; a new password must then be chosen.
    provisional_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Retention (norm 26): when the owner was notified; when nothing but the row was left.
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

    def name_on(self, at: datetime | None) -> str:
        """Their full name at that instant; None: their present one.

        Of somebody who has changed names since, it costs one query (none after `names.queries.load_past_names`).
        """
        if at is None or self.named_since is None or at >= self.named_since:
            return self.get_full_name()
        past = sorted(self.past_names.all(), key=lambda each: (each.until, each.pk))
        return next((str(each) for each in past if at < each.until), self.get_full_name())

    def get_short_name(self) -> str:
        return self.first_name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_epoch`: every other session then ends at its next request."""
        return salted_hmac("portal.session", f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        return []
