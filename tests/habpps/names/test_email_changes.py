"""By its e-mail address an account can pass to somebody else: those who administer with its holder learn of a new one."""

import re

import pytest
from post_office.models import Email

from portal.accounts.links.actions import LinkError
from portal.accounts.models import User
from portal.accounts.my_account.actions import confirm_email, request_email_change
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import PASSWORD
from tests.factories.habpps import AgreementFactory, caf_admin, grant, national_admin, partner_admin

KIND, NEW = "habpps/administrator_email", "nouvelle@exemple.fr"


def link() -> str:
    """The address of the last link that left."""
    return re.search(r"^http\S+", Email.objects.order_by("-id")[0].message, re.MULTILINE)[0]


def change(user) -> None:
    """Somebody changes their address: the password, then the link."""
    request_email_change(user=user, email=NEW, password=PASSWORD)
    confirm_email(token=link().split("/")[-2])
    assert User.objects.get(pk=user.pk).email == NEW


def told() -> list[int]:
    """Account ids, 0 for a Caf's mailbox."""
    return sorted(Letter.objects.filter(kind=KIND).order_by("id").values_list("recipient_id", flat=True))


def test_of_an_administrator_the_other_one_and_the_caf_are_told(here):
    former = here.admin.email
    change(here.admin)
    assert told() == [0, here.other_admin.pk]
    letter = Letter.objects.get(kind=KIND, recipient_id=0)
    assert letter.email.to == [here.caf.email]
    for words in (here.admin.get_full_name(), here.admin.username, former, NEW, here.agreement.label):
        assert words in letter.email.message
    entry = Entry.objects.get(kind="habpps.administrator_email_changed")
    assert (entry.agreement_id, entry.object_id) == (here.agreement.pk, here.admin.pk)
    assert "@" not in str(vars(entry))


def test_nothing_is_told_before_it_is_confirmed(here):
    request_email_change(user=here.admin, email=NEW, password=PASSWORD)
    with pytest.raises(LinkError):
        confirm_email(token="autre")
    assert told() == []


@pytest.mark.parametrize("who", ["member", "declarant", "provider"])
def test_of_a_user_nobody_else_is_told(here, who):
    change(getattr(here, who))
    assert told() == []
    assert not Entry.objects.filter(kind="habpps.administrator_email_changed").exists()


@pytest.mark.parametrize("who", ["caf_agent", "caf_admin"])
def test_of_somebody_of_a_caf_its_other_administrators_are_told(here, elsewhere, who):
    second = caf_admin(here.caf)
    user = getattr(here, who)
    change(user)
    assert told() == sorted({here.caf_admin.pk, second.pk} - {user.pk})


def test_of_somebody_of_the_nation_the_others_are(here, national):
    second = national_admin()
    change(national)
    assert told() == [second.pk]


def test_each_is_told_once_whatever_they_share(here):
    other = AgreementFactory(caf=here.caf)
    for user in (here.admin, here.other_admin):
        grant(user, Role.PARTNER_ADMIN, other)
    third = partner_admin(other)
    change(here.admin)
    assert told() == [0, here.other_admin.pk, third.pk]
    assert Entry.objects.filter(kind="habpps.administrator_email_changed").count() == 2


@pytest.mark.parametrize("state", ["suspended", "ended", "not activated"])
def test_who_cannot_act_is_not_told(here, state):
    held = Grant.objects.filter(user=here.other_admin)
    if state == "suspended":
        held.filter(role=Role.PARTNER_USER).update(suspended_at=clock.now())
    if state == "ended":
        held.update(revoked_at=clock.now())
    if state == "not activated":
        User.objects.filter(pk=here.other_admin.pk).update(state=User.State.PENDING)
    change(here.admin)
    assert told() == [0]


def test_an_administration_that_is_over_tells_nobody(here):
    Grant.objects.filter(user=here.admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    change(here.admin)
    assert told() == []
