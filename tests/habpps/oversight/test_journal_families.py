"""Every kind of event has its place among what people look for."""

from portal.habpps.oversight.queries.families import FAMILIES, family_of, kinds_of
from portal.journal.kinds import REGISTRY


def test_no_kind_is_left_without_a_family_of_its_own():
    named = ("habpps.", "accounts.", "afas.")
    assert [kind for kind in REGISTRY if kind.startswith(named) and family_of(kind) == "autres"] == []


def test_families_share_the_kinds_out():
    shared = [kind for family in FAMILIES for kind in kinds_of(family)]
    assert sorted(shared) == sorted(REGISTRY)


def test_a_measure_is_no_mere_change_of_a_convention():
    assert family_of("habpps.agreement_suspended") == "mesures"
    assert family_of("habpps.agreement_changed") == "conventions"
    assert family_of("accounts.sign_in_failed") == "connexions"
    assert family_of("accounts.password_changed") == "comptes"
