"""One mail says all that somebody receives, and the day on which it opens; its link is alive on that day."""

from datetime import datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.utils import timezone

from portal.accounts.lifecycle.actions import activate_account
from portal.accounts.models import AccessLink, User
from portal.accounts.retention.jobs import close_unactivated_accounts
from portal.base import clock
from portal.base.formats import long_date
from portal.base.french import typeset
from portal.demo.story.clockwork import frozen
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.amendments.actions.requests import AdministratorChange, request_amendment
from portal.habpps.amendments.actions.signing import Signature, sign_amendment
from portal.habpps.belonging.actions import accept_invitation, send_due_links
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.lines import Line
from portal.habpps.invitations.actions import Identity, remind_of_invitations
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.habpps import actor, group, person
from tests.factories.letters import token_in

EMAIL = "nouvelle@exemple.fr"
CAMILLE = Identity("Roy", "Camille", EMAIL, EMAIL)
A_DAY = timedelta(days=1)
PASSWORD = "dix girafes sur un pont rouge"


def letters(email: str = EMAIL) -> list[Letter]:
    return list(Letter.objects.filter(recipient_id=User.objects.get(email=email).pk).order_by("pk"))


def kinds() -> list[str]:
    return [letter.kind for letter in letters()]


def morning(day) -> frozen:
    return frozen(timezone.make_aware(datetime.combine(day, time_of_day(8))))


def by_form(here, day):
    roles, over = AFAS_ROLES, [here.activity]
    own = actor(here.admin)
    create_user(
        actor=own,
        agreement=here.agreement,
        identity=CAMILLE,
        valid_from=day,
        groups=[group(here.agreement)],
        roles=roles,
        activities=over,
    )


def by_file(here, day):
    header = ["Nom", "Prénom", "Adresse mail", "Date d'ouverture", "Groupe", "Rôles", "Activités"]
    line = [
        "Roy",
        "Camille",
        EMAIL,
        f"{day:%d/%m/%Y}",
        "AFAS Déclarer; AFAS Habiliter",
        "Approbateur",
        here.activity.name,
    ]
    own = actor(here.caf_admin)
    lines = [Line(1, header), Line(2, line)]
    kept = keep_import(actor=own, agreement=here.agreement, file_name="f.csv", lines=lines)
    assert confirm_import(actor=own, kept=kept).left == []


def as_administrator(here, day):
    name_administrator(actor=actor(here.caf_admin), agreement=here.agreement, identity=CAMILLE, valid_from=day)


def by_amendment(here, day):
    leaving = Grant.objects.get(user=here.admin, role=Role.PARTNER_ADMIN)
    change = AdministratorChange(leaving, CAMILLE, day, "Retraite")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    sign_amendment(actor=actor(here.caf_admin), amendment=asked, signature=Signature(clock.today(), "A", "B"))


def at_the_caf(here, day):
    name_agent(actor=actor(here.caf_admin), caf=here.caf, role=Role.CAF_AGENT, identity=CAMILLE, valid_from=day)


WAYS = [by_form, by_file, as_administrator, by_amendment, at_the_caf]
KNOWN_MAIL = {at_the_caf: "habpps/official_named"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("known", [False, True])
def test_today_one_mail_says_all_that_is_given(here, way, known):
    if known:
        person(email=EMAIL)
    way(here, clock.today())
    [letter] = letters()
    assert letter.kind == (KNOWN_MAIL.get(way, "habpps/access_given") if known else "accounts/activation")
    for held in Grant.objects.filter(user__email=EMAIL):
        assert typeset(Role(held.role).label) in letter.email.message


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("known", [False, True])
def test_an_access_that_opens_later_is_announced_and_its_link_leaves_on_the_day(here, way, known):
    """Five weeks ahead, a link would be dead."""
    if known:
        person(email=EMAIL)
    day = clock.today() + 35 * A_DAY
    way(here, day)
    [letter] = letters()
    assert f"{long_date(day)}" in letter.email.message
    assert not AccessLink.objects.exists()
    with morning(day - A_DAY):
        assert send_due_links() == 0
    with morning(day):
        assert send_due_links() == 1
        assert send_due_links() == 0, "once"
        *_, last = letters()
        assert len(letters()) == 2
        if not known:
            user = activate_account(token=token_in(last), password=PASSWORD)
            assert actor(user, day).grants


def test_what_the_place_sees_does_not_tell_an_account_that_existed(here):
    """The same lines of invitations, on the same days, until the answer."""
    person(email="connue@exemple.fr")
    day = clock.today() + 35 * A_DAY
    for email in (EMAIL, "connue@exemple.fr"):
        identity = Identity("Roy", "Camille", email, email, somebody_else=True)
        create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=day)
    rows = [
        list(Invitation.objects.filter(email=email).values_list("link_on", flat=True))
        for email in (EMAIL, "connue@exemple.fr")
    ]
    assert rows[0] == rows[1] == [day]
    with morning(day):
        assert send_due_links() == 2
    assert len(letters(EMAIL)) == len(letters("connue@exemple.fr")) == 2


def test_accepted_before_the_day_nothing_more_is_sent(here):
    user = person(email=EMAIL)
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    accept_invitation(actor=actor(user), access=Grant.objects.get(user=user, role=Role.PARTNER_USER))
    assert not actor(user).grants
    assert actor(user, day).grants
    with morning(day):
        assert send_due_links() == 0


def test_the_link_follows_the_day_when_it_moves(here):
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    access = Grant.objects.get(user__email=EMAIL, role=Role.PARTNER_USER)
    later = day + 10 * A_DAY
    change_dates(actor=actor(here.admin), grant=access, valid_from=later, valid_until=None)
    with morning(day):
        assert send_due_links() == 0
    assert Invitation.objects.get().link_on == later
    with morning(later):
        assert send_due_links() == 1


def test_an_access_that_ended_meanwhile_sends_no_link(here):
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    close_user(actor=actor(here.admin), membership=Grant.objects.get(user__email=EMAIL, role=Role.PARTNER_USER))
    with morning(day):
        assert send_due_links() == 0
    assert not AccessLink.objects.exists()


def test_nobody_is_reminded_of_it_before_the_link_has_lapsed(here):
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    with morning(day):
        assert remind_of_invitations() == 0
        send_due_links()
    with morning(day + 2 * A_DAY):
        assert remind_of_invitations() == 2


def test_retention_does_not_close_an_account_before_its_day(here):
    """90 days without activation: the person had nothing to activate it with."""
    day = clock.today() + 200 * A_DAY
    by_form(here, day)
    with morning(clock.today() + 100 * A_DAY):
        assert close_unactivated_accounts() == 0
    assert User.objects.get(email=EMAIL).state == User.State.PENDING


def test_with_provisional_passwords_too(here, settings):
    settings.ACTIVATION_MODE = "provisoire"
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    assert kinds() == ["accounts/activation_announced"]
    with morning(day):
        send_due_links()
    assert kinds()[1:] == ["accounts/provisional_identifier", "accounts/provisional_password"]


def test_a_file_that_gives_more_to_somebody_here_tells_them_once(here):
    header = ["Nom", "Prénom", "Adresse mail", "Groupe", "Rôles", "Activités"]
    line = ["Roy", "Camille", here.member.email, "AFAS Habiliter", "Approbateur", here.activity.name]
    own = actor(here.caf_admin)
    kept = keep_import(actor=own, agreement=here.agreement, file_name="f.csv", lines=[Line(1, header), Line(2, line)])
    confirm_import(actor=own, kept=kept)
    [letter] = Letter.objects.filter(recipient_id=here.member.pk)
    assert "Approbateur" in letter.email.message
    assert "AFAS Habiliter" in letter.email.message


def test_an_account_made_elsewhere_and_not_activated_keeps_the_link_that_it_has(here, elsewhere):
    """The other place's access opens later: its announcement does not take the first link away."""
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=CAMILLE, valid_from=clock.today())
    day = clock.today() + 35 * A_DAY
    create_user(actor=actor(elsewhere.admin), agreement=elsewhere.agreement, identity=CAMILLE, valid_from=day)
    first, _ = letters()
    assert activate_account(token=token_in(first), password=PASSWORD).state == User.State.ACTIVE


def test_a_closed_account_begins_again_on_the_day(here):
    gone = UserFactory(email=EMAIL, closed=True)
    day = clock.today() + 35 * A_DAY
    by_form(here, day)
    assert kinds() == ["accounts/activation_announced"]
    with morning(day):
        send_due_links()
        user = activate_account(token=token_in(letters()[-1]), password=PASSWORD)
    assert (user.pk, Invitation.objects.count()) == (gone.pk, 0)
