"""« Historique » and « Inactif »: the real end of each right and how it came, or why it does not count yet."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.grants.actions.ending import change_dates, end_grant
from portal.habpps.models import Grant
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.retention import end_everything
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor, fr_da, grant, person
from tests.net.reading import read

A_DAY = timedelta(days=1)
DA = Role.ACTIVITY_DATA_PROVIDER


def right(here) -> Grant:
    return Grant.objects.get(user=here.provider, role=DA)


def pass_days(held: Grant, days: int) -> None:
    """Time goes by: dates that were set lie so many days earlier."""
    for each in (held, held.parent, held.parent.parent):
        each.refresh_from_db()
        Grant.objects.filter(pk=each.pk).update(
            valid_until=each.valid_until - days * A_DAY if each.valid_until else None
        )


def set_end(here, held):
    change_dates(actor=actor(here.admin), grant=held, valid_from=held.valid_from, valid_until=clock.today())
    pass_days(held, 1)


def last_day(here, held):
    end_grant(actor=actor(here.admin), grant=held, last_day=clock.today())
    pass_days(held, 1)


WAYS = {
    "removed": (lambda here, held: end_grant(actor=actor(here.admin), grant=held), 0, "Supprimée par {admin}"),
    "removed with its group": (
        lambda here, held: end_grant(actor=actor(here.admin), grant=held.parent),
        0,
        "Supprimée par {admin}",
    ),
    "access closed": (
        lambda here, held: close_user(actor=actor(here.admin), membership=held.parent.parent),
        0,
        "Supprimée par {admin}",
    ),
    "unused account": (lambda here, held: end_everything(actor=None, user=held.user), 0, "Supprimée par le portail"),
    "last day set": (set_end, -1, "À la date fixée par {admin}"),
    "removed on a day": (last_day, -1, "À la date fixée par {admin}"),
    "end given with it": (
        lambda here, held: Grant.objects.filter(pk=held.pk).update(valid_until=clock.today() - A_DAY),
        -1,
        "À son terme",
    ),
    "convention closed": (
        lambda here, held: close_agreement(
            actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today() - A_DAY, reason="Fin"
        ),
        -1,
        "Avec la convention, clôturée par la Caf",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_which_a_right_ends(client, here, way):
    """In the list and in its file."""
    held = right(here)
    end, shift, how = WAYS[way]
    end(here, held)
    client.force_login(here.caf_admin)
    day, how = f"{clock.today() + shift * A_DAY:%d/%m/%Y}", how.format(admin=here.admin.get_full_name())
    page = read(client.get("/habilitations/?etat=HISTORY"))
    assert how in page
    assert day in page
    text = client.post("/habilitations/?etat=HISTORY", {"format": "csv"}).getvalue().decode("utf-8-sig")
    header, line = text.splitlines()
    assert header.endswith("Fin d’habilitation;Fin réelle;Comment")
    assert f"{day};{how}" in line


def test_the_person_reads_the_same_end(client, here):
    end_grant(actor=actor(here.admin), grant=right(here))
    client.force_login(here.provider)
    assert f"Supprimée par {here.admin.get_full_name()}" in read(client.get("/mes-droits"))
    client.force_login(here.admin)
    access = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    page = read(client.get(reverse("habpps:user", args=[access.public_id])))
    assert f"Supprimée par {here.admin.get_full_name()}" in page


def test_a_closed_access_shows_its_real_end_in_the_list_and_in_the_file(client, here):
    """Though its own date was later."""
    access = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    Grant.objects.filter(pk=access.pk).update(valid_until=clock.today() + 90 * A_DAY)
    close_user(actor=actor(here.admin), membership=access)
    client.force_login(here.admin)
    address, today = reverse("habpps:users", args=[here.agreement.public_id]), f"{clock.today():%d/%m/%Y}"
    planned = f"{clock.today() + 90 * A_DAY:%d/%m/%Y}"
    said = f"Supprimée par {here.admin.get_full_name()} ; elle allait jusqu'au {planned}"
    assert said in read(client.get(f"{address}?statut=CLOTURE"))
    [line] = client.post(f"{address}?statut=CLOTURE", {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()[1:]
    assert today in line
    assert planned not in line


def test_what_waits_says_why(client, here):
    later = clock.today() + 9 * A_DAY
    fr_da(here.activity)
    grant(person(), Role.APPROVER, here.activity, valid_from=later)
    Grant.objects.filter(user=here.provider, role=Role.PARTNER_USER).update(suspended_at=clock.now())
    client.force_login(here.admin)
    page = read(client.get("/habilitations/?etat=INACTIVE"))
    assert f"À partir du {later:%d/%m/%Y}" in page
    assert f"Accès suspendu par la Caf depuis le {clock.today():%d/%m/%Y}" in page
    text = client.post("/habilitations/?etat=INACTIVE", {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert "Accès suspendu par la Caf" in text
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize("state", ["ACTIVE", "INACTIVE", "HISTORY"])
def test_one_and_twenty_rows_cost_the_same_queries(client, here, same_queries, state):
    dates = {
        "ACTIVE": {},
        "INACTIVE": {"valid_from": clock.today() + A_DAY},
        "HISTORY": {"valid_until": clock.today() - A_DAY},
    }[state]

    def more(count: int) -> None:
        for _ in range(count):
            grant(person(), Role.APPROVER, here.activity, **dates)

    client.force_login(here.admin)
    same_queries(f"/habilitations/?etat={state}", lambda: more(1), lambda: more(19))
