"""A first link that is about to end, told to the person while it still works."""

from django.db import transaction

from portal import mail
from portal.accounts.models import AccessLink, User


@transaction.atomic
def remind_activation(*, user: User, link: AccessLink) -> bool:
    """Whether a mail was written: one for each link. The link itself is only in the first mail: it is kept nowhere."""
    context = {"sent_at": link.created_at, "until": link.expires_at}
    return (
        mail.queue("accounts/activation_reminder", to=user, context=context, once=f"activation:{link.pk}") is not None
    )
