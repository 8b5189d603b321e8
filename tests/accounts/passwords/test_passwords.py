"""What a password must be, and the words that say so."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.passwords import validators
from portal.accounts.passwords.hashers import PortalArgon2
from portal.accounts.passwords.validators import register_organisations

PERSON = User(
    username="kd4817302", first_name="Zoé", last_name="Lagarrigue", email="zoe.lagarrigue@lesmouettes.example"
)


def refusal(password: str, user: User = PERSON) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password",
    [
        "girafe lampe torchon violet",
        "Vg7!pQ2zLm#9xTw",
        "  des blancs au début  et à la fin ",
        "дождь лампа жираф стол",
        "🦒🪔🧺🟣🦒🪑🧺🔔🦒🪔🎈🧺🟣🪁🧲",
        "8305917264850137",
        ("girafe lampe torchon violet " * 10)[:256],
    ],
)
def test_long_unguessable_passwords_of_any_kind_are_good(password):
    validate_password(password, PERSON)


def test_fourteen_characters_are_too_few():
    assert "15" in refusal("Vg7!pQ2zLm#9xT")


def test_a_name_is_found_without_its_accents():
    helene = User(username="kd4817303", first_name="Hélène", last_name="Oz", email="ho@lesmouettes.example")
    assert "helene" in refusal("girafe helene torchon violet", helene).casefold()
    assert "helene" in refusal("girafe HÉLÈNE torchon violet", helene).casefold()


def test_a_name_of_two_letters_forbids_no_word():
    validate_password("girafe bronze torchon violet", User(username="kd4817304", first_name="Li", last_name="On"))


def test_257_characters_are_too_many():
    assert "256" in refusal("girafe lampe torchon violet " * 9 + "abcde")


def test_a_short_one_is_told_one_thing_at_a_time():
    with pytest.raises(ValidationError) as refused:
        validate_password("coteaux")
    assert len(refused.value.messages) == 1


def test_fifteen_digits_are_too_few():
    assert "chiffres" in refusal("830591726485013")


@pytest.mark.parametrize(
    "word",
    ["zoe", "Zoé", "LAGARRIGUE", "kd4817302", "lesmouettes", "caf", "CAF", "partenaire", "Partenaires"],
)
def test_expected_words_are_refused_by_name(word):
    assert "Ce mot de passe contient «" in refusal(f"girafe {word} torchon violet")


def test_the_organisations_of_the_person_are_refused(monkeypatch):
    monkeypatch.setattr(validators, "_organisations", [])
    register_organisations(lambda user: ["Maison des Tilleuls"])
    known = User(pk=1, username="kd4817302", first_name="Zoé", last_name="Lagarrigue", email="z@a.example")
    assert "tilleuls" in refusal("girafe tilleuls torchon violet", known)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaa",
        "motdepassemotdepasse",
        "azertyuiopqsdfgh",
        "1234567890123456",
        "bonjourbonjour2026",
        "passwordpassword1",
    ],
)
def test_guessable_passwords_are_refused(password):
    refusal(password)


def test_a_very_long_password_is_judged_quickly():
    """zxcvbn's cost grows with the square of the length: only the beginning is estimated."""
    validate_password("girafe lampe torchon violet, " * 8, PERSON)


@pytest.mark.parametrize("password", ["court", "girafe caf torchon violet", "aaaaaaaaaaaaaaaaaa", "830591726485013"])
def test_every_refusal_says_what_to_do(password):
    assert any(verb in refusal(password) for verb in ("ajoutez", "choisissez", "évitez", "gardez"))


def test_passwords_are_kept_by_argon2id_with_owasps_parameters():
    encoded = PortalArgon2().encode("girafe", PortalArgon2().salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
