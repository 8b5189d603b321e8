"""What an action raises says what went wrong."""

from types import SimpleNamespace

from portal.base.errors import ActionError, Refused, Stale


def test_an_action_error_names_the_field():
    error = ActionError({"siret": ["Le SIRET compte 14 chiffres."]})
    assert error.errors == {"siret": ["Le SIRET compte 14 chiffres."]}
    assert str(error) == "Le SIRET compte 14 chiffres."


def test_an_action_error_may_concern_the_whole_form():
    assert ActionError("La campagne est close.").errors == {"": ["La campagne est close."]}


def test_a_refusal_carries_its_decision():
    decision = SimpleNamespace(reason="Vous n'avez pas ce rôle.")
    refusal = Refused(decision)
    assert refusal.decision is decision
    assert str(refusal) == "Vous n'avez pas ce rôle."


def test_a_stale_edit_carries_what_is_there_now():
    assert Stale({"version": 4}).current == {"version": 4}
