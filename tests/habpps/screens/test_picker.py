"""A person is chosen in one way everywhere: searched on the server, told apart, refused with the reason when they cannot
be chosen; with scripts or without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Grant
from portal.habpps.people.actions.departures import record_departure
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import may_be_chosen
from portal.journal.models import Entry
from tests.factories.habpps import actor, declarant, grant, member, with_roles
from tests.net.queries import MOST, queries_of
from tests.net.reading import read, source

DA = Role.ACTIVITY_DATA_PROVIDER
A_DAY = timedelta(days=1)
State = User.State


def search(client, agreement, text: str, among: str = "declarants", **query):
    address = reverse("habpps:person_options", args=[agreement.public_id, among])
    return client.post(address, {"q": text}, query_params=query)


def found(answer) -> dict[str, bool]:
    """Label -> may be chosen."""
    assert answer.status_code == 200
    options = html.fromstring(source(answer)).xpath("//li[@role='option']")
    return {each.get("data-label"): each.get("aria-disabled") is None for each in options}


def label(user) -> str:
    return f"{user.get_full_name()} ({user.username})"


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def suspend(here, user) -> None:
    suspend_person(actor=actor(here.caf_admin), membership=access(user), reason="Enquête")


def typed(here, **more) -> dict:
    return {
        "user": here.declarant.public_id,
        "roles": [DA],
        "activities": [here.activity.public_id],
        "act": "quit",
        **more,
    }


def written() -> tuple:
    return Grant.objects.count(), Entry.objects.exclude(kind="habpps.refused").count()


# Searched --------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["last_name", "first_name", "username", "email"])
def test_a_few_letters_of_what_is_known_are_enough(client, here, by):
    someone = declarant(here.agreement, first_name="Maëlle", last_name="Le Goff-Ménard", email="m.legoff@ancre.example")
    client.force_login(here.admin)
    letters = {
        "last_name": "menard goff",
        "first_name": "MAEL",
        "username": someone.username[:8],
        "email": someone.email.upper(),
    }
    assert found(search(client, here.agreement, letters[by]))[label(someone)] is True


def test_an_address_that_is_not_shown_is_not_guessed_letter_by_letter(client, here):
    someone = declarant(here.agreement, email="m.legoff@ancre.example")
    client.force_login(here.admin)
    assert label(someone) not in found(search(client, here.agreement, "m.legoff@ancre.exampl"))


def test_two_of_one_name_stand_apart(client, here):
    pair = [declarant(here.agreement, first_name="Jean", last_name="Martin") for _ in range(2)]
    client.force_login(here.admin)
    assert found(search(client, here.agreement, "martin")) == {label(each): True for each in pair}


def test_only_the_people_of_the_convention_and_never_oneself(client, here, elsewhere):
    client.force_login(here.admin)
    grant(here.admin, Role.AFAS_DECLARANT, here.agreement)
    everybody = found(search(client, here.agreement, ""))
    assert label(here.declarant) in everybody
    assert not {label(each) for each in (here.admin, elsewhere.declarant, here.member)} & set(everybody)
    assert search(client, elsewhere.agreement, "").status_code == 404
    assert search(client, here.agreement, "", "personne").status_code == 404


def test_successors_are_found_among_all_users_by_who_manages_them(client, here):
    manager = member(here.agreement)
    grant(manager, Role.AFAS_MANAGER, here.agreement)
    client.force_login(manager)
    assert search(client, here.agreement, "", "successeurs").status_code == 403
    client.force_login(here.admin)
    people = found(search(client, here.agreement, "", "successeurs", sauf=here.provider.public_id))
    assert label(here.member) in people
    assert label(here.provider) not in people


def test_many_are_cut_short_and_said_so(client, here):
    for _ in range(9):
        declarant(here.agreement, last_name="Martin")
    client.force_login(here.admin)
    answer = search(client, here.agreement, "martin")
    assert len(found(answer)) == 8
    assert 'data-said="Les 8 premières personnes : précisez le nom pour les autres."' in source(answer)
    assert 'data-said="Personne ne correspond."' in source(search(client, here.agreement, "zzz"))


def test_a_second_access_does_not_show_somebody_twice(client, here):
    today = clock.today()
    Grant.objects.filter(pk=access(here.declarant).pk).update(valid_until=today + A_DAY)
    grant(here.declarant, Role.PARTNER_USER, here.agreement, valid_from=today + 2 * A_DAY)
    client.force_login(here.admin)
    options = html.fromstring(source(search(client, here.agreement, here.declarant.username))).xpath("//li")
    assert len(options) == 1


def test_a_thousand_people_cost_what_two_do(client, here):
    """The page that gives roles, its search, the page of a departure: as many queries, as many bytes."""
    client.force_login(here.admin)
    departure = reverse("habpps:departure", args=[access(here.provider).public_id])
    search_address = reverse("habpps:person_options", args=[here.agreement.public_id, "declarants"])

    def weights() -> list[int]:
        return [len(client.get(address).content) for address in (reverse("habpps:assign"), departure)]

    def crowd() -> None:
        users = User.objects.bulk_create(
            User(
                username=f"zz{n:05d}",
                email=f"n{n}@x.example",
                first_name="Camille",
                last_name=f"Nom{n}",
                state="ACTIVE",
            )
            for n in range(1000)
        )
        common = {"agreement": here.agreement, "valid_from": here.agreement.opens_on, "given_at": clock.now()}
        accesses = Grant.objects.bulk_create(Grant(user=user, role=Role.PARTNER_USER, **common) for user in users)
        group = Grant.objects.filter(role=Role.AFAS_DECLARANT)[0].group
        Grant.objects.bulk_create(
            Grant(user=held.user, role=Role.AFAS_DECLARANT, parent=held, group=group, **common) for held in accesses
        )

    def queries() -> list[int]:
        pages = [lambda address=address: client.get(address) for address in (reverse("habpps:assign"), departure)]
        return [len(queries_of(page)) for page in (*pages, lambda: client.post(search_address, {"q": "nom"}))]

    before, costs = weights(), queries()
    crowd()
    assert queries() == costs
    assert max(costs) <= MOST
    assert all(abs(now - then) < 50 for now, then in zip(weights(), before, strict=True))
    assert len(found(client.post(search_address, {"q": "nom"}))) == 8


# Who cannot be chosen --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waits", "account", "suspended", "role", "successor"),
    [
        (False, State.ACTIVE, False, True, True),
        (False, State.PENDING, False, True, False),
        (True, State.ACTIVE, False, True, False),
        (True, State.SUSPENDED, False, True, False),
        (False, State.ACTIVE, True, False, False),
        (True, State.PENDING, True, False, False),
        (False, State.SUSPENDED, False, False, False),
        (False, State.CLOSED, False, False, False),
    ],
)
def test_the_rule(waits, account, suspended, role, successor):
    facts = {"waits": waits, "account": account, "suspended": suspended}
    assert bool(may_be_chosen(**facts, must_act=False)) is role
    assert bool(may_be_chosen(**facts, must_act=True)) is successor


def test_somebody_suspended_is_shown_with_the_reason_and_not_accepted(client, here):
    suspend(here, here.declarant)
    client.force_login(here.admin)
    answer = search(client, here.agreement, here.declarant.last_name)
    assert found(answer) == {label(here.declarant): False}
    assert "la Caf a suspendu son accès" in read(answer)
    before = written()
    answer = client.submit(reverse("habpps:assign"), typed(here))
    assert answer.status_code == 422
    assert "la Caf a suspendu son accès" in read(answer)
    with pytest.raises(ActionError, match="la Caf a suspendu son accès"):
        assign_roles(
            actor=actor(here.admin),
            agreement=here.agreement,
            user=here.declarant,
            roles=[DA],
            valid_from=clock.today(),
            activities=[here.activity],
        )
    assert written() == before


@pytest.mark.parametrize("why", ["suspended", "never activated"])
def test_nobody_succeeds_who_cannot_act(client, here, why):
    leaver = with_roles(here.activity, *AFAS_ROLES)
    if why == "suspended":
        suspend(here, here.member)
    else:
        User.objects.filter(pk=here.member.pk).update(state=State.PENDING)
    client.force_login(here.admin)
    assert found(search(client, here.agreement, here.member.username, "successeurs")) == {label(here.member): False}
    before, last = written(), clock.today() + 9 * A_DAY
    address = reverse("habpps:departure", args=[access(leaver).public_id])
    answer = client.submit(address, {"last_day": f"{last:%d/%m/%Y}", "successor": here.member.public_id})
    assert answer.status_code == 422
    assert f"{label(here.member)} : " in read(answer)
    with pytest.raises(ActionError) as refused:
        record_departure(actor=actor(here.admin), membership=access(leaver), last_day=last, successor=here.member)
    assert list(refused.value.errors) == ["successor"]
    assert written() == before


# Without scripts -------------------------------------------------------------------------------


def test_the_button_brings_the_page_back_with_a_short_list_and_all_that_was_typed(client, here):
    client.force_login(here.admin)
    sent = typed(here, user=None, user_search=here.declarant.last_name, valid_until="31/12/2098", act="find")
    page = source(client.submit(reverse("habpps:assign"), sent))
    assert re.search(rf'type="radio" name="user"\s+value="{here.declarant.public_id}"', page)
    assert 'value="31/12/2098"' in page
    assert f'value="{here.declarant.last_name}"' in page
    assert len(re.findall(r"<input[^>]* checked", page)) == 2  # the role and the activity


def test_the_button_of_a_departure_loses_nothing_either(client, here):
    client.force_login(here.admin)
    address = reverse("habpps:departure", args=[access(here.provider).public_id])
    sent = {"last_day": "31/12/2098", "reason": "Retraite", "successor_search": here.member.username, "act": "find"}
    answer = client.submit(address, sent)
    page = source(answer)
    assert answer.status_code == 200
    assert re.search(rf'type="radio" name="successor"\s+value="{here.member.public_id}"', page)
    assert 'value="31/12/2098"' in page
    assert 'value="Retraite"' in page
    assert "Erreur" not in read(answer)


def test_what_is_searched_and_not_chosen_is_never_taken_for_a_choice(client, here):
    """Even where one person alone matches, and even beside somebody chosen before."""
    client.force_login(here.admin)
    before = written()
    for more in ({"user": None}, {}):
        answer = client.submit(reverse("habpps:assign"), typed(here, user_search=here.declarant.username, **more))
        assert answer.status_code == 422
        assert "parmi celles qui sont trouvées" in read(answer)
    nobody = client.submit(reverse("habpps:assign"), typed(here, user=None, user_search="zzz"))
    assert "Personne ne correspond à « zzz »" in read(nobody).replace("\u00a0", " ")
    assert written() == before


def test_nobody_chosen_says_so(client, here):
    client.force_login(here.admin)
    answer = client.submit(reverse("habpps:assign"), typed(here, user=None))
    assert answer.status_code == 422
    assert "Choisissez l'utilisateur." in read(answer)
