"""The figures of a second factor: how they are drawn, when they match."""

import math
from datetime import UTC, datetime

import pytest
from cryptography.fernet import InvalidToken

from portal.accounts.second_factor import codes

# RFC 6238, appendix B: the SHA-1 vectors' secret, and the last six digits at some instants.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds, code):
    assert codes.matching_step(SECRET, code, at(seconds), after=0) == seconds // 30


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_a_step_used_already_matches_no_more(seconds, code):
    assert codes.matching_step(SECRET, code, at(seconds), after=seconds // 30) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "28708a", "２８７０８２", "-28708", "287 082"])
def test_only_six_digits_are_a_code(typed):
    assert codes.matching_step(SECRET, typed, at(59), after=0) is None


def test_secrets_and_codes_are_drawn_anew_each_time():
    assert len({codes.new_secret() for _ in range(100)}) == 100
    assert len({code for _ in range(20) for code in codes.new_recovery_codes()}) == 200
    assert len({codes.new_salt() for _ in range(100)}) == 100


def test_a_recovery_code_holds_58_bits():
    assert math.log2(len(codes.RECOVERY_ALPHABET)) * codes.RECOVERY_LENGTH > 58
    assert all(len(codes.normalised_code(code)) == codes.RECOVERY_LENGTH for code in codes.new_recovery_codes())


def test_a_recovery_code_is_the_same_however_it_is_typed():
    salt = codes.new_salt()
    assert codes.hash_recovery_code("k7mw-q3rt-9pds", salt) == codes.hash_recovery_code(" K7MW Q3RT9PDS ", salt)


def test_the_same_code_of_two_people_is_not_kept_alike():
    assert codes.hash_recovery_code("k7mw-q3rt-9pds", codes.new_salt()) != codes.hash_recovery_code(
        "k7mw-q3rt-9pds", codes.new_salt()
    )


def test_a_key_is_worth_nothing_without_the_portals_own(settings):
    kept = codes.encrypt(SECRET)
    assert SECRET not in kept
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        codes.decrypt(kept)


def test_a_new_key_of_the_portal_still_reads_what_the_former_wrote(settings):
    kept = codes.encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert codes.decrypt(kept) == SECRET
