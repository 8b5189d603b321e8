"""« Modifier mon adresse mail »: confirmed at the new address, told to the old one."""

from contextlib import nullcontext

from django.conf import settings
from django.db import transaction

from portal import journal, mail
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.base.undone import undone

from .creation import normal_email
from .links import LinkError, Purpose, issue_link, lock, revoke_links, use_link


@transaction.atomic
def request_email_change(*, user: User, email: str, password: str) -> None:
    """Send a link to the new address; nothing changes before it is used. Raises `ActionError`.

    An address that somebody else uses gets no mail and no other answer: it tells nobody that it is known.
    """
    user = lock(user)
    if not user.check_password(password):
        raise ActionError({"password": ["Ce n'est pas votre mot de passe : saisissez-le à nouveau."]})
    address = normal_email(email)
    if address == user.email:
        raise ActionError({"email": ["C'est déjà votre adresse mail : indiquez la nouvelle."]})
    link = issue_link(user, Purpose.EMAIL, actor_id=user.pk, new_email=address)
    journal.record("accounts.email_change_requested", actor_id=user.pk, about=("accounts.user", user.pk))
    context = {"link": link, "hours": settings.ACTIVATION_HOURS}
    with undone() if User.objects.with_email(address).exists() else nullcontext():
        mail.queue("accounts/email_confirm", to=user, context=context, address=address)


@transaction.atomic
def confirm_email(*, token: str) -> User:
    """The new address becomes the account's; the old one is told. Raises `LinkError`."""
    user, link = use_link(token, Purpose.EMAIL)
    if User.objects.with_email(link.new_email).exclude(pk=user.pk).exists():
        raise LinkError("revoked")
    mail.queue("accounts/email_changed", to=user, context={})  # still to the old address
    user.email = link.new_email
    user.save(update_fields=["email"])
    # What was sent to the old address opens nothing any more.
    revoke_links(user)
    journal.record("accounts.email_changed", actor_id=user.pk, about=("accounts.user", user.pk))
    return user
