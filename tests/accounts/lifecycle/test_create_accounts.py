"""Many new accounts at once: one is a list of one."""

import pytest

from portal.accounts.lifecycle import actions
from portal.accounts.lifecycle.actions import NewPerson, create_accounts
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db]


def people(count: int) -> list[NewPerson]:
    return [NewPerson("Léa", "Roy", f"lea{number}@exemple.fr") for number in range(count)]


def make(*persons: NewPerson) -> dict[str, User]:
    return create_accounts(actor=UserFactory(), people=persons)


@pytest.mark.engine
def test_each_has_its_identifier_its_state_and_its_event(django_assert_max_num_queries):
    admin = UserFactory()
    with django_assert_max_num_queries(60):
        made = create_accounts(actor=admin, people=people(20), caf_id=3)
    assert set(made) == {person.email for person in people(20)}
    assert len({user.username for user in made.values()}) == 20
    assert {(user.state, user.has_usable_password()) for user in made.values()} == {("PENDING", False)}
    told = Entry.objects.filter(kind="accounts.created", actor_id=admin.pk, caf_id=3)
    assert set(told.values_list("object_id", flat=True)) == {user.pk for user in made.values()}
    assert not Letter.objects.exists()


@pytest.mark.engine
def test_an_address_that_has_an_account_is_left_alone():
    known = UserFactory(email="lea0@exemple.fr", first_name="Zoé")
    made = make(NewPerson("Léa", "Roy", " LEA0@exemple.fr "), *people(2)[1:])
    assert list(made) == ["lea1@exemple.fr"]
    known.refresh_from_db()
    assert known.first_name == "Zoé"


@pytest.mark.engine
def test_an_identifier_that_is_taken_is_drawn_again(monkeypatch):
    """Also one that was drawn for two people at once."""
    UserFactory(username="aa0000001")
    drawn = iter(["aa0000001", "aa0000002", "aa0000002", *(f"bb000000{number}" for number in range(9))])
    monkeypatch.setattr(actions, "_new_username", lambda: next(drawn))
    made = make(*people(3))
    assert len(made) == 3
    assert len({user.username for user in made.values()}) == 3
    assert Entry.objects.filter(kind="accounts.created").count() == 3


def test_no_identifier_is_free(monkeypatch):
    UserFactory(username="aa0000001")
    monkeypatch.setattr(actions, "_new_username", lambda: "aa0000001")
    with pytest.raises(RuntimeError):
        make(*people(1))


@pytest.mark.parametrize("change", [{"email": "x"}, {"first_name": "www.site.fr"}, {"phone": "12"}])
def test_one_who_cannot_be_kept_and_nobody_is_written(change):
    before = User.objects.count()
    good = {"first_name": "Léa", "last_name": "Roy", "email": "b@exemple.fr"}
    with pytest.raises(ActionError) as error:
        create_accounts(actor=None, people=[*people(1), NewPerson(**{**good, **change})])
    assert list(error.value.errors) == list(change)
    assert User.objects.count() == before
