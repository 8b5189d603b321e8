"""Ways around what the portal refuses: each was tried by somebody who may do something close to it."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import reset_password
from portal.habpps.agreements.actions.activities import close_activity
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.agreements.actions.papers import add_document
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.amendments.actions.requests import AdministratorChange, request_amendment
from portal.habpps.amendments.actions.signing import Signature, sign_amendment
from portal.habpps.assignments.queries.assignments import Filters, list_assignments, state_of
from portal.habpps.assignments.queries.vacancies import read_vacancies, vacancies
from portal.habpps.grants.actions.ending import change_dates, end_grant
from portal.habpps.invitations.actions import Identity
from portal.habpps.measures.actions import force_password, lift_measure, suspend_person
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.oversight.queries.journal import list_entries
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.people.actions.departures import record_departure
from portal.habpps.people.actions.selection import close_selection
from portal.habpps.people.actions.users import create_user
from portal.habpps.people.queries.departures import describe_departure
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.habpps import AgreementFactory, actor, caf_admin, grant, member, national_admin, person
from tests.net.reading import read, source

A_DAY = timedelta(days=1)
CAMILLE = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")


def access(user, agreement=None) -> Grant:
    found = Grant.objects.filter(user=user, role=Role.PARTNER_USER).order_by("-id")
    return (found.filter(agreement=agreement) if agreement else found)[0]


def suspend(here, who) -> Measure:
    return suspend_person(actor=actor(here.caf_admin), membership=access(who), reason="Enquête")


def known_as(user) -> Identity:
    return Identity("Roy", "Camille", user.email, user.email)


# Administrators are named and removed by the Caf ----------------------------------------------


def ways_to_remove(here, who, by=None) -> dict:
    own, today = {"actor": actor(by or here.admin)}, clock.today()
    return {
        "end": lambda: end_grant(grant=access(who), **own),
        "dates": lambda: change_dates(grant=access(who), valid_from=today, valid_until=today, **own),
        "later": lambda: change_dates(grant=access(who), valid_from=today + 900 * A_DAY, valid_until=None, **own),
        "close": lambda: close_user(membership=access(who), **own),
        "depart": lambda: record_departure(membership=access(who), last_day=today, **own),
    }


@pytest.mark.parametrize("way", ["end", "dates", "later", "close", "depart"])
def test_an_administrator_does_not_remove_the_other_one_by_their_access(here, way):
    """An access takes with it all that hangs under it: the administration too, which only an avenant ends."""
    before = actor(here.other_admin).grants
    with pytest.raises(Refused, match="administrateur de la convention"):
        ways_to_remove(here, here.other_admin)[way]()
    assert actor(here.other_admin).grants == before
    assert not Letter.objects.exists()


def test_nor_by_ticking_them_in_the_list(here):
    lines = close_selection(
        actor=actor(here.admin), agreement=here.agreement, memberships=[access(here.other_admin), access(here.member)]
    )
    assert sorted(line.done for line in lines) == [False, True]
    assert actor(here.other_admin).has_role(Role.PARTNER_ADMIN)


@pytest.mark.parametrize("way", ["end", "close", "depart"])
def test_nor_does_the_caf_without_an_avenant(here, way):
    before = actor(here.other_admin).grants
    with pytest.raises(Refused, match="par un avenant"):
        ways_to_remove(here, here.other_admin, here.caf_admin)[way]()
    assert actor(here.other_admin).grants == before


def test_who_is_suspended_is_not_the_administrator_that_stays(here):
    """The last one who can act is the last one."""
    suspend(here, here.other_admin)
    own, until = Grant.objects.get(user=here.admin, role=Role.PARTNER_ADMIN), clock.today() + A_DAY
    with pytest.raises(Refused, match="dernier administrateur"):
        change_dates(actor=actor(here.caf_admin), grant=own, valid_from=own.valid_from, valid_until=until)
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)


# A suspension covers every access of the person to the convention --------------------------------


def test_an_older_access_is_not_woken_up_to_get_around_a_suspension(here):
    """The administrator closes the suspended access, and gives new dates to one that had ended before it."""
    today = clock.today()
    newer = access(here.member)
    Grant.objects.filter(pk=newer.pk).update(valid_from=today - 9 * A_DAY)
    older = grant(here.member, Role.PARTNER_USER, here.agreement, valid_until=today - 10 * A_DAY)
    suspend_person(actor=actor(here.caf_admin), membership=newer, reason="Enquête")
    close_user(actor=actor(here.admin), membership=newer)
    with pytest.raises(Refused, match="suspendu"):
        change_dates(actor=actor(here.admin), grant=older, valid_from=today, valid_until=None)
    assert not actor(here.member).grants


def test_an_access_to_come_is_suspended_with_the_present_one(here):
    today = clock.today()
    present = access(here.member)
    Grant.objects.filter(pk=present.pk).update(valid_until=today + 5 * A_DAY)
    grant(here.member, Role.PARTNER_USER, here.agreement, valid_from=today + 6 * A_DAY)
    taken = suspend_person(actor=actor(here.caf_admin), membership=present, reason="Enquête")
    assert not actor(here.member, today + 10 * A_DAY).grants
    lift_measure(actor=actor(here.caf_admin), measure=taken, reason="Vérifié")
    assert actor(here.member).grants
    assert actor(here.member, today + 10 * A_DAY).grants


@pytest.mark.parametrize("closed", [False, True])
def test_nobody_suspended_is_named_administrator(here, closed):
    """Neither while the access stands nor once it is closed: the measure is lifted first."""
    suspend(here, here.member)
    if closed:
        close_user(actor=actor(here.admin), membership=access(here.member))
    before = Grant.objects.count()
    with pytest.raises(Refused, match="suspendu"):
        name_administrator(
            actor=actor(here.caf_admin),
            agreement=here.agreement,
            identity=known_as(here.member),
            valid_from=clock.today(),
        )
    assert Grant.objects.count() == before


def test_nor_by_an_avenant(here):
    suspend(here, here.member)
    close_user(actor=actor(here.admin), membership=access(here.member))
    change = AdministratorChange(None, known_as(here.member), clock.today(), "Renfort")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    with pytest.raises(Refused, match="suspendu"):
        sign(here, asked)
    assert not actor(here.member).grants


def sign(here, amendment, who=None):
    signature = Signature(clock.today(), "Claude Martin", "Dominique Petit")
    return sign_amendment(actor=actor(who or here.caf_admin), amendment=amendment, signature=signature)


def test_nobody_lifts_the_measure_that_is_over_themself(here):
    """An administrator of the Caf who also works for the partner."""
    both = caf_admin(here.caf)
    grant(both, Role.PARTNER_USER, here.agreement)
    taken = suspend(here, both)
    with pytest.raises(Refused, match="vous-même"):
        lift_measure(actor=actor(both), measure=taken, reason="Rien à voir")
    assert Measure.objects.get().lifted_at is None


# A password that is forced ------------------------------------------------------------------------


def force(caf_user, membership) -> Measure:
    return force_password(actor=actor(caf_user), membership=membership, reason="Fuite")


@pytest.mark.parametrize("state", [User.State.ACTIVE, User.State.PENDING, User.State.CLOSED])
def test_no_password_is_forced_on_somebody_who_has_not_answered(here, state):
    """A Caf could else sign out anybody whose e-mail it knows, and learn whether there is such an account."""
    stranger = UserFactory(state=state)
    identity = known_as(stranger)
    create_user(actor=actor(here.caf_admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    epoch = User.objects.get(pk=stranger.pk).session_epoch
    with pytest.raises(Refused, match="pas encore accepté"):
        force(here.caf_admin, access(stranger))
    stranger.refresh_from_db()
    assert (stranger.session_epoch, stranger.must_change_password) == (epoch, False)


@pytest.mark.parametrize("make", [lambda caf: national_admin(), caf_admin], ids=["national", "another Caf"])
def test_no_password_is_forced_on_an_official(here, elsewhere, make):
    official = make(elsewhere.caf)
    grant(official, Role.PARTNER_USER, here.agreement)
    with pytest.raises(Refused, match="droits de la Caf"):
        force(here.caf_admin, access(official))
    official.refresh_from_db()
    assert not official.must_change_password


def test_one_caf_does_not_spare_what_another_has_imposed(here, elsewhere):
    both = here.member
    grant(both, Role.PARTNER_USER, elsewhere.agreement)
    force(here.caf_admin, access(both, here.agreement))
    theirs = force(elsewhere.caf_admin, access(both, elsewhere.agreement))
    lift_measure(actor=actor(elsewhere.caf_admin), measure=theirs, reason="Erreur")
    both.refresh_from_db()
    assert both.must_change_password


def test_a_change_made_since_does_not_keep_a_later_one(here, elsewhere):
    both = here.member
    grant(both, Role.PARTNER_USER, elsewhere.agreement)
    force(elsewhere.caf_admin, access(both, elsewhere.agreement))
    now = clock.now()
    User.objects.filter(pk=both.pk).update(must_change_password=False, password_changed_at=now)
    ours = force(here.caf_admin, access(both, here.agreement))
    lift_measure(actor=actor(here.caf_admin), measure=ours, reason="Erreur")
    both.refresh_from_db()
    assert not both.must_change_password


# What is over stays over ---------------------------------------------------------------------------


def test_no_avenant_is_signed_once_the_convention_is_closed(here):
    change = AdministratorChange(None, CAMILLE, clock.today(), "Renfort")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    before = Letter.objects.count()
    with pytest.raises(Refused, match="clôturée"):
        sign(here, asked)
    assert not User.objects.filter(email=CAMILLE.email).exists()
    assert Letter.objects.count() == before


def test_no_right_is_given_back_over_what_is_closed(here):
    """The place has closed since, and so may the activity."""
    over_site = grant(here.declarant, Role.APPROVER, here.site, agreement=here.agreement)
    over_activity = grant(here.declarant, Role.APPROVER, here.activity)
    close_user(actor=actor(here.admin), membership=access(here.declarant))
    here.site.closed_on = clock.today()
    here.site.save()
    here.activity.closes_on = clock.today() - A_DAY
    here.activity.save()
    for old, name in ((over_site, here.site.name), (over_activity, here.activity.name)):
        with pytest.raises(ActionError, match=f"fermé : {name}"):
            reopen_user(
                actor=actor(here.admin), membership=access(here.declarant), valid_from=clock.today(), again=[old]
            )
    assert not actor(here.declarant).grants


def test_who_signs_does_not_become_administrator(here):
    """The partner names the very person of the Caf who signs."""
    change = AdministratorChange(None, known_as(here.caf_admin), clock.today(), "Renfort")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    with pytest.raises(Refused):
        sign(here, asked)
    assert not actor(here.caf_admin).has_role(Role.PARTNER_ADMIN)


# Rights that ended while one waited for the lock ----------------------------------------------------


LATE = {
    "document": lambda who, here: add_document(
        actor=who, agreement=here.agreement, kind="OTHER", title="", content=b"", name="a.pdf"
    ),
    "closing": lambda who, here: close_agreement(
        actor=who, agreement=here.agreement, closes_on=clock.today(), reason="Fin"
    ),
    "activity": lambda who, here: close_activity(actor=who, activity=here.activity, closes_on=clock.today()),
    "reset": lambda who, here: reset_password(place=AGREEMENTS, actor=who, grant=access(here.member)),
}


@pytest.mark.parametrize("act", LATE)
def test_a_right_that_ends_during_the_wait_no_longer_counts(here, act):
    """The actor was read at the beginning of the request; what they hold is read again under the lock."""
    late = actor(here.caf_admin)
    assert late.grants
    Grant.objects.filter(user=here.caf_admin).update(revoked_at=clock.now())
    with pytest.raises(Refused):
        LATE[act](late, here)
    assert Agreement.objects.get(pk=here.agreement.pk).state == "VALIDATED"
    assert not Letter.objects.exists()
    assert not Entry.objects.exists()


# Whose account is behind an e-mail -------------------------------------------------------------------


def secret(here) -> User:
    """Somebody whom the Caf has named by their e-mail, under another name than their account's; not answered."""
    stranger = person(first_name="Zoé", last_name="Secret")
    name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=known_as(stranger), valid_from=clock.today()
    )
    return stranger


def test_the_name_of_a_known_account_stands_in_no_avenant_measure_nor_mail(client, here):
    stranger = secret(here)
    client.force_login(here.admin)
    base = f"/conventions/{here.agreement.public_id}/avenants/"
    pages = [client.get(f"{base}demander")]
    office = Grant.objects.get(user=stranger, role=Role.PARTNER_ADMIN)
    change = AdministratorChange(office, None, clock.today(), "Départ")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    suspend(here, stranger)
    pages += [client.get(base), client.get(f"/avenants/{asked.public_id}/")]
    client.force_login(here.caf_admin)
    pages += [client.get("/supervision/mesures/"), client.get(f"/conventions/{here.agreement.public_id}/")]
    assert [page.status_code for page in pages] == [200] * 5
    assert not any("Secret" in read(page) for page in pages)
    others = Letter.objects.exclude(recipient_id=stranger.pk)
    assert not any("Secret" in letter.email.message for letter in others)


def test_naming_somebody_says_back_what_was_typed(client, here):
    stranger = person(first_name="Zoé", last_name="Secret")
    client.force_login(here.caf_admin)
    data = {"last_name": "Roy", "first_name": "Camille", "valid_from": clock.today().isoformat()}
    url = f"/conventions/{here.agreement.public_id}/administrateurs/designer"
    page = client.submit(url, {**data, "email": stranger.email, "email_again": stranger.email}, follow=True)
    assert "Camille Roy" in read(page)
    assert "Secret" not in source(page)


@pytest.mark.parametrize("state", [User.State.PENDING, User.State.CLOSED, User.State.ACTIVE])
def test_the_journal_of_a_partner_does_not_tell_what_became_of_an_account(client, here, state):
    """A new account and one that begins again read alike."""
    stranger = UserFactory(state=state)
    emails = {"known": stranger.email, "new": "nouveau@exemple.fr"}
    client.force_login(here.admin)
    read = {}
    for which, email in emails.items():
        identity = Identity("Roy", "Camille", email, email, somebody_else=True)
        newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
        read[which] = [each.kind for each in list_entries(actor(here.admin)).filter(id__gt=newest)]
    assert read["known"] == read["new"]


def test_another_convention_of_the_partner_is_no_way_in(here):
    """A membership, an activity or a group of the same partner with another Caf is not of this convention."""
    twin = AgreementFactory(partner=here.partner)
    outsider = member(twin)
    with pytest.raises(Refused):
        close_user(actor=actor(here.admin), membership=access(outsider))
    assert actor(outsider).grants


@pytest.mark.parametrize("make", [None, person], ids=["new", "known"])
def test_what_an_invited_person_holds_reads_alike_whether_the_account_existed(client, here, make):
    """A right of somebody who has not answered counts for nobody yet: neither on their page nor in the lists."""
    email = "zoe@exemple.fr"
    if make is not None:
        make(email=email)
    identity = Identity("Roy", "Camille", email, email)
    given = create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=identity,
        valid_from=clock.today(),
        roles=[Role.APPROVER],
        activities=[here.activity],
    )
    client.force_login(here.admin)
    page = source(client.get(f"/utilisateurs/{given.grants[0].public_id}/"))
    assert "Inactif" in page
    assert "pas encore accepté" in page
    assert "compte n&#39;est pas actif" not in page
    own = actor(here.admin)
    filters = {state: Filters(state=state) for state in ("ACTIVE", "INACTIVE")}
    shown = {state: [row["role"] for row in list_assignments(own, filters[state])] for state in filters}
    assert Role.APPROVER not in shown["ACTIVE"]
    assert Role.APPROVER in shown["INACTIVE"]
    assert state_of(given.grants, own.today) == "INACTIVE"
    vacant = {each.place: each.roles for each in read_vacancies(vacancies(own, Filters()), Filters(), own)}
    assert vacant[here.activity.name] == [Role.FINANCIAL_DATA_PROVIDER], "given, though it counts for nobody yet"
    lost = describe_departure([access(here.provider)], own.today, own.today).lost
    assert [each.role for each in lost] == [Role.ACTIVITY_DATA_PROVIDER]


def test_no_invisible_character_turns_a_typed_name_into_another(here):
    """A right-to-left mark or a line break would change what lists, mails and the avenant seem to say."""
    sly = Identity("R\u202eoy\u200b", "Cam\r\nille", "camille@exemple.fr", "camille@exemple.fr")
    outcome = create_user(actor=actor(here.admin), agreement=here.agreement, identity=sly, valid_from=clock.today())
    assert shown_person(outcome.grants[0]).full_name == "Cam ille Roy"
    change = AdministratorChange(None, sly, clock.today(), "Renfort")
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    assert (asked.first_name, asked.last_name) == ("Cam ille", "Roy")
