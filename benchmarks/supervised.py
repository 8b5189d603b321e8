"""What the first Caf supervises: its own people, the mails about its conventions, and who signed in."""

from django.db import transaction
from post_office.models import STATUS, Email, Log

from portal.accounts.models import User
from portal.accounts.sign_in.events import SIGNED_IN
from portal.base import clock
from portal.base.batches import batch_rows
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event
from portal.mail.models import Letter
from portal.mail.outbox import queue_mail

OFFICIALS, PEOPLE, SIGN_INS = 40, 60, 5
FAILED_EACH = 5  # one mail in so many did not leave


@transaction.atomic
def build() -> None:
    chief = Grant.objects.filter(role=Role.CAF_ADMIN, user__username="ca0000000").select_related("caf").get()
    agents = User.objects.bulk_create(
        User(
            username=f"zo{number:07d}",
            email=f"zo{number}@caf.example",
            first_name=f"Prénom{number:02d}",
            last_name=f"Agent{number:02d}",
            state=User.State.ACTIVE,
            last_login=clock.now(),
        )
        for number in range(OFFICIALS)
    )
    common = {"role": Role.CAF_AGENT, "caf": chief.caf, "valid_from": clock.today(), "given_at": clock.now()}
    Grant.objects.bulk_create(Grant(user=agent, **common) for agent in agents)
    accesses = Grant.objects.filter(role=Role.PARTNER_USER, agreement__caf=chief.caf).select_related("user")
    with batch_rows():
        for number, access in enumerate(accesses.order_by("pk")[:PEOPLE]):
            _write_to(access, fails=number % FAILED_EACH == 0)
            for _ in range(SIGN_INS):
                log_event(SIGNED_IN, actor_id=access.user_id, about=("accounts.user", access.user_id))


def is_built() -> bool:
    return Letter.objects.exists()


def _write_to(access: Grant, *, fails: bool) -> None:
    letter = queue_mail(
        RIGHT_GIVEN_MAIL,
        to=access.user,
        context=RIGHT_GIVEN_MAIL.example(),
        caf_id=access.agreement.caf_id,
        agreement_id=access.agreement_id,
    )
    sent = Email.objects.filter(pk=letter.email_id)
    sent.update(status=STATUS.failed if fails else STATUS.sent)
    if fails:
        Log.objects.create(email_id=letter.email_id, status=STATUS.failed, exception_type="SMTPRecipientsRefused")
