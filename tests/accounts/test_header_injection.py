"""What people type never becomes a header or another recipient of a mail."""

import unicodedata

import pytest

from portal.accounts.identity import clean_name
from portal.accounts.lifecycle.actions import create_account
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.mail.outbox import render_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ATTACKS = [
    "Camille\r\nBcc: victime@ailleurs.example",
    "Camille\nSubject: Gagné",
    "Camille\x00\x0b\x1b[31m",
    "Camille\u2028Bcc: victime@ailleurs.example",
    "Camille\u202egpj.exe",
]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_name_with_a_header_is_refused(name):
    with pytest.raises(ActionError) as refused:
        clean_name("last_name", name)
    assert list(refused.value.errors) == ["last_name"]


@pytest.mark.parametrize(
    "name",
    [
        "Jean-Pierre",
        "O’Neill",
        "d'Ornano",
        "J.-P.",
        "Mª José",
        "Łukasz Žižka",
        "محمد",
        "李",
        "Anne\u00a0Marie",
        "Nu\u0301ñez",
    ],
)
def test_every_real_name_is_kept(name):
    assert clean_name("first_name", name) == unicodedata.normalize("NFC", name).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "name",
    [
        *("http://gros-lot.example", "www.gros-lot.com", "gros-lot.com", "=1+1", "+33612345678", "@moi", "-Camille"),
        *("Appelez le 0612345678", "Camille !", "<b>Camille</b>", "un deux trois quatre cinq six sept huit neuf"),
    ],
)
def test_a_name_carries_no_link_number_formula_or_sentence(name):
    with pytest.raises(ActionError, match="Un nom s'écrit avec des lettres"):
        clean_name("last_name", name)


@pytest.mark.parametrize("name", ["Camille\r\nBcc", "Camille\u2028Bcc", "Camille\u202eexe"])
def test_a_created_account_writes_to_its_own_address_only(mails, name):
    create_account(actor=None, first_name=name, last_name=name, email="neuve@association.example")
    (mail,) = mails()
    assert mail.to == ["neuve@association.example"]
    assert (mail.cc, mail.bcc) == ([], [])
    message = mail.email_message().message()
    assert set(message.get_all("To")) == {"neuve@association.example"}
    assert message.get_all("Bcc") is None
    assert len(message.get_all("Subject")) == 1
    assert User.objects.get().first_name.isprintable()


@pytest.mark.parametrize(
    "email",
    [
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "Camille <a@b.example>",
        "a@b.example\r\n",
        "a b@c.example",
    ],
)
def test_an_address_is_one_address(mails, email):
    """A line's end typed after a good address is no part of it."""
    try:
        user = create_account(actor=None, first_name="A", last_name="B", email=email)
    except ActionError:
        assert mails() == []
    else:
        assert user.email == email.strip()
        assert mails()[0].to == [email.strip()]


def test_a_subject_is_one_line_whatever_it_speaks_of(settings):
    settings.INSTANCE = {**settings.INSTANCE, "name": "Portail\nBcc: x@y.example"}
    subject, _, _ = render_mail(
        "accounts/password_changed", {"recipient": UserFactory(), "at": UserFactory().created_at}
    )
    assert "\n" not in subject
    assert "\r" not in subject
