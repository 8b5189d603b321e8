"""A second person of the same name in a convention, or a Caf: shown who is there, and confirmed to be another one."""

from dataclasses import replace

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.folding import name_key
from portal.habpps.agreements.actions.record import Terms, name_administrator, record_agreement
from portal.habpps.amendments.actions.requests import AdministratorChange, request_amendment
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.lines import Line
from portal.habpps.imports.queries import plan
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.namesakes import find_namesakes
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import PartnerFactory, actor, caf_agent, member
from tests.net.reading import read, source

NEW = Identity("LE GOFF", "Maelle", "nouvelle@exemple.fr", "nouvelle@exemple.fr")
FOLDED = [("Le Goff", "Maëlle"), ("LE-GOFF", "maelle"), ("Maëlle", "Le Goff"), ("le  goff", "MAËLLE")]


@pytest.fixture
def known(here) -> User:
    return member(here.agreement, last_name="Le Goff", first_name="Maëlle", username="mlegoff12")


def routes(here, identity) -> dict:
    """Every way by which somebody new comes into a convention."""
    caf, today = actor(here.caf_admin), clock.today()
    change = AdministratorChange(None, identity, today, "Arrivée")
    return {
        "created": lambda: create_user(
            actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=today
        ),
        "named administrator": lambda: name_administrator(
            actor=caf, agreement=here.agreement, identity=identity, valid_from=today
        ),
        "by an avenant": lambda: request_amendment(actor=caf, agreement=here.agreement, change=change),
    }


def state() -> tuple:
    return User.objects.count(), Grant.objects.count(), Entry.objects.count(), Letter.objects.count()


@pytest.mark.parametrize("route", ["created", "named administrator", "by an avenant"])
def test_each_way_in_asks_whether_it_is_somebody_else(here, known, route):
    before = state()
    with pytest.raises(ActionError, match=r"Maëlle Le Goff \(mlegoff12\) porte déjà ce nom") as error:
        routes(here, NEW)[route]()
    assert list(error.value.errors) == ["somebody_else"]
    assert state() == before
    assert routes(here, replace(NEW, somebody_else=True))[route]()


@pytest.mark.parametrize(("last", "first"), FOLDED)
def test_one_rule_says_what_the_same_name_is(here, known, last, first):
    assert name_key(first, last) == name_key("Maëlle", "Le Goff")
    assert find_namesakes(here.agreement, first, last, email="x@exemple.fr")


@pytest.mark.parametrize(("last", "first"), [("Le Gof", "Maëlle"), ("Goff", "Maëlle"), ("Le Goff", "Maël"), ("", "")])
def test_nearly_the_same_name_is_another_one(here, known, last, first):
    assert not find_namesakes(here.agreement, first, last, email="x@exemple.fr")


def test_the_same_e_mail_is_the_same_person(here, known):
    """Named administrator: nobody to confirm."""
    assert not find_namesakes(here.agreement, "Maëlle", "Le Goff", email=known.email.upper())


def test_somebody_of_another_convention_is_not_told(here, elsewhere):
    """Not even of the same partner's Caf."""
    member(elsewhere.agreement, last_name="Le Goff", first_name="Maëlle")
    assert routes(here, NEW)["created"]()


def test_an_invitation_is_known_by_what_was_typed(here):
    """The account that met it has another name, which stays unknown."""
    stranger = User.objects.create(
        username="zz11", email=NEW.email, last_name="Secret", first_name="Zoé", state="ACTIVE", last_login=clock.now()
    )
    routes(here, NEW)["created"]()
    [found] = find_namesakes(here.agreement, "Maelle", "Le Goff", email="x@exemple.fr")
    assert found.name == f"Maelle LE GOFF ({NEW.email})"
    assert not find_namesakes(here.agreement, stranger.first_name, stranger.last_name, email="x@exemple.fr")


def test_somebody_who_has_left_is_shown_too(here, known):
    """They may be the same, with another e-mail: their access is opened again."""
    Grant.objects.filter(user=known).update(valid_until=here.agreement.opens_on)
    [found] = find_namesakes(here.agreement, "Maëlle", "Le Goff", email="x@exemple.fr")
    assert found.valid_until == here.agreement.opens_on


def test_an_agent_of_the_caf_likewise(here):
    agent = caf_agent(here.caf, last_name="Le Goff", first_name="Maëlle")
    given = {"actor": actor(here.caf_admin), "caf": here.caf, "role": Role.CAF_AGENT, "valid_from": clock.today()}
    with pytest.raises(ActionError, match=agent.username) as error:
        name_agent(identity=NEW, **given)
    assert list(error.value.errors) == ["somebody_else"]
    assert name_agent(identity=replace(NEW, somebody_else=True), **given)


def test_two_administrators_of_one_name_in_a_new_convention(here):
    partner, today = PartnerFactory(cafs=[here.caf]), clock.today()
    second = replace(NEW, email="seconde@exemple.fr", email_again="seconde@exemple.fr", first_name="Maëlle")
    given = {"partner": partner, "label": "Neuve", "terms": Terms(today, None, True, today, None, today)}
    with pytest.raises(ActionError, match="deux personnes") as error:
        record_agreement(actor=actor(here.caf_admin), administrators=[NEW, second], **given)
    assert list(error.value.errors) == ["second-somebody_else"]
    pair = [NEW, replace(second, somebody_else=True)]
    assert record_agreement(actor=actor(here.caf_admin), administrators=pair, **given)


# On the screens ----------------------------------------------------------------------------------


def typed(**more) -> dict:
    return {
        "last_name": NEW.last_name,
        "first_name": NEW.first_name,
        "email": NEW.email,
        "email_again": NEW.email,
        **more,
    }


def test_the_form_shows_who_is_there_and_loses_nothing(client, here, known):
    client.force_login(here.admin)
    address = reverse("habpps:user_create", args=[here.agreement.public_id])
    assert "somebody_else" not in source(client.get(address))
    looked = source(client.post(address, typed(act="look")))
    access = Grant.objects.get(user=known, role=Role.PARTNER_USER)
    link = f'href="{reverse("habpps:user", args=[access.public_id])}"'
    answer = client.submit(address, typed(valid_until="31/12/2098"))
    page = source(answer)
    assert answer.status_code == 422
    for each in (looked, page):
        assert link in each
        assert 'name="somebody_else"' in each
    assert 'value="31/12/2098"' in page
    assert not User.objects.filter(email=NEW.email).exists()
    assert (
        client.post(
            address, typed(valid_from=f"{clock.today():%d/%m/%Y}", mobility="SEDENTARY", somebody_else="on")
        ).status_code
        == 302
    )
    assert User.objects.filter(email=NEW.email).exists()


@pytest.mark.parametrize("page", ["administrator_name", "amendment_request"])
def test_so_do_the_other_forms(client, here, known, page):
    client.force_login(here.caf_admin)
    address = reverse(f"habpps:{page}", args=[here.agreement.public_id])
    more = {"reason": "Arrivée", "effective_on": f"{clock.today():%d/%m/%Y}"} if page == "amendment_request" else {}
    answer = client.post(address, typed(valid_from=f"{clock.today():%d/%m/%Y}", **more))
    assert answer.status_code == 422
    assert "Maëlle Le Goff (mlegoff12)" in read(answer)
    assert 'name="somebody_else"' in source(answer)


# In a spreadsheet --------------------------------------------------------------------------------

HEADER = Line(1, ["Nom", "Prénom", "Adresse mail"])


def keep(here, *lines):
    rows = [HEADER, *(Line(number, list(line)) for number, line in enumerate(lines, 2))]
    return keep_import(actor=actor(here.admin), agreement=here.agreement, file_name="f.csv", lines=rows)


def test_lines_of_a_known_name_wait_for_a_confirmation(client, here, known):
    """Of the convention, or of the file; the others do not."""
    kept = keep(
        here,
        ("Le Goff", "Maelle", "a@exemple.fr"),
        ("Roy", "Anne", "b@exemple.fr"),
        ("ROY", "Anne", "c@exemple.fr"),
        ("Le Goff", "Maëlle", known.email),
    )
    lines = plan(actor(here.admin), kept)
    assert [bool(line.doubts) for line in lines] == [True, False, True, False]
    assert "ligne 3" in lines[2].doubts[0]
    before = state()
    with pytest.raises(ActionError) as error:
        confirm_import(actor=actor(here.admin), kept=kept)
    assert list(error.value.errors) == ["somebody_else"]
    assert state() == before
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:import_check", args=[kept.public_id])))
    access = Grant.objects.get(user=known, role=Role.PARTNER_USER)
    assert reverse("habpps:user", args=[access.public_id]) in page
    assert 'name="somebody_else"' in page
    confirm_import(actor=actor(here.admin), kept=kept, somebody_else=True)
    assert User.objects.filter(email__in=["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]).count() == 3


def test_the_good_lines_alone_leave_the_doubtful_ones(here, known):
    kept = keep(here, ("Le Goff", "Maelle", "a@exemple.fr"), ("Roy", "Anne", "b@exemple.fr"))
    done = confirm_import(actor=actor(here.admin), kept=kept, good_lines_only=True)
    assert (done.written, [line.number for line in done.left]) == (1, [2])
    assert "mlegoff12" in done.left[0].errors[0]
    assert not User.objects.filter(email="a@exemple.fr").exists()
