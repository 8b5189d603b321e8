"""An account's first day: identifier, activation link or provisional password."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portal import journal, mail
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError

from .details import clean_name
from .factors import delete_second_factor
from .links import Purpose, issue_link, lock, revoke_links, use_link
from .passwords import set_password
from .signing import delete_sessions

PROVISIONAL = "provisoire"
LETTERS = "abcdefghjkmnpqrstvwxyz"
PROVISIONAL_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PROVISIONAL_LENGTH = 18  # 103 bits
# A word that no chosen password may hold: the provisional one can't be kept.
PROVISIONAL_PREFIX = "provisoire-"


def normal_email(typed: str) -> str:
    """The address as it is kept; `ActionError` on « email » when it is none."""
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ActionError({"email": ["Indiquez une adresse mail, par exemple prenom.nom@exemple.fr."]}) from None
    return email


def _new_username() -> str:
    """Two letters and seven digits that say nothing of the person, e.g. « kd4817302 »."""
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(2))
        username = f"{letters}{secrets.randbelow(10**7):07d}"
        if not User.objects.filter(username=username).exists():
            return username


@transaction.atomic
def create_account(
    *,
    actor: User | None,
    first_name: str,
    last_name: str,
    email: str,
    phone: str = "",
    mobility: str = User.Mobility.SEDENTARY,
    caf_id: int | None = None,
    agreement_id: int | None = None,
    invited_by: str = "",
) -> User:
    """A new account that its owner must activate; identifier and link (or provisional password) leave by mail.

    `actor` is None when the portal itself creates it (first administrator). `caf_id`, `agreement_id`: for whom,
    in the journal and the outbox. `invited_by`: who asks the person to come, and where to, as the mail says it. Raises `ActionError` on « email ».
    """
    address = normal_email(email)
    if User.objects.with_email(address).exists():
        raise ActionError({"email": ["Un compte existe déjà avec cette adresse mail : ajoutez cette personne."]})
    user = User.objects.create(
        username=_new_username(),
        email=address,
        first_name=clean_name(first_name),
        last_name=clean_name(last_name),
        phone=phone.strip(),
        mobility=mobility,
        password=make_password(None),
    )
    scope = {"caf_id": caf_id, "agreement_id": agreement_id}
    actor_id = actor.pk if actor else None
    mode = settings.ACTIVATION_MODE
    journal.record("accounts.created", actor_id=actor_id, about=("accounts.user", user.pk), mode=mode, **scope)
    send_access(user, actor_id=actor_id, invited_by=invited_by, is_new=True, **scope)
    return user


@transaction.atomic
def reissue_activation(
    *, actor: User, user: User, caf_id: int | None = None, agreement_id: int | None = None, invited_by: str = ""
) -> None:
    """Send a new link (or provisional password) for an account never activated; the previous one stops working."""
    user = lock(user)
    if user.state != User.State.PENDING:
        raise ActionError("Ce compte est déjà activé : son titulaire peut demander un nouveau mot de passe.")
    send_access(user, actor_id=actor.pk, invited_by=invited_by, caf_id=caf_id, agreement_id=agreement_id)


@transaction.atomic
def begin_again(
    *, actor: User, user: User, caf_id: int | None = None, agreement_id: int | None = None, invited_by: str = ""
) -> None:
    """An account that was closed because nobody used it waits for its owner again, as on its first day: no password,
    no second factor. Raises `ActionError` on one that is not closed, or of which nothing is left."""
    user = lock(user)
    if user.state != User.State.CLOSED or user.anonymised_at is not None:
        raise ActionError("Ce compte n'est pas clôturé.")
    user.state, user.password, user.created_at = User.State.PENDING, make_password(None), clock.now()
    user.dormant_notice_at = None
    user.save(update_fields=["state", "password", "created_at", "dormant_notice_at"])
    delete_second_factor(user)
    scope = {"caf_id": caf_id, "agreement_id": agreement_id}
    journal.record("accounts.begun_again", actor_id=actor.pk, about=("accounts.user", user.pk), **scope)
    send_access(user, actor_id=actor.pk, invited_by=invited_by, caf_id=caf_id, agreement_id=agreement_id)


def send_access(
    user: User,
    *,
    actor_id: int | None,
    caf_id: int | None = None,
    agreement_id: int | None = None,
    invited_by: str = "",
    is_new: bool = False,
) -> None:
    """The mail(s) by which a person gets in, in the instance's mode. Callers hold the row locked, or made it."""
    scope = {"caf_id": caf_id, "agreement_id": agreement_id}
    if settings.ACTIVATION_MODE == PROVISIONAL:
        _send_provisional(user, actor_id=actor_id, invited_by=invited_by, **scope)
        return
    link = issue_link(user, Purpose.ACTIVATION, actor_id=actor_id, is_new=is_new)
    context = {"link": link, "hours": settings.ACTIVATION_HOURS, "invited_by": invited_by}
    mail.queue("accounts/activation", to=user, context=context, **scope)


def _send_provisional(user: User, *, actor_id: int | None, invited_by: str, **scope: int | None) -> None:
    password = PROVISIONAL_PREFIX + "".join(secrets.choice(PROVISIONAL_ALPHABET) for _ in range(PROVISIONAL_LENGTH))
    user.password = make_password(password)
    user.provisional_until = clock.now() + timedelta(hours=settings.ACTIVATION_HOURS)
    user.must_change_password = True
    user.session_epoch += 1
    user.save(update_fields=["password", "provisional_until", "must_change_password", "session_epoch"])
    revoke_links(user)
    delete_sessions(user)
    journal.record("accounts.provisional_issued", actor_id=actor_id, about=("accounts.user", user.pk))
    mail.queue("accounts/provisional_identifier", to=user, context={"invited_by": invited_by}, **scope)
    context = {"password": password, "hours": settings.ACTIVATION_HOURS}
    mail.queue("accounts/provisional_password", to=user, context=context, **scope)


@transaction.atomic
def activate(*, token: str, password: str) -> User:
    """The person chooses their password by the link of their first mail. Raises `LinkError`, `ActionError`."""
    user, _ = use_link(token, Purpose.ACTIVATION)
    user.state = User.State.ACTIVE
    user.save(update_fields=["state"])
    set_password(user, password)
    journal.record("accounts.activated", actor_id=user.pk, about=("accounts.user", user.pk))
    return user


@transaction.atomic
def take_provisional(*, user: User) -> User | None:
    """Accept the provisional password whose hash `user` was checked against, once; None when it no longer counts.

    What remains is an unusable password: should this first session be lost, a link by mail is the way in.
    """
    checked, user = user.password, lock(user)
    now = clock.now()
    good = user.provisional_until is not None and user.provisional_until > now and user.password == checked
    if not good or user.state not in (User.State.PENDING, User.State.ACTIVE):
        return None
    pending = user.state == User.State.PENDING
    user.password = make_password(None)
    user.provisional_until = None
    user.state = User.State.ACTIVE
    user.save(update_fields=["password", "provisional_until", "state"])
    journal.record("accounts.provisional_used", actor_id=user.pk, about=("accounts.user", user.pk))
    if pending:
        journal.record("accounts.activated", actor_id=user.pk, about=("accounts.user", user.pk))
    return user
