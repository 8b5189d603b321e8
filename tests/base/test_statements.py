"""`Statement`: SQL written once, its values given at each use."""

from typing import Any

import pytest
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.base.statements import Statement
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@Statement
def between(one: Any, other: Any) -> QuerySet[User, Any]:
    return User.objects.filter(pk__gt=one, pk__lt=other).order_by("pk").values_list("pk")


@Statement
def named(name: Any) -> QuerySet[User, Any]:
    return User.objects.filter(last_name=name).order_by("pk").values_list("pk")


class Builds:
    """A statement that counts how often its SQL is written."""

    def __init__(self, build):
        self.times = 0
        self.statement = Statement(self.counted)
        self.build = build

    def counted(self, *shaping, **values):
        self.times += 1
        return self.build(*shaping, **values)


def test_two_parameters_of_one_kind_keep_their_own_values():
    people = UserFactory.create_batch(3)
    assert between.rows(one=people[0].pk, other=people[2].pk) == [(people[1].pk,)]


def test_values_change_from_one_use_to_the_next():
    first, second = UserFactory(last_name="Brun"), UserFactory(last_name="Noir")
    assert named.rows(name="Brun") == [(first.pk,)]
    assert named.rows(name="Noir") == [(second.pk,)]


def test_a_missing_value_is_an_error():
    with pytest.raises(TypeError):
        named.rows()
