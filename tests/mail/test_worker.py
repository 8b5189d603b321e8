"""Mail leaves by a worker, once, and is tried again when the other side is not ready."""

import logging
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from portal.accounts.lifecycle.actions import create_account
from portal.accounts.my_account.mails import EMAIL_CHANGED_MAIL
from portal.base.lease import lease
from portal.mail.delivery import send_due_mails
from portal.mail.outbox import queue_mail
from portal.mail.retries import STEPS
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True)]


def write(count: int = 1, **person) -> None:
    with transaction.atomic():
        for _ in range(count):
            queue_mail(EMAIL_CHANGED_MAIL, to=UserFactory(**person), context={})


def test_a_message_arrives_whole(peer):
    write(first_name="Zoé", email="zoe@association.example")
    call_command("run_worker", "--once")
    (message,) = peer.messages
    assert message["To"] == "zoe@association.example"
    assert message["Subject"] == "Votre adresse mail a changé dans Espace Partenaires"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = [part.get_content() for part in message.iter_parts()]
    assert "Bonjour Zoé" in text
    assert "<h1>" in html


def test_it_arrives_once(peer):
    write(3)
    assert [send_due_mails(), send_due_mails()] == [3, 0]
    assert len(peer.messages) == 3


def test_one_worker_at_a_time(peer):
    write()
    with lease("mail", seconds=60):
        assert send_due_mails() == 0
    assert peer.messages == []
    assert send_due_mails() == 1


def test_two_workers_at_once_send_nothing_twice(peer):
    write(6)
    start = threading.Barrier(2)

    def work():
        start.wait()
        for _ in range(3):
            send_due_mails()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [message["Message-ID"] for message in peer.messages]
    assert len(ids) == len(set(ids)) == 6


def test_a_message_refused_for_now_is_tried_again_later_as_the_same(peer):
    write()
    peer.refuse = 1
    assert send_due_mails() == 0
    email = Email.objects.get()
    assert (email.status, email.number_of_retries) == (STATUS.requeued, 1)
    assert send_due_mails() == 0
    Email.objects.update(scheduled_time=timezone.now() - timedelta(seconds=1))
    assert send_due_mails() == 1
    assert peer.messages[0]["Message-ID"] == email.message_id


def test_a_mailbox_that_does_not_exist_is_not_asked_again(peer):
    write(email="personne@association.example")
    peer.unknown = {"personne@association.example"}
    assert send_due_mails() == 0
    assert Email.objects.get().status == STATUS.failed
    peer.unknown = set()
    assert send_due_mails() == 0


def test_a_message_refused_for_good_is_not_sent_again(peer):
    write()
    peer.refuse, peer.answer = 1, "554 This looks like spam"
    send_due_mails()
    assert Email.objects.get().status == STATUS.failed


def test_a_message_that_cannot_be_written_is_given_up_at_once(peer):
    write()
    Email.objects.update(subject="Une\nligne de trop")
    send_due_mails()
    assert Email.objects.get().status == STATUS.failed


def test_each_new_try_waits_longer_than_the_one_before(peer):
    write()
    waits = []
    for _ in STEPS:
        peer.refuse = 1
        Email.objects.update(scheduled_time=None)
        asked = timezone.now()
        send_due_mails()
        waits.append(Email.objects.get().scheduled_time - asked)
    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [step / timedelta(minutes=1) for step in STEPS]
    assert list(STEPS) == sorted(STEPS)
    assert sum(STEPS, timedelta()) >= timedelta(hours=48)
    peer.refuse = 1
    Email.objects.update(scheduled_time=None)
    send_due_mails()
    assert Email.objects.get().status == STATUS.failed


def test_a_server_that_is_away_loses_nothing(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    write()
    assert send_due_mails() == 0
    assert Email.objects.get().status == STATUS.requeued


def test_a_name_typed_with_line_ends_adds_no_recipient(peer):
    write(first_name="Zoé\r\nBcc: tous@ailleurs.example", email="zoe@association.example")
    send_due_mails()
    assert peer.recipients == [["zoe@association.example"]]
    assert peer.messages[0]["Bcc"] is None


def test_links_and_passwords_do_not_stay_in_the_queue(peer, settings):
    settings.ACTIVATION_MODE = "provisoire"
    create_account(actor=None, first_name="Zoé", last_name="Roy", email="zoe@association.example")
    identifier, password = Email.objects.order_by("id")
    assert send_due_mails() == 2
    assert sum("provisoire-" in message.get_body().get_content() for message in peer.messages) == 1
    password.refresh_from_db()
    identifier.refresh_from_db()
    assert (password.message, password.html_message) == ("", "")
    assert identifier.message


def test_no_address_reaches_a_log(peer, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    write(email="zoe@association.example")
    peer.refuse = 1
    send_due_mails()
    written = "".join(capfd.readouterr()) + "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("post_office", "portal", "django.request"))
    )
    assert "zoe@" not in written
