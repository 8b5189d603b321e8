"""`Statement`: SQL written once, its values given at each use."""

import pytest
from django.db.models import BigIntegerField, CharField

from portal.accounts.models import User
from portal.base.statements import Parameter, Statement
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

ONE, OTHER = Parameter("one", BigIntegerField()), Parameter("other", BigIntegerField())
NAME = Parameter("name", CharField())


def test_two_parameters_of_one_kind_keep_their_own_values():
    people = UserFactory.create_batch(3)
    between = Statement(lambda: User.objects.filter(pk__gt=ONE, pk__lt=OTHER).order_by("pk").values_list("pk"))
    assert between.rows(one=people[0].pk, other=people[2].pk) == [(people[1].pk,)]


def test_values_change_from_one_use_to_the_next():
    first, second = UserFactory(last_name="Brun"), UserFactory(last_name="Noir")
    named = Statement(lambda: User.objects.filter(last_name=NAME).order_by("pk").values_list("pk"))
    assert named.rows(name="Brun") == [(first.pk,)]
    assert named.rows(name="Noir") == [(second.pk,)]


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        Statement(lambda: User.objects.filter(pk=ONE).order_by("pk").values_list("pk")).rows()
