"""`Statement`: SQL written once, its values given at each use. `tests/net/statements.py` compares every result with the
queryset's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from portal.accounts.models import User
from portal.base import clock
from portal.base.statements import Statement
from tests.factories.accounts import UserFactory
from tests.net.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def people() -> list[User]:
    names = ("Brun", "Noir", "Émeraude", "50 % bleu")
    return [UserFactory(last_name=name, state=User.State.ACTIVE) for name in names]


class Kept:
    """A statement, and how many shapes of its SQL are kept."""

    def __init__(self, build):
        self.statement = Statement(build)

    @property
    def times(self) -> int:
        return len(self.statement.written)

    def names(self, *shaping, **values) -> list[str]:
        return [user.last_name for user in self.statement.found(*shaping, **values)]


@pytest.fixture
def where() -> Kept:
    """The people who fulfil a condition, in the order of their making."""
    return Kept(lambda asked: User.objects.filter(asked).order_by("pk"))


@Statement
def between(one: Any, other: Any) -> QuerySet[User, Any]:
    return User.objects.filter(pk__gt=one, pk__lt=other).order_by("pk").values_list("pk")


def test_two_parameters_of_one_kind_keep_their_own_values(people):
    assert between.rows(one=people[0].pk, other=people[2].pk) == [(people[1].pk,)]


def test_values_change_from_one_use_to_the_next_and_the_sql_does_not(people, where):
    assert where.names(asked=Q(last_name="Brun")) == ["Brun"]
    assert where.names(asked=Q(last_name="Noir")) == ["Noir"]
    assert where.times == 1


def test_a_missing_value_is_an_error():
    with pytest.raises(TypeError):
        between.rows(one=1)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_a_list_of_any_length_finds_its_rows(people, where, count):
    keys = [each.pk for each in people[:count]]
    assert where.names(asked=Q(pk__in=keys)) == [each.last_name for each in people[:count]]


def test_lists_of_almost_one_length_share_their_sql(people, where):
    for count in (3, 4):
        where.names(asked=Q(pk__in=[each.pk for each in people[:count]]))
    assert where.times == 1


def test_a_condition_keeps_its_structure(people, where):
    brun, noir = Q(last_name="Brun"), Q(last_name="Noir")
    assert where.names(asked=brun | noir) == ["Brun", "Noir"]
    assert where.names(asked=brun & noir) == []
    assert where.names(asked=~brun & ~Q(pk=people[3].pk)) == ["Noir", "Émeraude"]
    assert where.names(asked=brun & Q(must_change_password=False)) == ["Brun"]
    assert where.names(asked=brun & Q(must_change_password=True)) == []
    assert where.names(asked=Q()) == [each.last_name for each in people]


def test_nothing_is_no_value(people, where):
    User.objects.filter(pk=people[0].pk).update(last_login=clock.now())
    assert where.names(asked=Q(last_login=None)) == ["Noir", "Émeraude", "50 % bleu"]
    assert where.names(asked=Q(last_login__gt=clock.now() - timedelta(days=1))) == ["Brun"]


@pytest.mark.parametrize(("typed", "found"), [("emer", "Émeraude"), ("50 %", "50 % bleu"), ("_", ""), ("ROI", "")])
def test_part_of_a_name_is_searched_as_it_is_typed(people, where, typed, found):
    where.names(asked=Q(last_name__folded_contains="brun"))
    assert where.names(asked=Q(last_name__folded_contains=typed)) == ([found] if found else [])
    assert where.times == 1


def test_an_expression_is_not_searched(people):
    with pytest.raises(TypeError):
        list(User.objects.filter(last_name__folded_contains=F("first_name")))


@pytest.mark.parametrize(
    "asked", [Q(last_name__startswith="Br"), Q(pk__in=User.objects.filter(last_name="Brun").values("pk"))]
)
def test_what_no_parameter_can_stand_for_is_written_anew(people, where, asked):
    assert where.names(asked=asked) == ["Brun"]
    assert where.times == 0


def test_what_is_given_by_position_shapes_the_statement(people):
    sorted_by = Kept(lambda order: User.objects.order_by(order, "pk"))
    names = sorted_by.names("pk")
    assert sorted_by.names("-pk") == names[::-1]
    sorted_by.names("pk")
    assert sorted_by.times == 2


def test_a_list_is_cut_into_pages_and_counted(people, where):
    pages = Paginator(where.statement.found(asked=~Q(last_name="Noir")), 2)
    assert pages.count == 3
    assert [each.last_name for each in pages.page(2)] == ["50 % bleu"]
    assert where.statement.found(asked=Q(pk__in=[])).count() == 0


def test_a_count_reads_one_row(people, where):
    found = where.statement.found(asked=Q())
    (asked,) = queries_of(found.count)
    assert asked.startswith("SELECT COUNT(*) FROM")


def test_several_counts_are_one_statement(people):
    @Statement
    def said(name: Any) -> QuerySet[User, Any]:
        is_named = ExpressionWrapper(Q(last_name=name), BooleanField())
        others = ExpressionWrapper(~Q(last_name=name), BooleanField())
        return User.objects.annotate(is_named=is_named, others=others).order_by().values_list("is_named", "others")

    assert said.found(name="Brun").count_each("is_named", "others") == {"is_named": 1, "others": 3}
    assert said.found(name="Vert").count_each("is_named", "others") == {"is_named": 0, "others": 4}


def test_the_same_rows_may_be_narrowed_as_a_queryset(people, where):
    found = where.statement.found(asked=~Q(last_name="Noir")).queryset
    assert found.filter(last_name="Brun").get() == people[0]


@pytest.mark.django_db(transaction=True)
def test_rows_are_not_locked_outside_a_transaction(transactional_db):
    locked = Kept(lambda key: User.objects.filter(pk=key).order_by("pk").select_for_update())
    with transaction.atomic():
        assert locked.names(key=1) == []
    with pytest.raises(transaction.TransactionManagementError):
        locked.names(key=1)
