"""« Look first » among the people of a Caf: who is here is shown; an account elsewhere tells nothing of itself."""

import re

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.account_help.actions import end_sessions, resend_invitation, reset_password
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.oversight.queries.journal import list_entries
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor, come_in, person
from tests.net.reading import source

from .test_officials_pages import LIST, NAME, PAGES, read

ANNE = Identity("Roy", "Anne", "anne.roy@caf.example", "anne.roy@caf.example")
SECRETS = ("Delacroix", "Eugénie", "qz7654321")


@pytest.fixture
def stranger(db):
    """Somebody with an account, who works elsewhere."""
    last, first, username = SECRETS
    return person(last_name=last, first_name=first, username=username, email=ANNE.email, last_login=clock.now())


def name(here, identity=ANNE) -> Grant:
    asked = {"role": Role.CAF_AGENT, "identity": identity, "valid_from": clock.today()}
    return name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)


def test_looking_before_naming_knows_the_caf_alone(client, here, elsewhere, stranger):
    client.force_login(here.caf_admin)
    known = read(client.post(NAME, {"act": "look", "email": here.caf_agent.email.upper()}))
    assert "Cette personne est déjà agent de la Caf" in known
    assert here.caf_agent.get_full_name() in known
    pages = [
        re.sub(r'(value="[^"]*")', "", read(client.post(NAME, {"act": "look", "email": email})))
        for email in (stranger.email, elsewhere.caf_agent.email, here.member.email, "personne@caf.example")
    ]
    assert len(set(pages)) == 1
    assert "déjà agent" not in pages[0]
    assert not Invitation.objects.exists()


def test_no_page_and_no_file_tells_anything_before_the_person_signs_in(client, here, stranger):
    held = name(here)
    client.force_login(here.caf_admin)
    pages = [reverse(f"habpps:{page}", args=[held.public_id]) for page in PAGES]
    pages += [LIST, reverse("habpps:journal"), reverse("habpps:letters"), reverse("home")]
    texts = [read(client.get(page)) for page in pages]
    texts.append(client.post(LIST, {"format": "csv"}).getvalue().decode())
    for text in texts:
        assert [secret for secret in SECRETS if secret in text] == []
    assert "Roy" in texts[-1]
    assert source(client.get(LIST, {"personne": "Delacroix"})).count("Delacroix") <= 2  # what was typed
    come_in(stranger)
    assert "Delacroix" in read(client.get(LIST))


def test_a_new_account_and_a_known_one_look_alike(client, here, stranger):
    """The page after, the list's row, the mails and the journal."""
    name(here)
    name(here, Identity("Roy", "Anne", "nouvelle@caf.example", "nouvelle@caf.example", somebody_else=True))
    client.force_login(here.caf_admin)
    shown = []
    for held in Grant.objects.filter(given_by=here.caf_admin).order_by("pk"):
        text = read(client.get(reverse("habpps:official", args=[held.public_id])))
        main = text[text.index("<main") : text.index("</main")].replace("<wbr>", "")
        shown.append(main.replace(held.public_id, "").replace(held.user.email, ""))
    assert shown[0] == shown[1]
    letters = read(client.get(reverse("habpps:letters")))
    rows = re.findall(r"<tr.*?</tr>", letters[letters.index("<tbody") :], re.DOTALL)
    assert len(rows) == 2
    assert len({re.sub(r'id="[^"]*"|href="[^"]*"', "", row) for row in rows}) == 1
    journal = read(client.get(reverse("habpps:journal")))
    assert "a créé le compte" not in journal
    assert journal.count("a donné à Anne Roy") == 2


def test_the_journal_names_somebody_by_the_words_of_each_place(client, here):
    """A user of a convention of the very Caf, named among its people: their events there do not say who it is."""
    typed = Identity("Roy", "Anne", here.member.email, here.member.email)
    end_sessions(place=AGREEMENTS, actor=actor(here.caf_admin), grant=Grant.objects.get(user=here.member))
    membership = Grant.objects.get(user=here.member)
    change_dates(
        actor=actor(here.caf_admin), grant=membership, valid_from=membership.valid_from, valid_until=clock.today()
    )
    name(here, typed)
    client.force_login(here.caf_admin)
    journal = read(client.get(reverse("habpps:journal")))
    assert f"a modifié les dates du rôle Utilisateur de la convention de {here.member.get_full_name()}" in journal
    assert "a donné à Anne Roy le rôle Gestionnaire Caf" in journal
    assert journal.count("Anne Roy") == 1


def test_searching_the_journal_goes_by_the_words_of_each_place(here):
    """By the account's name the convention's events, by the name typed the Caf's."""
    reset_password(place=AGREEMENTS, actor=actor(here.caf_admin), grant=Grant.objects.get(user=here.member))
    held = name(here, Identity("Typée", "Anne", here.member.email, here.member.email))
    resend_invitation(place=CAFS, actor=actor(here.caf_admin), grant=held)
    by_account = set(
        list_entries(actor(here.caf_admin), person=here.member.username).values_list("agreement_id", flat=True)
    )
    by_words = set(list_entries(actor(here.caf_admin), person="Typée").values_list("agreement_id", flat=True))
    assert by_words == {None}
    assert None not in by_account
