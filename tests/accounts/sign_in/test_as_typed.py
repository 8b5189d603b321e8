"""A password is verified as it was chosen: nothing is cut, stripped or folded; long ones are welcome."""

import pytest

from tests.accounts.steps import give_password, signed_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
CHANGE = "/mot-de-passe/modifier/"
WORDS = "girafe bronze torchon violet cabane nuage sirop tambour épingle quartz "
LENGTHS = [15, 64, 72, 73, 128, 255, 256]  # 72: where bcrypt and zxcvbn stop looking


def change_to(client, password: str):
    user = UserFactory()
    client.force_login(user)
    answer = client.submit(CHANGE, {"old": PASSWORD, "password": password})
    assert answer.status_code == 302, f"{password!r} is refused"
    client.post("/deconnexion/")
    return user


def of_length(length: int) -> str:
    return (WORDS * 9)[: length - 4] + "zqxk"


@pytest.mark.parametrize("length", LENGTHS)
def test_a_long_one_counts_to_its_last_character(client, length):
    chosen = of_length(length)
    user = change_to(client, chosen)
    for other in (chosen[:-1], f"{chosen[:-1]}j", f"{chosen}k"):
        give_password(client, user, other)
        assert not signed_in(client), f"{other!r} opens it"
    give_password(client, user, chosen)
    assert signed_in(client)


@pytest.mark.parametrize(
    "other",
    [
        " Girafe  lampe torchon violet",
        "Girafe  lampe torchon violet ",
        "Girafe  lampe torchon violet",
        " Girafe lampe torchon violet ",
        " girafe  lampe torchon violet ",
        " GIRAFE  LAMPE TORCHON VIOLET ",
        "\tGirafe  lampe torchon violet ",
    ],
)
def test_spaces_and_capitals_count(client, other):
    chosen = " Girafe  lampe torchon violet "
    user = change_to(client, chosen)
    give_password(client, user, other)
    assert not signed_in(client)
    give_password(client, user, chosen)
    assert signed_in(client)
