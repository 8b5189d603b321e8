"""The people of a Caf: named, ended, named again, by kind of person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent, reopen_official
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.habpps import actor, caf_admin, caf_agent, come_in, grant, person

A_DAY = timedelta(days=1)
ANNE = Identity("Roy", "Anne", "anne.roy@caf.example", "anne.roy@caf.example")


@pytest.fixture
def second(here):
    """A second administrator of the Caf."""
    return caf_admin(here.caf)


def name(user, caf, identity=ANNE, role=Role.CAF_AGENT, **days):
    asked = {"valid_from": clock.today(), **days}
    return name_agent(actor=actor(user), caf=caf, role=role, identity=identity, **asked)


def end(user, held, **options):
    return end_official(actor=actor(user), grant=held, **options)


def reopen(user, held, **days):
    return reopen_official(actor=actor(user), grant=held, **{"valid_from": clock.today(), **days})


def role_of(user) -> Grant:
    return Grant.objects.exclude(caf=None).filter(user=user).order_by("-id")[0]


def letters(user=None) -> list[str]:
    found = Letter.objects.filter(recipient_id=user.pk) if user else Letter.objects.all()
    return list(found.order_by("id").values_list("kind", flat=True))


def everything() -> tuple:
    rows = Grant.objects.order_by("id").values_list("pk", "user", "role", "valid_from", "valid_until", "revoked_at")
    return list(rows), User.objects.count(), Letter.objects.count(), Entry.objects.count(), Invitation.objects.count()


def test_an_administrator_names_a_case_worker(here):
    """A new account, its activation by mail, an event of the Caf."""
    held = name(here.caf_admin, here.caf, valid_until=clock.today() + A_DAY)
    assert (held.caf, held.role, held.given_by) == (here.caf, Role.CAF_AGENT, here.caf_admin)
    assert (held.valid_from, held.valid_until) == (clock.today(), clock.today() + A_DAY)
    assert letters(held.user) == ["accounts/activation"]
    assert here.caf.name in Letter.objects.get().email.message
    entry = Entry.objects.get(kind="habpps.official_named")
    assert (entry.actor_id, entry.caf_id, entry.facts["user"]) == (here.caf_admin.pk, here.caf.pk, held.user_id)


def test_an_administrator_names_an_equal_and_the_others_are_told(here, second):
    held = name(here.caf_admin, here.caf, role=Role.CAF_ADMIN)
    assert held.role == Role.CAF_ADMIN
    assert letters(second) == ["habpps/caf_administrator"]
    assert letters(here.caf_admin) == []
    assert "Anne Roy" in Letter.objects.get(recipient_id=second.pk).email.message


def test_a_case_worker_is_no_news_for_the_others(here, second):
    name(here.caf_admin, here.caf)
    assert letters(second) == []


def test_the_nation_names_both_in_any_caf(here, elsewhere, national):
    assert name(national, here.caf, role=Role.CAF_ADMIN).caf == here.caf
    assert name(national, elsewhere.caf, role=Role.CAF_AGENT).caf == elsewhere.caf


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "member", "provider"])
@pytest.mark.parametrize("role", [Role.CAF_ADMIN, Role.CAF_AGENT])
def test_nobody_else_names(here, kind, role):
    before = everything()
    with pytest.raises(Refused):
        name(getattr(here, kind), here.caf, role=role)
    assert everything() == before


def test_not_even_in_another_caf(here, elsewhere):
    before = everything()
    with pytest.raises(Refused):
        name(elsewhere.caf_admin, here.caf)
    assert everything() == before


@pytest.mark.parametrize("role", [Role.NATIONAL_ADMIN, Role.PARTNER_ADMIN])
def test_other_roles_are_not_given_here(here, national, role):
    before = everything()
    for user in (here.caf_admin, national):
        with pytest.raises(ActionError, match="rôle de la Caf"):
            name(user, here.caf, role=role)
    assert everything() == before


def test_nobody_names_themselves(here):
    own = replace(ANNE, email=here.caf_admin.email, email_again=here.caf_admin.email)
    before = everything()
    with pytest.raises(Refused, match="vos propres droits"):
        name(here.caf_admin, here.caf, own)
    assert everything() == before


@pytest.mark.parametrize(
    ("wrong", "days"),
    [
        (replace(ANNE, email_again="autre@caf.example"), {}),
        (replace(ANNE, email="anne", email_again="anne"), {}),
        (ANNE, {"valid_until": clock.today() - 2 * A_DAY}),
        (ANNE, {"valid_from": clock.today() - 9 * A_DAY, "valid_until": clock.today() - A_DAY}),
    ],
)
def test_what_is_typed_wrong_writes_nothing(here, wrong, days):
    before = everything()
    with pytest.raises(ActionError):
        name(here.caf_admin, here.caf, wrong, **days)
    assert everything() == before


def test_who_has_the_role_already_is_not_given_it_twice(here):
    known = replace(ANNE, email=here.caf_agent.email, email_again=here.caf_agent.email)
    before = everything()
    with pytest.raises(ActionError, match=here.caf_agent.get_full_name()):
        name(here.caf_admin, here.caf, known)
    assert everything() == before
    assert name(here.caf_admin, here.caf, known, role=Role.CAF_ADMIN).user == here.caf_agent
    assert letters(here.caf_agent) == ["habpps/official_named"]


def test_an_account_that_exists_is_linked_and_tells_nothing_of_itself(here):
    """The Caf reads what it typed until the person signs in."""
    stranger = person(last_name="Delacroix", first_name="Eugénie", email=ANNE.email, last_login=clock.now())
    held = name(here.caf_admin, here.caf)
    assert held.user == stranger
    assert letters(stranger) == ["habpps/official_named"]
    assert shown_person(held).full_name == "Anne Roy"
    come_in(stranger)
    assert shown_person(held).full_name == "Eugénie Delacroix"
    stranger.refresh_from_db()
    assert (stranger.last_name, stranger.first_name) == ("Delacroix", "Eugénie")


@pytest.mark.parametrize("state", [{"state": User.State.PENDING}, {"closed": True}])
def test_an_account_that_nobody_opened_gets_its_first_link_again(here, state):
    waiting = UserFactory(email=ANNE.email, **state)
    name(here.caf_admin, here.caf)
    assert letters(waiting) == ["accounts/activation"]
    waiting.refresh_from_db()
    assert waiting.state == User.State.PENDING


def test_a_case_worker_ends_at_once(here):
    """Rights, sessions, a mail, an event with its reason."""
    held = end(here.caf_admin, role_of(here.caf_agent), reason="  Mutation ")
    assert held.revoked_by == here.caf_admin
    assert not actor(here.caf_agent).grants
    here.caf_agent.refresh_from_db()
    assert here.caf_agent.session_epoch == 1
    assert letters(here.caf_agent) == ["habpps/official_ended"]
    entry = Entry.objects.get(kind="habpps.official_ended")
    assert (entry.caf_id, entry.facts["reason"]) == (here.caf.pk, "Mutation")
    assert entry.facts["last_day"] == clock.today().isoformat()


def test_or_on_a_day_to_come(here):
    """Until then everything counts, and nobody is signed out."""
    last = clock.today() + 3 * A_DAY
    held = end(here.caf_admin, role_of(here.caf_agent), last_day=last)
    assert (held.valid_until, held.revoked_at) == (last, None)
    assert actor(here.caf_agent, last).grants
    assert not actor(here.caf_agent, last + A_DAY).grants
    here.caf_agent.refresh_from_db()
    assert here.caf_agent.session_epoch == 0
    assert Entry.objects.get(kind="habpps.official_ended").facts["last_day"] == last.isoformat()
    assert f"le {last:%d/%m/%Y} au soir" in Letter.objects.get(recipient_id=here.caf_agent.pk).email.message


def test_or_this_evening(here):
    """Today is a day like another: it counts to its end."""
    held = end(here.caf_admin, role_of(here.caf_agent), last_day=clock.today())
    assert (held.valid_until, held.revoked_at) == (clock.today(), None)
    assert actor(here.caf_agent).grants
    assert not actor(here.caf_agent, clock.today() + A_DAY).grants


def test_who_has_other_rights_stays_signed_in(here, elsewhere):
    grant(here.caf_agent, Role.CAF_AGENT, elsewhere.caf)
    end(here.caf_admin, Grant.objects.get(user=here.caf_agent, caf=here.caf))
    here.caf_agent.refresh_from_db()
    assert here.caf_agent.session_epoch == 0


def test_a_role_to_come_that_ends_before_it_begins_never_was(here):
    coming = name(here.caf_admin, here.caf, valid_from=clock.today() + 9 * A_DAY)
    assert end(here.caf_admin, coming, last_day=clock.today() + A_DAY).revoked_at is not None


def test_a_role_of_one_day_counts_that_day(here):
    begins = clock.today() + 9 * A_DAY
    coming = end(here.caf_admin, name(here.caf_admin, here.caf, valid_from=begins), last_day=begins)
    assert (coming.revoked_at, coming.valid_from, coming.valid_until) == (None, begins, begins)


def test_an_administrator_ends_another_and_the_third_is_told(here, second):
    third = caf_admin(here.caf)
    end(here.caf_admin, role_of(second))
    assert letters(third) == ["habpps/caf_administrator"]
    assert "a mis fin" in Letter.objects.get(recipient_id=third.pk).email.message


def test_the_last_administrator_stays(here, national):
    """Whoever asks, at once or later."""
    before = everything()
    for last_day in (None, clock.today() + 30 * A_DAY):
        with pytest.raises(Refused, match="dernier administrateur"):
            end(national, role_of(here.caf_admin), last_day=last_day)
    assert everything() == before


def test_nobody_ends_themselves(here, second):
    before = everything()
    with pytest.raises(Refused, match="vos propres droits"):
        end(here.caf_admin, role_of(here.caf_admin))
    assert everything() == before


def test_two_who_end_each_other_for_later_leave_one(here, second):
    """Each still is an administrator today; on the day after, one of them must be."""
    last = clock.today() + 30 * A_DAY
    end(here.caf_admin, role_of(second), last_day=last)
    before = everything()
    with pytest.raises(Refused, match="dernier administrateur"):
        end(second, role_of(here.caf_admin), last_day=last)
    assert everything() == before


@pytest.mark.parametrize("state", [User.State.PENDING, User.State.SUSPENDED, User.State.CLOSED])
def test_who_cannot_act_does_not_count(here, national, second, state):
    """Named and never activated is nobody yet."""
    User.objects.filter(pk=second.pk).update(state=state)
    with pytest.raises(Refused, match="dernier administrateur"):
        end(national, role_of(here.caf_admin))
    end(here.caf_admin, role_of(second))


def test_nor_does_who_has_not_answered(here, national):
    """The same for an account made now and for one that exists: the refusal tells nothing."""
    stranger = person(email=ANNE.email, last_login=clock.now())
    name(here.caf_admin, here.caf, role=Role.CAF_ADMIN)
    with pytest.raises(Refused, match="dernier administrateur"):
        end(national, role_of(here.caf_admin))
    come_in(stranger)
    end(national, role_of(here.caf_admin))


def test_a_successor_from_the_day_after_is_enough(here, national):
    heir = person()
    grant(heir, Role.CAF_ADMIN, here.caf, valid_from=clock.today() + 11 * A_DAY)
    with pytest.raises(Refused, match="dernier administrateur"):
        end(national, role_of(here.caf_admin), last_day=clock.today() + 9 * A_DAY)
    end(national, role_of(here.caf_admin), last_day=clock.today() + 10 * A_DAY)


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "member"])
def test_nobody_else_ends(here, second, kind):
    before = everything()
    with pytest.raises(Refused):
        end(getattr(here, kind), role_of(second))
    assert everything() == before


def test_nor_another_caf(here, elsewhere):
    before = everything()
    with pytest.raises(Refused):
        end(elsewhere.caf_admin, role_of(here.caf_agent))
    assert everything() == before


def test_a_day_that_is_past_or_set_already_is_no_end(here):
    held = name(here.caf_admin, here.caf, valid_until=clock.today() + 5 * A_DAY)
    before = everything()
    for wrong in (clock.today() - A_DAY, clock.today() + 5 * A_DAY):
        with pytest.raises(ActionError):
            end(here.caf_admin, held, last_day=wrong)
    assert everything() == before


def test_an_end_may_be_put_off(here, national):
    """Of the last administrator too: no day is lost by it. Not over the same role given again afterwards."""
    Grant.objects.filter(user=here.caf_admin).update(valid_until=clock.today() + 5 * A_DAY)
    later = clock.today() + 60 * A_DAY
    assert end(national, role_of(here.caf_admin), last_day=later).valid_until == later
    held = role_of(here.caf_admin)
    grant(here.caf_admin, Role.CAF_ADMIN, here.caf, valid_from=later + 9 * A_DAY)
    before = everything()
    with pytest.raises(ActionError, match="reprend ce rôle"):
        end(national, held, last_day=later + 9 * A_DAY)
    assert everything() == before


def test_what_is_over_stays_as_it_is(here):
    held = end(here.caf_admin, role_of(here.caf_agent))
    before = everything()
    end(here.caf_admin, held)
    assert everything() == before


def test_a_role_that_is_over_is_given_again(here, second):
    """A new row: what was stays as it was."""
    held = end(here.caf_admin, role_of(second))
    again = reopen(here.caf_admin, held)
    assert again.pk != held.pk
    assert actor(second).grants
    assert letters(second) == ["habpps/official_ended", "habpps/official_named"]


def test_not_while_the_person_has_it(here):
    held = role_of(here.caf_agent)
    before = everything()
    with pytest.raises(ActionError, match="a déjà le rôle"):
        reopen(here.caf_admin, held)
    assert everything() == before


def test_nor_for_later_while_it_lasts(here):
    """An end that is set is put off; a second role is not laid beside the first."""
    last = clock.today() + 5 * A_DAY
    held = end(here.caf_admin, role_of(here.caf_agent), last_day=last)
    before = everything()
    with pytest.raises(ActionError, match="a déjà le rôle"):
        reopen(here.caf_admin, held, valid_from=last + A_DAY)
    assert everything() == before


def test_nor_twice(here):
    """The first of two who give it back has done so already."""
    held = end(here.caf_admin, role_of(here.caf_agent))
    reopen(here.caf_admin, held)
    before = everything()
    with pytest.raises(ActionError, match="a déjà le rôle"):
        reopen(here.caf_admin, held)
    assert everything() == before


def test_nor_for_oneself(here, second):
    held = end(here.caf_admin, role_of(second))
    reopen(here.caf_admin, held)
    before = everything()
    with pytest.raises(Refused, match="vos propres droits"):
        reopen(second, held)
    assert everything() == before


@pytest.mark.parametrize("kind", ["caf_agent", "admin"])
def test_nor_by_who_names_nobody(here, elsewhere, second, kind):
    held = end(here.caf_admin, role_of(second))
    before = everything()
    for user in (getattr(here, kind), elsewhere.caf_admin):
        with pytest.raises(Refused):
            reopen(user, held)
    assert everything() == before


def test_a_case_worker_of_another_caf_is_a_stranger(here, elsewhere):
    other = caf_agent(elsewhere.caf, last_login=clock.now())
    held = name(here.caf_admin, here.caf, replace(ANNE, email=other.email, email_again=other.email))
    assert held.user == other
    assert shown_person(held).full_name == "Anne Roy"
    assert shown_person(Grant.objects.get(user=other, caf=elsewhere.caf)).full_name == other.get_full_name()
