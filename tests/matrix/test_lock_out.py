"""A member of « AFAS Habiliter » who is no administrator tries every address, with every identifier, to lock an
administrator out: what the administrator holds stays as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, MANAGER, PARTNER_ADMIN, World
from tests.matrix.table import TABLE

WRITTEN = sorted(name for name, row in TABLE.items() if row.post and name.startswith("habpps:"))


def held_by_administrator(world: World) -> list[Grant]:
    """The access, the function, the groups: not the roles over activities, which that group gives and ends."""
    found = Grant.objects.filter(user=world.people[PARTNER_ADMIN]).exclude(role__in=AFAS_ROLES)
    return list(found.order_by("pk"))


def addresses(name: str, world: World, held: list[Grant]) -> set[str]:
    """The address about each thing that the administrator holds, and about the world's own object."""
    row = TABLE[name]
    arguments = row.arguments(world)
    keys = [each.public_id for each in held] if "public_id" in arguments else [""]
    return {reverse(name, kwargs={**arguments, "public_id": key}) if key else reverse(name) for key in keys} | {
        row.address(name, world)
    }


def everything(world: World, held: list[Grant]) -> dict[str, Any]:
    """Whatever a form of the portal may ask, filled in so as to end something."""
    yesterday = f"{clock.today() - timedelta(days=1):%d/%m/%Y}"
    today = f"{clock.today():%d/%m/%Y}"
    later = f"{clock.today() + timedelta(days=900):%d/%m/%Y}"
    keys = [each.public_id for each in held]
    return {
        "past": {"valid_from": "01/01/2020", "valid_until": yesterday, "last_day": yesterday, "closes_on": yesterday},
        "today": {"valid_from": today, "valid_until": today, "last_day": today, "closes_on": today},
        "put off": {"valid_from": later, "valid_until": "", "last_day": ""},
        "ticked": {"selection": keys, "confirmed": "oui", "reason": "Motif", "act": "save"},
        "named": {
            "convention": world.objects["agreement"].public_id,
            "user": world.people[PARTNER_ADMIN].public_id,
            "leaving": keys[-1],
            "reason": "Motif",
            "act": "quit",
        },
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_no_address_takes_anything_from_an_administrator(asker: Asker, name: str):
    world = asker.world
    held = held_by_administrator(world)
    assert {each.role for each in held} == {Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER}
    before = list(Grant.objects.filter(user=world.people[PARTNER_ADMIN]).order_by("pk").values())

    def attack(client, person: str) -> None:
        for address in addresses(name, world, held):
            for what, fields in everything(world, held).items():
                answer = client.post(address, {"reason": "Motif", **fields})
                assert answer.status_code < 500, f"{address}, {what}"
                now = Grant.objects.filter(user=world.people[PARTNER_ADMIN]).order_by("pk")
                assert list(now.exclude(role__in=AFAS_ROLES).values()) == before, f"{address}, {what}"

    asker.each([MANAGER], attack)


def test_the_attack_would_succeed_for_who_may(asker: Asker):
    """The same requests, sent by the Caf, do end a place in a group: what is refused above is refused for a reason."""
    world = asker.world
    held = held_by_administrator(world)
    place = next(each for each in held if each.role == Role.AFAS_MANAGER)

    def end(client, person: str) -> None:
        client.post(reverse("habpps:grant_end", args=[place.public_id]), {"reason": "Motif"})
        place.refresh_from_db()
        assert place.revoked_at is not None

    asker.each([CAF_ADMIN], end)
