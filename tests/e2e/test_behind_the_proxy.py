"""What stands in front of the portal, run as `deploy/` says: slow requests hold nobody up, no log keeps what was asked."""

from collections.abc import Iterator

import pytest

from tests.e2e.proxy import ProxiedPortal

SECRET = "Rk3vQ8ZtYb1mN7xW5cJ2hL9pD4sF6gAa"
NAME = "Zqwxkdurand"
MANY = 60  # the portal has eight threads


@pytest.fixture(scope="module")
def on_line(tmp_path_factory, portal_server) -> Iterator[ProxiedPortal]:
    portal = ProxiedPortal(tmp_path_factory.mktemp("proxy"), portal_server)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


def status(answer: str) -> str:
    return answer.split(" ", 2)[1]


def test_half_sent_forms_hold_nobody_up(on_line):
    """The proxy keeps them to itself, then ends them."""
    slow = [on_line.half_send() for _ in range(MANY)]
    assert status(on_line.ask("/connexion/")) == "200"
    assert (
        status(on_line.ask("/connexion/", method="POST", body=b"login=a&password=b")) == "403"
    )  # no token: it was read
    ended = [each.recv(65536) for each in slow]
    for each in slow:
        each.close()
    assert all(not answer or b" 408 " in answer.partition(b"\r\n")[0] for answer in ended)
    assert "portal:403" in on_line.logs()


def test_a_body_that_is_too_large_never_reaches_the_portal(on_line):
    answer = on_line.ask("/connexion/", "Expect: 100-continue", method="POST", body=b"a=" + b"b" * 10_500_000)
    assert status(answer) == "413"


def test_no_log_keeps_a_name_or_a_secret(on_line):
    """Neither of an answer, nor of what goes wrong: no portal, a body too large, a request that is none."""
    asked = f"/recherche/?q={NAME}&personne={NAME}%40mairie.example"
    referer = f"Referer: https://portail.example{asked}"

    def ask_all() -> list[str]:
        paths = [
            asked,
            f"/activation/{SECRET}/",
            f"/mot-de-passe/nouveau/{SECRET}/",
            f"/adresse-mail/{SECRET}/?x={NAME}",
        ]
        found = [status(on_line.ask(path, referer)) for path in paths]
        found.append(status(on_line.ask(asked, referer, method="POST", body=b"a=" + b"b" * 2_000_000)))
        return found

    assert ask_all()[0] == "302"
    on_line.ask(f"{asked} {NAME}", referer)
    on_line.ask(f"/{'a' * 20_000}{asked}")
    on_line.stop_portal()
    try:
        assert ask_all() == ["502"] * 5
    finally:
        on_line.start_portal()
    assert "/recherche/" in on_line.logs()
    assert "/activation/***" in on_line.logs()
    assert NAME not in on_line.logs()
    assert SECRET not in on_line.logs()
