"""Our `reverse` answers what Django's does, for every address of the project."""

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, get_resolver, path, re_path, set_script_prefix
from django.urls import reverse as django_reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.base.urls import _pattern, optional, reverse


def names(resolver, space=""):
    """(name with its namespaces, names of its parameters) of each address."""
    for name in resolver.reverse_dict:
        if isinstance(name, str):
            for ways, *_ in resolver.reverse_dict.getlist(name):
                yield from ((space + name, params) for _, params in ways)
    for namespace, (_, inner) in resolver.namespace_dict.items():
        yield from names(inner, f"{space}{namespace}:")


ADDRESSES = sorted(names(get_resolver("portal.urls")), key=str)
VALUES = st.one_of(st.integers(-5, 10**6), st.text(max_size=12), st.sampled_from(["Ab-3_z", "a/b", "é%", "//x", "a\n"]))


def answer(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except NoReverseMatch as refused:
        return str(refused)


def test_most_names_have_one_pattern():
    kept = [name for name, _ in ADDRESSES if _pattern(name, "portal.urls", "/")]
    assert len(kept) > 150
    assert len(kept) >= 0.9 * len(ADDRESSES)


@hypothesis_settings(max_examples=15)
@given(st.data())
def test_same_answer_as_django_s(data):
    for name, params in ADDRESSES:
        values = [data.draw(VALUES) for _ in params]
        named = dict(zip(params, values, strict=True))
        assert answer(reverse, name, values) == answer(django_reverse, name, args=values)
        assert answer(reverse, name, kwargs=named) == answer(django_reverse, name, kwargs=named)
        assert answer(reverse, name, [*values, 1]) == answer(django_reverse, name, args=[*values, 1])
        wrong = {**named, "other": 1}
        assert answer(reverse, name, kwargs=wrong) == answer(django_reverse, name, kwargs=wrong)


@pytest.mark.parametrize("name", ["nowhere", "habpps:nowhere", "nowhere:at:all", "habpps:afas:home"])
def test_a_name_that_does_not_exist(name):
    assert answer(reverse, name) == answer(django_reverse, name)
    assert optional(name) == ""


def test_the_prefix_of_the_script_comes_in_front():
    set_script_prefix("/100%/")
    try:
        assert reverse("home") == django_reverse("home") == "/100%25/"
    finally:
        set_script_prefix("/")


class Unusual:
    """A URLconf with an expression, a default and a name given twice."""

    urlpatterns = [
        re_path(r"^year/(?P<year>[0-9]{4})/$", call_command, name="year"),
        path("page/", call_command, {"number": 1}, name="page"),
        path("page/<int:number>/", call_command, name="page"),
    ]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("year", [2026], None),
        ("year", [26], None),
        ("year", [], {"year": "2026"}),
        ("page", [], None),
        ("page", [3], None),
        ("page", [], {"number": 1}),
    ],
)
def test_unusual_patterns_are_django_s(settings, name, args, kwargs):
    settings.ROOT_URLCONF = Unusual
    assert answer(reverse, name, args, kwargs) == answer(django_reverse, name, args=args, kwargs=kwargs)
