"""Avenants: who asks, who signs, what changes on which day, who is told; never a day without administrator."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.amendments.actions.requests import (
    AdministratorChange,
    cancel_amendment,
    refuse_amendment,
    request_amendment,
)
from portal.habpps.amendments.actions.signing import Signature, sign_amendment
from portal.habpps.invitations.actions import Identity
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Amendment, Document, Grant
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.periods import Period, cut_before, first_day_alone, is_covered
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, caf_admin, come_in, grant, member, partner_admin, person
from tests.factories.papers import pdf

CAMILLE = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr", "0322000000", "0322000000")
A_DAY = timedelta(days=1)


def office(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_ADMIN)


def ask(user, here, *, leaving=None, arriving=CAMILLE, on=None, keeps=False, reason="Départ") -> Amendment:
    change = AdministratorChange(office(leaving) if leaving else None, arriving, on or clock.today(), reason, keeps)
    return request_amendment(actor=actor(user), agreement=here.agreement, change=change)


def sign(user, amendment, **signature) -> Amendment:
    values = {"signed_on": clock.today(), "partner": "Claude Martin, présidente", "caf": "Dominique Petit"}
    return sign_amendment(actor=actor(user), amendment=amendment, signature=Signature(**{**values, **signature}))


def administrators(agreement, day) -> set[int]:
    held = Grant.objects.filter(effective_on(day), agreement=agreement, role=Role.PARTNER_ADMIN)
    return set(held.values_list("user_id", flat=True))


def rights(user, day) -> set[str]:
    return set(Grant.objects.filter(effective_on(day), user=user).values_list("role", flat=True))


def told(kind, room="habpps") -> set[int]:
    return set(Letter.objects.filter(kind=f"{room}/{kind}").values_list("recipient_id", flat=True))


MAILBOX = 0  # the Caf's own address, which is nobody's account


@pytest.mark.parametrize("kind", ["admin", "other_admin", "caf_admin"])
def test_who_leaves_who_stays_and_the_caf_ask(here, kind):
    """No right changes before the signature; the other ones and the Caf's mailbox are told."""
    before = rights(here.admin, clock.today())
    asked = ask(getattr(here, kind), here, leaving=here.admin)
    assert (asked.number, asked.state, asked.email) == (1, "REQUESTED", CAMILLE.email)
    assert rights(here.admin, clock.today()) == before
    assert not User.objects.filter(email=CAMILLE.email).exists()
    assert told("amendment_requested") == {here.admin.pk, here.other_admin.pk, MAILBOX} - {getattr(here, kind).pk}
    assert Entry.objects.get(kind="habpps.amendment_requested").object_id == asked.pk


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider", "member"])
def test_nobody_else_asks(here, kind):
    with pytest.raises(Refused):
        ask(getattr(here, kind), here, leaving=here.admin)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("kind", ["admin", "caf_admin"])
def test_nobody_asks_elsewhere(here, elsewhere, kind):
    with pytest.raises(Refused):
        ask(getattr(elsewhere, kind), here, leaving=here.admin)
    assert not Amendment.objects.exists()


def test_the_administrator_of_another_convention_cannot_be_made_to_leave(here, elsewhere):
    with pytest.raises(ActionError, match="l'un des administrateurs"):
        ask(here.admin, here, leaving=elsewhere.admin)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_on_a_convention_in_force(here, state):
    agreement = AgreementFactory(caf=here.caf, **{state: True})
    change = AdministratorChange(None, CAMILLE, clock.today(), "Arrivée")
    with pytest.raises(Refused, match="validée et en vigueur"):
        request_amendment(actor=actor(here.caf_admin), agreement=agreement, change=change)


def refused(here, user=None, **typed) -> dict:
    with pytest.raises(ActionError) as error:
        ask(user or here.admin, here, **typed)
    assert not Amendment.objects.filter(reason="Faux").exists()
    return error.value.errors


def test_what_is_typed_wrong_is_said_at_its_field(here):
    today = clock.today()
    twice = Identity("Roy", "Camille", "camille@exemple.fr", "camile@exemple.fr")
    known = Identity("A", "B", here.other_admin.email.upper(), here.other_admin.email)
    assert set(refused(here, arriving=None)) == {"leaving"}
    assert set(refused(here, arriving=twice)) == {"email_again"}
    assert set(refused(here, leaving=here.admin, arriving=known)) == {"email"}
    assert set(refused(here, on=today - A_DAY)) == {"effective_on"}
    assert set(refused(here, reason="  ")) == {"reason"}
    here.agreement.closes_on = today + A_DAY
    here.agreement.save()
    assert set(refused(here, on=today + 2 * A_DAY)) == {"effective_on"}


def test_the_caf_s_administrator_does_not_name_themself(here):
    own = Identity("X", "Y", here.caf_admin.email, here.caf_admin.email)
    assert set(refused(here, here.caf_admin, arriving=own)) == {"email"}


def test_the_last_administrator_does_not_leave_without_a_successor(here):
    ask(here.caf_admin, here, leaving=here.other_admin, arriving=None)
    sign(here.caf_admin, Amendment.objects.get())
    assert "dernier administrateur" in refused(here, leaving=here.admin, arriving=None)["leaving"][0]


def test_one_departure_is_asked_once(here):
    ask(here.admin, here, leaving=here.admin)
    assert "prévoit déjà le départ" in refused(here, here.other_admin, leaving=here.admin)["leaving"][0]


def test_numbers_follow_within_the_convention(here):
    first = ask(here.admin, here)
    second = ask(here.admin, here, arriving=Identity("B", "A", "b@exemple.fr", "b@exemple.fr"))
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize("ahead", [0, 1, 40])
def test_old_rights_end_the_day_before_and_new_ones_begin_on_the_day(here, ahead):
    """Today or later: the dates do the work, nobody has to come back."""
    day = clock.today() + ahead * A_DAY
    signed = sign(here.caf_admin, ask(here.admin, here, leaving=here.admin, on=day))
    camille = User.objects.get(email=CAMILLE.email)
    come_in(camille)
    assert signed.state == Amendment.State.SIGNED
    assert administrators(here.agreement, day) == {here.other_admin.pk, camille.pk}
    assert rights(camille, day) == {Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER}
    assert rights(here.admin, day) == set()
    if ahead:
        assert administrators(here.agreement, day - A_DAY) == {here.admin.pk, here.other_admin.pk}
        assert rights(camille, day - A_DAY) == set()


def test_signed_late_rights_change_today_and_not_before(here):
    """No right is given or taken over days that are gone."""
    asked = ask(here.admin, here, leaving=here.admin)
    Amendment.objects.update(effective_on=clock.today() - 20 * A_DAY)
    sign(here.caf_admin, asked)
    begun = Grant.objects.filter(user__email=CAMILLE.email).values_list("valid_from", flat=True)
    assert set(begun) == {clock.today()}
    assert rights(here.admin, clock.today() - A_DAY) != set()


def test_who_leaves_loses_all_that_hangs_under_the_access(here):
    for role in AFAS_ROLES:
        grant(here.admin, role, here.activity)
    sign(here.caf_admin, ask(here.admin, here, leaving=here.admin))
    assert rights(here.admin, clock.today()) == set()


def test_who_leaves_may_stay_a_user(here):
    """The form asks; then only the administration ends."""
    grant(here.admin, Role.APPROVER, here.activity)
    sign(here.caf_admin, ask(here.admin, here, leaving=here.admin, keeps=True))
    assert rights(here.admin, clock.today()) == {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.APPROVER}


def test_their_rights_elsewhere_stand(here, elsewhere):
    grant(here.admin, Role.PARTNER_USER, elsewhere.agreement)
    asked = ask(here.other_admin, here, leaving=here.admin)
    sign(here.caf_admin, asked)
    assert rights(here.admin, clock.today()) == {Role.PARTNER_USER}


def test_a_user_of_the_convention_becomes_administrator(here):
    """Their account and rights stay; a bounded access lasts as long as the office."""
    Grant.objects.filter(user=here.member).update(valid_until=clock.today() + A_DAY)
    who = Identity("Autre", "Nom", here.member.email, here.member.email)
    sign(here.caf_admin, ask(here.admin, here, leaving=here.admin, arriving=who))
    assert here.member.pk in administrators(here.agreement, clock.today() + 400 * A_DAY)
    here.member.refresh_from_db()
    assert here.member.last_name != "Autre"


def test_everybody_concerned_is_told(here):
    sign(here.caf_admin, ask(here.admin, here, leaving=here.admin))
    camille = User.objects.get(email=CAMILLE.email)
    assert told("amendment_signed") == {here.admin.pk, here.other_admin.pk, MAILBOX}
    assert told("activation", "accounts") == {camille.pk}, "one mail, that says all"
    assert Letter.objects.get(kind="habpps/amendment_signed", recipient_id=MAILBOX).email.to == [here.caf.email]
    body = Letter.objects.get(kind="habpps/amendment_signed", recipient_id=here.admin.pk).email.message
    assert "Vous n'êtes plus administrateur" in body


def test_a_second_signature_changes_nothing(here):
    """Double click, back button, a colleague: one signature, one set of mails."""
    asked = ask(here.admin, here, leaving=here.admin)
    colleague = caf_admin(here.caf)
    sign(here.caf_admin, asked)
    before = (Grant.objects.count(), Letter.objects.count(), Entry.objects.count())
    sign(colleague, asked, partner="Quelqu'un d'autre")
    assert (Grant.objects.count(), Letter.objects.count(), Entry.objects.count()) == before
    assert Amendment.objects.get().signatory_partner == "Claude Martin, présidente"


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "other_admin", "provider"])
def test_only_the_caf_s_administrator_signs_and_refuses(here, elsewhere, kind):
    asked = ask(here.admin, here, leaving=here.admin)
    for user in (getattr(here, kind), elsewhere.caf_admin):
        with pytest.raises(Refused):
            sign(user, asked)
        with pytest.raises(Refused):
            refuse_amendment(actor=actor(user), amendment=asked, reason="Non")
    assert Amendment.objects.get().state == Amendment.State.REQUESTED
    assert not User.objects.filter(email=CAMILLE.email).exists()


def test_a_signature_has_a_day_and_two_names(here):
    asked = ask(here.admin, here, leaving=here.admin)
    with pytest.raises(ActionError) as error:
        sign(here.caf_admin, asked, signed_on=clock.today() + A_DAY, partner=" ", caf="")
    assert set(error.value.errors) == {"signed_on", "partner", "caf"}
    assert Amendment.objects.get().state == Amendment.State.REQUESTED


def test_the_signed_paper_is_attached_to_the_convention(here):
    asked = ask(here.admin, here, leaving=here.admin)
    signed = sign(here.caf_admin, asked, content=pdf("signé"), file_name="avenant.pdf")
    assert (signed.document.kind, signed.document.agreement) == (Document.Kind.AMENDMENT, here.agreement)


def test_a_file_that_is_no_pdf_stops_everything(here):
    asked = ask(here.admin, here, leaving=here.admin)
    with pytest.raises(ActionError) as error:
        sign(here.caf_admin, asked, content=b"MZ program", file_name="avenant.pdf")
    assert set(error.value.errors) == {"file"}
    assert Amendment.objects.get().state == Amendment.State.REQUESTED
    assert rights(here.admin, clock.today()) != set()
    assert not User.objects.filter(email=CAMILLE.email).exists()


def test_a_person_whom_the_caf_suspends_does_not_become_administrator(here):
    held = Grant.objects.get(user=here.member)
    suspend_person(actor=actor(here.caf_admin), membership=held, reason="Vérification")
    who = Identity("A", "B", here.member.email, here.member.email)
    asked = ask(here.admin, here, leaving=here.admin, arriving=who)
    with pytest.raises(ActionError, match="levez d'abord cette mesure"):
        sign(here.caf_admin, asked)


def test_the_caf_refuses_with_a_reason(here):
    asked = ask(here.admin, here, leaving=here.admin)
    with pytest.raises(ActionError):
        refuse_amendment(actor=actor(here.caf_admin), amendment=asked, reason=" ")
    refuse_amendment(actor=actor(here.caf_admin), amendment=asked, reason="Date à revoir")
    assert told("amendment_ended") == {here.admin.pk, here.other_admin.pk, MAILBOX}
    assert "Date à revoir" in Letter.objects.filter(kind="habpps/amendment_ended").first().email.message
    with pytest.raises(Refused, match="refusé"):
        sign(here.caf_admin, asked)
    assert rights(here.admin, clock.today()) != set()


def test_who_asked_takes_it_back(here):
    asked = ask(here.admin, here, leaving=here.admin)
    with pytest.raises(Refused, match="Seule la personne"):
        cancel_amendment(actor=actor(here.other_admin), amendment=asked)
    cancel_amendment(actor=actor(here.admin), amendment=asked)
    cancel_amendment(actor=actor(here.admin), amendment=asked)
    assert Entry.objects.filter(kind="habpps.amendment_cancelled").count() == 1
    ask(here.admin, here, leaving=here.admin)  # it can be asked again


@pytest.mark.parametrize("known", [False, True], ids=["new", "known elsewhere"])
def test_the_last_administrator_waits_until_the_successor_has_come_in(db, known):
    """Norm 8: who has not come in yet administers nothing. Nor does the refusal tell whose e-mail has an account."""
    agreement = AgreementFactory()
    admin, caf = partner_admin(agreement), caf_admin(agreement.caf)
    change = AdministratorChange(office(admin), CAMILLE, clock.today(), "Retraite")
    asked = request_amendment(actor=actor(admin), agreement=agreement, change=change)
    if known:
        person(email=CAMILLE.email)
    with pytest.raises(ActionError, match=r"n'aurait plus d'administrateur.*Camille.*n'a pas encore accepté"):
        sign(caf, asked)
    assert administrators(agreement, clock.today()) == {admin.pk}
    assert User.objects.filter(email=CAMILLE.email).exists() == known
    alone = AdministratorChange(None, CAMILLE, clock.today(), "Renfort")
    sign(caf, request_amendment(actor=actor(admin), agreement=agreement, change=alone))
    with pytest.raises(ActionError, match="n'aurait plus d'administrateur"):
        sign(caf, asked)
    successor = User.objects.get(email=CAMILLE.email)
    come_in(successor)
    sign(caf, asked)
    assert administrators(agreement, clock.today()) == {successor.pk}


def test_a_suspended_colleague_is_no_remaining_administrator(here):
    held = Grant.objects.get(user=here.other_admin, role=Role.PARTNER_USER)
    suspend_person(actor=actor(here.caf_admin), membership=held, reason="Vérification")
    with pytest.raises(ActionError, match="n'aurait plus d'administrateur"):
        ask(here.caf_admin, here, leaving=here.admin, arriving=None)
    asked = ask(here.caf_admin, here, leaving=here.admin)
    with pytest.raises(ActionError, match="n'aurait plus d'administrateur"):
        sign(here.caf_admin, asked)
    assert administrators(here.agreement, clock.today()) == {here.admin.pk}


def test_a_colleague_whose_office_ends_leaves_a_gap_that_is_seen(here):
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_ADMIN).update(valid_until=clock.today() + 9 * A_DAY)
    gap = clock.today() + 10 * A_DAY
    with pytest.raises(ActionError, match=f"{gap:%d/%m/%Y}"):
        ask(here.admin, here, leaving=here.admin, arriving=None)
    asked = ask(here.admin, here, leaving=here.admin)
    with pytest.raises(ActionError, match=f"{gap:%d/%m/%Y}"):
        sign(here.caf_admin, asked)


def test_who_cannot_work_any_more_may_always_leave(db):
    """The closed account of the only administrator holds nobody back."""
    agreement = AgreementFactory()
    admin, caf = partner_admin(agreement), caf_admin(agreement.caf)
    change = AdministratorChange(office(admin), CAMILLE, clock.today(), "Décès")
    asked = request_amendment(actor=actor(caf), agreement=agreement, change=change)
    User.objects.filter(pk=admin.pk).update(state=User.State.SUSPENDED)
    sign(caf, asked)
    assert Amendment.objects.get().state == Amendment.State.SIGNED


START = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda n: START + n * A_DAY)


@st.composite
def periods(draw):
    start = draw(DAYS)
    until = draw(st.none() | DAYS)
    return Period(start, until if until is None or until >= start else start)


@given(before=st.lists(periods(), max_size=4), after=st.lists(periods(), max_size=4), start=DAYS)
def test_the_first_day_alone_is_the_one_that_counting_finds(before, after, start):
    """Property over days: the rule looks at a few days only, and misses none."""
    until = START + 45 * A_DAY
    days = [start + n * A_DAY for n in range((until - start).days + 1)]
    counted = next((day for day in days if is_covered(before, day) and not is_covered(after, day)), None)
    assert first_day_alone(before, after, start, until) == counted


@given(period=periods(), day=DAYS)
def test_what_is_cut_ends_the_day_before(period, day):
    left = cut_before(period, day)
    for n in range(45):
        each = START + n * A_DAY
        assert is_covered([left] if left else [], each) == (is_covered([period], each) and each < day)


def test_members_are_no_administrators(here):
    """The factory's people are what they say."""
    assert member(here.agreement).pk not in administrators(here.agreement, clock.today())
