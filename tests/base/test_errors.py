"""What an action raises says what went wrong."""

from types import SimpleNamespace

import pytest

from portal.base.errors import ActionError, Refused, Stale, collect_errors


def test_an_action_error_names_the_field():
    error = ActionError({"siret": ["Le SIRET compte 14 chiffres."]})
    assert error.errors == {"siret": ["Le SIRET compte 14 chiffres."]}
    assert str(error) == "Le SIRET compte 14 chiffres."


def test_an_action_error_may_concern_the_whole_form():
    assert ActionError("La campagne est close.").errors == {"": ["La campagne est close."]}


def wrong(**errors: list[str]):
    """A check that finds these."""

    def check() -> None:
        raise ActionError(errors)

    return check


def test_checks_made_together_say_all_that_is_wrong():
    with pytest.raises(ActionError) as error:
        collect_errors(wrong(siret=["Faux."]), lambda: None, wrong(siret=["Connu."], name=["Vide."]))
    assert error.value.errors == {"siret": ["Faux.", "Connu."], "name": ["Vide."]}


def test_checks_that_find_nothing_raise_nothing():
    collect_errors(lambda: None, lambda: "any")


def test_a_refusal_carries_its_decision():
    decision = SimpleNamespace(reason="Vous n'avez pas ce rôle.")
    refusal = Refused(decision)
    assert refusal.decision is decision
    assert str(refusal) == "Vous n'avez pas ce rôle."


def test_a_stale_edit_carries_what_is_there_now():
    assert Stale({"version": 4}).current == {"version": 4}
