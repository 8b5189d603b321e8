"""Public identifiers tell nothing and cannot be mistaken for each other."""

from portal.base.ids import ALPHABET, LENGTH, new_public_id


def test_an_identifier_is_twelve_characters_that_cannot_be_mistaken():
    identifier = new_public_id()
    assert len(identifier) == LENGTH == 12
    assert set(identifier) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01ilo")


def test_identifiers_do_not_repeat():
    assert len({new_public_id() for _ in range(10_000)}) == 10_000
