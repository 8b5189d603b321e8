"""« Mails »: what left for a Caf's conventions, why not, and how it leaves after all."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from post_office.models import STATUS, Email

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.mails import Mailbox
from portal.habpps.models import Grant
from portal.habpps.oversight.actions import resend_letter
from portal.habpps.oversight.queries import letters
from portal.habpps.oversight.rules import Way, way_again
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, invited, member
from tests.factories.letters import letter
from tests.net.reading import source

RIGHT, ACTIVATION, ACCESS, RESET = "habpps/right_given", "accounts/activation", "habpps/access_given", "accounts/reset"
LIST = "/supervision/mails"


def read(response) -> str:
    return unescape(source(response)).replace("\u00a0", " ")


def resend(of: Letter) -> str:
    return reverse("habpps:letter_resend", args=[of.public_id])


@pytest.fixture
def failed(here) -> Letter:
    return letter(here.member, here.agreement, RIGHT, status=STATUS.failed, failure="SMTPRecipientsRefused")


def invite(here, user: User) -> User:
    invited(user, here.agreement, last_name="Typée", first_name="Nina")
    return user


def access(user: User) -> str:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER).public_id


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ({}, Way.AGAIN),
        ({"failed": False}, Way.NONE),
        ({"has_text": False}, Way.NONE),
        ({"secret": True, "kind": RESET}, Way.RESET),
        ({"secret": True, "kind": RESET, "has_access": False}, Way.NONE),
        ({"secret": True, "kind": RESET, "waits": True}, Way.NONE),
        ({"secret": True, "kind": ACTIVATION, "waits": True}, Way.INVITATION),
        ({"secret": True, "kind": ACTIVATION}, Way.NONE),
        ({"kind": ACCESS, "waits": True}, Way.INVITATION),
        ({"kind": ACCESS, "waits": True, "has_access": False}, Way.NONE),
        ({"kind": ACCESS}, Way.NONE),
    ],
)
def test_a_secret_never_leaves_again_as_it_stands(given, way):
    asked = {"kind": RIGHT, "secret": False, "failed": True, "waits": False, "has_access": True, "has_text": True}
    assert way_again(**{**asked, **given}) is way


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent"])
def test_the_caf_reads_what_failed_and_why_never_the_text(client, here, failed, kind):
    client.force_login(getattr(here, kind))
    text = read(client.get(LIST, {"etat": "EN_ECHEC"}))
    assert "1 mail trouvé" in text
    assert "L'adresse mail est refusée par le serveur du destinataire." in text
    assert "Droit donné ou modifié" in text
    for hidden in (failed.email.message[:40], "550", here.member.email):
        assert hidden not in text


def test_an_unknown_failure_says_no_more_than_it_knows(client, here):
    letter(here.member, here.agreement, RIGHT, status=STATUS.requeued, failure="WeirdError")
    client.force_login(here.caf_admin)
    text = read(client.get(LIST))
    assert "Le message n'a pas pu partir." in text
    assert "Nouvel essai prévu" in text
    assert "WeirdError" not in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"etat": "EN_ECHEC"}, 1),
        ({"etat": "ENVOYE"}, 2),
        ({"etat": "EN_ATTENTE"}, 1),
        ({"etat": "rien"}, 4),
        ({"message": "invitation"}, 2),
        ({"message": RIGHT}, 2),
        ({"personne": "Zébulon"}, 1),
        ({"du": "01/01/2020", "au": "02/01/2020"}, 0),
        ({"du": "01/01/2020"}, 4),
    ],
)
def test_mails_are_found_by_state_kind_person_and_date(here, client, query, count):
    other = member(here.agreement, last_name="Zébulon")
    letter(here.member, here.agreement, RIGHT, status=STATUS.failed)
    letter(other, here.agreement, RIGHT)
    letter(here.member, here.agreement, ACTIVATION)
    letter(here.member, here.agreement, ACCESS, status=STATUS.queued)
    client.force_login(here.caf_admin)
    text = read(client.get(LIST, query))
    assert (f"{count} mail" if count else "Aucun résultat") in text


def test_another_caf_reads_nothing_and_sends_nothing(client, here, elsewhere, failed):
    client.force_login(elsewhere.caf_admin)
    assert here.member.last_name not in read(client.get(LIST))
    assert client.get(resend(failed)).status_code == 404
    assert client.post(resend(failed)).status_code == 404
    assert Email.objects.get(pk=failed.email_id).status == STATUS.failed


@pytest.mark.parametrize(("kind", "status"), [("caf_agent", 403), ("admin", 404), ("provider", 404), ("member", 404)])
def test_who_may_not_send_again_changes_nothing(client, here, failed, kind, status):
    client.force_login(getattr(here, kind))
    assert client.post(resend(failed)).status_code == status
    assert Email.objects.get(pk=failed.email_id).status == STATUS.failed
    assert not Entry.objects.filter(kind="habpps.letter_resent").exists()


def test_the_agent_is_not_offered_what_is_refused(client, here, failed):
    client.force_login(here.caf_agent)
    assert resend(failed) not in read(client.get(LIST))
    client.force_login(here.caf_admin)
    assert resend(failed) in read(client.get(LIST))


def test_sent_again_it_waits_for_the_worker_at_the_present_address(client, here, failed):
    User.objects.filter(pk=here.member.pk).update(email="corrigee@partenaire.example")
    client.force_login(here.caf_admin)
    assert "Droit donné ou modifié" in read(client.get(resend(failed)))
    assert client.post(resend(failed)).status_code == 302
    email = Email.objects.get(pk=failed.email_id)
    assert (email.status, email.number_of_retries, email.scheduled_time) == (STATUS.queued, None, None)
    assert email.to == ["corrigee@partenaire.example"]
    assert email.message_id == failed.email.message_id
    told = Entry.objects.get(kind="habpps.letter_resent")
    assert (told.actor_id, told.caf_id, told.agreement_id) == (here.caf_admin.pk, here.caf.pk, here.agreement.pk)
    assert "a renvoyé le mail « Droit donné ou modifié »" in read(client.get("/supervision/journal"))


def test_twice_is_once(here, failed):
    resend_letter(actor=actor(here.caf_admin), letter=failed)
    with pytest.raises(ActionError, match="n'est plus en échec"):
        resend_letter(actor=actor(here.caf_admin), letter=failed)
    assert Entry.objects.filter(kind="habpps.letter_resent").count() == 1


@pytest.mark.parametrize("status", [STATUS.sent, STATUS.queued, STATUS.requeued])
def test_only_what_failed_is_sent_again(here, status):
    made = letter(here.member, here.agreement, RIGHT, status=status)
    with pytest.raises(ActionError, match="n'est plus en échec"):
        resend_letter(actor=actor(here.caf_admin), letter=made)
    assert Email.objects.get(pk=made.email_id).status == status


@pytest.mark.parametrize("kind", [ACTIVATION, RESET, "accounts/password_change_forced", ACCESS])
def test_a_link_is_refused_whoever_forges_the_request(client, here, kind):
    made = letter(here.member, here.agreement, kind, status=STATUS.failed)
    client.force_login(here.caf_admin)
    response = client.post(resend(made))
    assert response.status_code == 422
    assert "Envoyez un nouveau lien" in read(response)
    assert Email.objects.get(pk=made.email_id).status == STATUS.failed


def test_what_is_no_longer_kept_cannot_leave(here, failed):
    Email.objects.update(message="", html_message="")
    with pytest.raises(ActionError, match="n'est plus conservé"):
        resend_letter(actor=actor(here.caf_admin), letter=failed)


def test_nothing_leaves_for_an_account_that_is_closed(here, failed):
    User.objects.filter(pk=here.member.pk).update(state=User.State.CLOSED)
    with pytest.raises(ActionError, match="clôturé"):
        resend_letter(actor=actor(here.caf_admin), letter=failed)
    assert Email.objects.get(pk=failed.email_id).status == STATUS.failed


def test_the_agent_s_own_call_is_refused(here, failed):
    with pytest.raises(Refused):
        resend_letter(actor=actor(here.caf_agent), letter=failed)


def test_a_failed_link_leads_to_a_new_one(client, here):
    letter(here.member, here.agreement, RESET, status=STATUS.failed)
    waits = invite(here, member(here.agreement, state=User.State.PENDING))
    letter(waits, here.agreement, ACTIVATION, status=STATUS.failed)
    client.force_login(here.caf_admin)
    text = read(client.get(LIST))
    assert reverse("habpps:password_reset", args=[access(here.member)]) in text
    assert reverse("habpps:invitation_resend", args=[access(waits)]) in text


def test_an_invitation_reads_the_same_whether_the_account_existed(client, here):
    """Typed name, kind, button: nothing tells the new account from the one used elsewhere, nor do other messages."""
    new = invite(here, member(here.agreement, state=User.State.PENDING, last_name="Secrète"))
    known = invite(here, member(here.agreement, last_name="Secrète", last_login=clock.now() - timedelta(days=300)))
    letter(new, here.agreement, ACTIVATION, status=STATUS.failed)
    letter(known, here.agreement, ACCESS, status=STATUS.failed)
    letter(known, here.agreement, "habpps/rights_ending")
    client.force_login(here.caf_admin)
    shown = list(letters.list_messages(actor(here.caf_admin)))
    assert len(shown) == 2
    assert {(each.last_name, letters.kind_label(each.kind), each.waits) for each in shown} == {
        ("Typée", "Invitation", True)
    }
    for text in (read(client.get(LIST)), client.post(LIST, {"format": "csv"}).getvalue().decode()):
        assert "Secrète" not in text
        assert "déjà un compte" not in text
    assert "Aucun résultat" in read(client.get(LIST, {"personne": "Secrète"}))


def test_a_message_without_caf_is_nobody_s_to_read(client, here, national):
    Letter.objects.filter(pk=letter(here.member, here.agreement, "accounts/password_changed").pk).update(caf_id=None)
    for user in (here.caf_admin, national):
        assert not letters.list_messages(actor(user)).count()


def test_the_caf_s_own_mailbox_has_a_name_and_keeps_its_address(client, here):
    box = Mailbox("pole-siap@caf.example", here.caf.name)
    made = letter(box, here.agreement, "habpps/agreement_ending", status=STATUS.failed)
    client.force_login(here.caf_admin)
    assert "Boîte aux lettres de la Caf" in read(client.get(LIST))
    assert client.post(resend(made)).status_code == 302
    assert Email.objects.get(pk=made.email_id).to == [box.email]
    assert "à la boîte aux lettres de la Caf" in read(client.get("/supervision/journal"))


def test_a_letter_whose_trace_is_gone_still_has_its_line(client, here, failed):
    Email.objects.all().delete()
    client.force_login(here.caf_admin)
    assert "Trace effacée" in read(client.get(LIST))


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        ("SMTPRecipientsRefused", 550, "L'adresse mail est refusée par le serveur du destinataire."),
        ("SMTPRecipientsRefused", 451, "Le serveur du destinataire a demandé de réessayer plus tard."),
        ("SMTPDataError", 554, "Le serveur du destinataire a refusé le message."),
        ("SMTPDataError", 452, "Le serveur du destinataire a demandé de réessayer plus tard."),
        ("SMTPAuthenticationError", 535, "Le portail n'a pas pu s'identifier auprès du serveur de messagerie."),
        ("UnicodeEncodeError", 0, "Cette adresse mail ne peut pas être utilisée : corrigez-la."),
    ],
)
def test_each_failure_says_whose_it_is(client, here, failure, code, said):
    letter(here.member, here.agreement, RIGHT, status=STATUS.requeued, failure=failure, code=code)
    client.force_login(here.caf_admin)
    assert said in read(client.get(reverse("habpps:letters")))
