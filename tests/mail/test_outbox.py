"""Messages are written in the caller's transaction, from text that is final."""

import pytest
from django.db import transaction
from post_office.models import Email

from portal.accounts.my_account.mails import EMAIL_CHANGED_MAIL
from portal.mail.models import Letter
from portal.mail.outbox import queue_mail, render_mail
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db]


def write(user, **options) -> Letter:
    return queue_mail(EMAIL_CHANGED_MAIL, to=user, context={}, **options)


def test_a_message_waits_with_its_letter():
    user = UserFactory()
    letter = write(user, caf_id=3, agreement_id=8)
    assert (letter.kind, letter.recipient_id, letter.caf_id, letter.agreement_id) == (
        "accounts/email_changed",
        user.pk,
        3,
        8,
    )
    assert letter.email.to == [user.email]
    assert not letter.is_sent


def test_it_goes_with_its_transaction():
    user = UserFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(user)
        raise ZeroDivisionError
    assert not Letter.objects.exists()
    assert not Email.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(RuntimeError):
        write(UserFactory())
    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", ["{{ settings.SECRET_KEY }}", "{% load static %}", "<b>Zoé</b> & fils"])
def test_a_name_is_never_code(name):
    email = write(UserFactory(first_name=name)).email
    assert name in email.message
    assert "<b>Zoé" not in email.html_message


@pytest.mark.parametrize("name", ["Zoé\r\nBcc: tous@ailleurs.example", "Zoé\nSubject: autre"])
def test_a_name_adds_no_header(name):
    """Typed in a field that reaches the subject: it stays one line."""
    subject, _, _ = render_mail(
        "accounts/activation",
        {"recipient": UserFactory.build(username=name), "link": "x", "hours": 1, "invited_by": "", "rights": []},
    )
    assert "\n" not in subject
    email = write(UserFactory(first_name=name)).email.email_message().message()
    assert email["Bcc"] is None
    assert (
        email.get_all("Subject") == ["Votre adresse mail a changé dans Espace Partenaires"]
        or len(email.get_all("Subject")) == 1
    )


def test_every_message_has_an_id_of_its_own_that_stays():
    user = UserFactory()
    first, second = write(user).email, write(user).email
    assert first.message_id != second.message_id
    assert Email.objects.get(pk=first.pk).email_message().message()["Message-ID"] == first.message_id


def test_a_template_without_subject_is_an_error(tmp_path, settings):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "bare.txt").write_text("Bonjour")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pytest.raises(ValueError, match="Objet"):
        render_mail("bare", {})
