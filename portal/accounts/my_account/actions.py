"""What people change in their own account, and the copy of their data."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.accounts import registries
from portal.accounts.identity import clean_email, clean_own_names, clean_phone
from portal.accounts.links.actions import LinkError, Purpose, issue_link, revoke_links, use_link
from portal.accounts.models import User
from portal.accounts.names.actions import write_name
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.rollback import rolled_back
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail

from .events import DATA_EXPORTED, DETAILS_CHANGED, EMAIL_CHANGE_REQUESTED, EMAIL_CHANGED, NAME_CHANGED
from .mails import EMAIL_CHANGED_MAIL, EMAIL_CONFIRM_MAIL

NAMES = ("first_name", "last_name")
ASKED_FOR = "Vous avez un droit en cours : demandez ce changement de nom depuis «\u00a0Mon compte\u00a0»."


@transaction.atomic
def change_details(*, user: User, first_name: str, last_name: str, phone: str) -> User:
    """A person corrects their own telephone, and their name as long as no rule keeps it; only changes are written.

    Raises `ActionError`, and then nothing changes.
    """
    user = User.objects.lock(user)
    names, present, phone = (first_name, last_name), (user.first_name, user.last_name), clean_phone(phone)
    if names != present:
        names = clean_own_names(*names)
    if names != present:
        changed = [name for name, value in zip(NAMES, names, strict=True) if getattr(user, name) != value]
        if registries.find_name_rule(user) is not None:
            raise ActionError({name: [ASKED_FOR] for name in changed})
        past = write_name(user, *names)
        log_event(NAME_CHANGED, actor_id=user.pk, about=("accounts.user", user.pk), formerly=past.pk)
    if phone != user.phone:
        user.phone = phone
        user.save(update_fields=["phone"])
        log_event(DETAILS_CHANGED, actor_id=user.pk, about=("accounts.user", user.pk), fields=["téléphone"])
    return user


@transaction.atomic
def export_personal_data(*, user: User) -> dict[str, Any]:
    """What every room holds about the person, by chapter; the journal keeps that it was exported."""
    log_event(DATA_EXPORTED, actor_id=user.pk, about=("accounts.user", user.pk))
    chapters = {chapter.label: chapter.provider(user) for chapter in registries.personal_data_chapters()}
    return {"établi le": clock.now(), "chapitres": chapters}


@transaction.atomic
def request_email_change(*, user: User, email: str, password: str) -> None:
    """Send a link to the new address; nothing changes before it is used. Raises `ActionError`.

    When somebody else uses the address, no mail leaves and the answer is the same, so that nobody learns it.
    """
    user = User.objects.lock(user)
    if not user.check_password(password):
        raise ActionError({"password": ["Ce n'est pas votre mot de passe : saisissez-le à nouveau."]})
    address = clean_email(email)
    if address == user.email:
        raise ActionError({"email": ["C'est déjà votre adresse mail : indiquez la nouvelle."]})
    link = issue_link(user, Purpose.EMAIL, actor_id=user.pk, new_email=address)
    log_event(EMAIL_CHANGE_REQUESTED, actor_id=user.pk, about=("accounts.user", user.pk))
    context = {"link": link, "hours": settings.ACTIVATION_HOURS}
    with rolled_back() if User.objects.with_email(address).exists() else nullcontext():
        queue_mail(EMAIL_CONFIRM_MAIL, to=user, context=context, address=address)


@transaction.atomic
def confirm_email(*, token: str) -> User:
    """The new address replaces the old one, to which a mail says so; rooms tell whom else. Raises `LinkError`."""
    user, link = use_link(token, Purpose.EMAIL)
    if User.objects.with_email(link.new_email).exclude(pk=user.pk).exists():
        raise LinkError("revoked")
    queue_mail(EMAIL_CHANGED_MAIL, to=user, context={})  # still to the old address
    former, user.email = user.email, link.new_email
    user.save(update_fields=["email"])
    # Links sent to the old address stop working.
    revoke_links(user)
    log_event(EMAIL_CHANGED, actor_id=user.pk, about=("accounts.user", user.pk))
    registries.run_after_email_change(user, former)
    return user
