"""What people are called, and were: an account that changes names keeps the former ones with their last instant."""

import ast
from datetime import timedelta

import pytest
from django.db import transaction

from portal.accounts.models import PastName, User
from portal.accounts.names.actions import write_name
from portal.accounts.names.queries import load_past_names, past_name_at
from portal.accounts.retention.actions import anonymise_account
from portal.base import clock
from tests.factories.accounts import UserFactory
from tests.net.code import modules, place

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@transaction.atomic
def rename(user: User, last_name: str) -> None:
    write_name(user, "Anne", last_name)


@pytest.fixture
def renamed(hands):
    """Anne Roy, Anne Dupont one hour later, Anne Durand two hours later."""
    user = UserFactory(first_name="Anne", last_name="Roy")
    for name in ("Dupont", "Durand"):
        hands.move(hours=1)
        rename(user, name)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("before", "name"), [(3, "Anne Roy"), (2, "Anne Roy"), (1, "Anne Dupont"), (0, "Anne Durand"), (-1, "Anne Durand")]
)
def test_a_name_counts_until_the_instant_of_the_next_one(renamed, before, name):
    assert renamed.name_on(clock.now() - before * HOUR) == name


def test_the_instant_of_a_change_belongs_to_the_new_name(renamed):
    assert renamed.name_on(clock.now() - HOUR) == "Anne Dupont"
    assert renamed.name_on(clock.now() - HOUR - timedelta(microseconds=1)) == "Anne Roy"


def test_without_an_instant_it_is_the_present_one(renamed):
    assert renamed.name_on(None) == "Anne Durand"


def test_who_never_changed_costs_no_query(django_assert_num_queries):
    user = UserFactory()
    with django_assert_num_queries(0):
        assert user.name_on(clock.now() - HOUR) == user.get_full_name()
        load_past_names([user, None])


def test_many_people_cost_one(renamed, django_assert_num_queries):
    people = [User.objects.get(pk=renamed.pk) for _ in range(5)]
    with django_assert_num_queries(1):
        load_past_names([*people, None])
        assert {each.name_on(clock.now() - 3 * HOUR) for each in people} == {"Anne Roy"}


@pytest.mark.engine
def test_statements_name_people_as_python_does(renamed):
    """`past_name_at` and `name_on` are two readings of the same rows."""
    for hours in range(4):
        at = clock.now() - hours * HOUR
        rows = User.objects.annotate(then=past_name_at("pk", "previous_login"))
        User.objects.filter(pk=renamed.pk).update(previous_login=at, last_login=clock.now())
        said = rows.get(pk=renamed.pk).then or renamed.get_full_name()
        assert said == renamed.name_on(at)


def test_an_account_that_is_anonymised_keeps_none(renamed, hands):
    hands.move(days=800)
    User.objects.filter(pk=renamed.pk).update(state=User.State.CLOSED)
    assert anonymise_account(user=renamed)
    left = User.objects.get(pk=renamed.pk)
    assert (PastName.objects.count(), left.named_since) == (0, None)
    assert left.name_on(clock.now() - 802 * 24 * HOUR) == "Compte anonymisé"


def test_only_one_function_renames_an_account():
    """Any other writer would lose the former name: it would be changed in what is past too."""
    names = {"first_name", "last_name"}
    writers = {
        place(file)
        for file, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr in names and ast.unparse(part.value) in ("user", "person")
    }
    updates = [
        place(file, node)
        for file, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        if names & {keyword.arg for keyword in node.keywords}
    ]
    assert updates == []
    assert writers == {"portal/accounts/names/actions.py", "portal/accounts/retention/actions.py"}
