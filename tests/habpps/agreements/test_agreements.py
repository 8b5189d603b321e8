"""A convention's life: recorded, validated, closed; and its administrators."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.base.formats import long_date
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.agreements.actions.record import Terms, name_administrator, record_agreement, validate_agreement
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import AccessGroup, Agreement, Grant
from portal.habpps.permissions import MANAGE_USERS, VIEW_USERS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    AgreementFactory,
    PartnerFactory,
    ServiceFactory,
    actor,
    come_in,
    partner_admin,
    person,
)
from tests.net.reading import read, source

FIRST = Identity("Roy", "Camille", "camille@exemple.fr", "Camille@exemple.fr ")
SECOND = Identity("Diallo", "Awa", "awa@exemple.fr", "awa@exemple.fr")


def terms(**changes) -> Terms:
    today = clock.today()
    whole = Terms(
        opens_on=today,
        closes_on=None,
        delegated=True,
        contract_opens_on=today,
        contract_closes_on=None,
        enrolment_opens_on=today,
    )
    return replace(whole, **changes)


@pytest.fixture
def partner(here):
    return PartnerFactory(cafs=[here.caf])


def record(here, partner, *, user=None, people=(FIRST, SECOND), **changes) -> Agreement:
    return record_agreement(
        actor=actor(user or here.caf_admin),
        partner=partner,
        label="Convention 2026",
        terms=terms(**changes),
        administrators=people,
    )


def test_recording_makes_everything_at_once(here, partner):
    """Contract, enrolment, both groups, two accounts, their rights and their mails: in one draft."""
    agreement = record(here, partner)
    assert (agreement.state, agreement.caf, agreement.contract.delegated) == (Agreement.State.DRAFT, here.caf, True)
    kinds = AccessGroup.objects.filter(enrolment__agreement=agreement).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["AFAS_DECLARER", "AFAS_HABILITER"]
    for address in ("camille@exemple.fr", "awa@exemple.fr"):
        user = User.objects.get(email=address)
        held = set(Grant.objects.filter(user=user, agreement=agreement).values_list("role", flat=True))
        assert held == {Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER}
        assert Letter.objects.filter(recipient_id=user.pk, kind="accounts/activation").count() == 1
    assert Entry.objects.filter(kind="habpps.agreement_recorded", agreement_id=agreement.pk).count() == 1


def test_nothing_opens_before_validation(here, partner):
    agreement = record(here, partner)
    user = User.objects.get(email=FIRST.email)
    come_in(user)
    assert not can(actor(user), VIEW_USERS, agreement)
    validate_agreement(actor=actor(here.caf_admin), agreement=agreement)
    assert can(actor(user), MANAGE_USERS, agreement)


def test_a_known_person_is_linked_as_they_are(here, partner):
    """No second account, no activation link; a message says who gave the access."""
    known = person(email=FIRST.email, first_name="Autre", last_name="Prénom")
    record(here, partner)
    known.refresh_from_db()
    assert (known.first_name, User.objects.filter(email=FIRST.email).count()) == ("Autre", 1)
    assert set(Letter.objects.filter(recipient_id=known.pk).values_list("kind", flat=True)) == {"habpps/access_given"}


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_records(here, partner, kind):
    with pytest.raises(Refused):
        record(here, partner, user=getattr(here, kind))
    assert not partner.agreements.exists()


def test_no_convention_with_somebody_else_s_partner(here, elsewhere):
    with pytest.raises(Refused):
        record(here, elsewhere.partner)
    assert elsewhere.partner.agreements.count() == 1


def wrong(here, partner, field, **changes) -> None:
    people, letters = User.objects.count(), Letter.objects.count()
    with pytest.raises(ActionError) as error:
        record(here, partner, **changes)
    assert list(error.value.errors) == [field]
    assert not partner.agreements.filter(label="Convention 2026").exists()
    assert (User.objects.count(), Letter.objects.count()) == (people, letters)


def test_wrong_dates_and_people(here, partner):
    """Each one at its field, and nothing is left behind."""
    before = clock.today() - timedelta(days=1)
    wrong(here, partner, "closes_on", closes_on=before)
    wrong(here, partner, "contract_closes_on", contract_closes_on=before)
    wrong(
        here,
        partner,
        "enrolment_opens_on",
        closes_on=clock.today(),
        enrolment_opens_on=clock.today() + timedelta(days=1),
    )
    wrong(here, partner, "first-email_again", people=(replace(FIRST, email_again="autre@exemple.fr"), SECOND))
    wrong(here, partner, "second-email", people=(FIRST, replace(FIRST, first_name="Autre")))
    wrong(here, partner, "", people=(FIRST,))
    wrong(here, here.partner, "partner")


def test_all_that_is_wrong_is_said_at_once(here, partner):
    """Dates and people: nobody corrects one line to find the next."""
    today = clock.today()
    people = (replace(FIRST, email_again="x@exemple.fr"), replace(SECOND, email_again="y@exemple.fr"))
    yesterday = today - timedelta(days=1)
    with pytest.raises(ActionError) as error:
        record(here, partner, people=people, closes_on=yesterday, contract_closes_on=yesterday)
    assert {"closes_on", "contract_closes_on", "first-email_again", "second-email_again"} <= set(error.value.errors)
    assert not partner.agreements.exists()


def test_validation_says_what_is_missing(here):
    draft = AgreementFactory(caf=here.caf, draft=True, contract=False, enrolment=False)
    with pytest.raises(Refused, match="contrat de service, un bulletin d'adhésion, les groupes d'habilitation, deux"):
        validate_agreement(actor=actor(here.caf_admin), agreement=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.validated_at) == (Agreement.State.DRAFT, None)


def test_one_administrator_is_not_enough(here):
    draft = AgreementFactory(caf=here.caf, draft=True)
    partner_admin(draft)
    with pytest.raises(Refused, match="Il manque : deux administrateurs"):
        validate_agreement(actor=actor(here.caf_admin), agreement=draft)
    partner_admin(draft)
    assert validate_agreement(actor=actor(here.caf_admin), agreement=draft).validated_at


def test_validating_twice_writes_once(here, partner):
    agreement = record(here, partner)
    for _ in range(2):
        validate_agreement(actor=actor(here.caf_admin), agreement=agreement)
    assert Entry.objects.filter(kind="habpps.agreement_validated").count() == 1


@pytest.mark.parametrize(("days", "said"), [(0, "Les accès sont ouverts."), (4, "Les accès s'ouvriront le ")])
def test_the_administrators_learn_that_the_convention_is_validated(here, partner, days, said):
    """Their accounts were announced before anything was open; who has an account already was told to wait."""
    person(email=SECOND.email)
    agreement = record(here, partner, opens_on=clock.today() + timedelta(days=days))
    assert "La Caf doit encore la valider" in Letter.objects.get(kind="habpps/access_given").email.message
    for _ in range(2):
        validate_agreement(actor=actor(here.caf_admin), agreement=agreement)
    letters = Letter.objects.filter(kind="habpps/agreement_validated")
    named = User.objects.filter(email__in=[FIRST.email, SECOND.email]).values_list("pk", flat=True)
    assert set(letters.values_list("recipient_id", flat=True)) == set(named)
    assert letters.count() == 2
    assert all(said in letter.email.message for letter in letters)


def test_the_page_says_when_the_accesses_open(client, here, partner):
    agreement = record(here, partner, opens_on=clock.today() + timedelta(days=4))
    client.force_login(here.caf_admin)
    page = read(client.submit(f"/conventions/{agreement.public_id}/", follow=True))
    assert f"les accès s&#39;ouvriront le {long_date(agreement.opens_on)}." in page


def test_the_first_mail_says_which_caf_asks_and_for_whom(here, partner):
    record(here, partner)
    letter = Letter.objects.filter(kind="accounts/activation").first()
    assert f"{here.caf_admin.get_full_name()} ({here.caf.name}, pour {partner.name})" in letter.email.message


def test_closing_ends_every_right_under_it(here):
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    for user in (here.admin, here.provider, here.declarant):
        assert actor(user).grants == ()
    entry = Entry.objects.get(kind="habpps.agreement_closed")
    assert entry.facts["people"] == 5
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    assert Entry.objects.filter(kind="habpps.agreement_closed").count() == 1


@pytest.mark.parametrize("kind", ["caf_agent", "admin"])
def test_nobody_else_closes(here, kind):
    with pytest.raises(Refused):
        close_agreement(actor=actor(getattr(here, kind)), agreement=here.agreement, closes_on=clock.today())
    here.agreement.refresh_from_db()
    assert here.agreement.state == Agreement.State.VALIDATED


def test_closing_dates_that_cannot_be(here):
    who = actor(here.caf_admin)
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=clock.today() + timedelta(days=9))
    for days in ((here.agreement.opens_on - clock.today()).days - 1, 10):
        with pytest.raises(ActionError):
            close_agreement(actor=who, agreement=here.agreement, closes_on=clock.today() + timedelta(days=days))
    draft = AgreementFactory(caf=here.caf, draft=True)
    with pytest.raises(Refused, match="pas encore validée"):
        close_agreement(actor=who, agreement=draft, closes_on=clock.today())
    here.agreement.refresh_from_db()
    assert here.agreement.state == Agreement.State.VALIDATED


def test_another_administrator_after_an_avenant(here):
    user = name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=FIRST, valid_from=clock.today()
    )
    assert Grant.objects.filter(user=user, role=Role.PARTNER_ADMIN, agreement=here.agreement).count() == 1
    with pytest.raises(ActionError, match="déjà administrateur"):
        name_administrator(
            actor=actor(here.caf_admin), agreement=here.agreement, identity=FIRST, valid_from=clock.today()
        )


def test_a_user_of_the_convention_becomes_its_administrator(here):
    """The access that the person holds is kept: the new right hangs under it."""
    access = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    identity = Identity("X", "Y", here.member.email, here.member.email)
    name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=identity, valid_from=clock.today()
    )
    assert Grant.objects.get(user=here.member, role=Role.PARTNER_ADMIN).parent == access
    assert Grant.objects.filter(user=here.member, role=Role.PARTNER_USER).count() == 1


def test_a_partner_does_not_name_its_administrators(here):
    with pytest.raises(Refused):
        name_administrator(actor=actor(here.admin), agreement=here.agreement, identity=FIRST, valid_from=clock.today())
    assert not User.objects.filter(email=FIRST.email).exists()


def test_removing_an_administrator_leads_to_the_avenant(client, here):
    """From the convention's page; the page that asks before a right ends says so too, and asks nothing."""
    held = Grant.objects.get(user=here.admin, role=Role.PARTNER_ADMIN)
    client.force_login(here.caf_admin)
    avenant = f"/conventions/{here.agreement.public_id}/avenants/demander?depart={held.public_id}"
    assert f'href="{avenant}"' in source(client.get(f"/conventions/{here.agreement.public_id}/"))
    page = source(client.get(f"/habilitations/{held.public_id}/supprimer"))
    assert f'href="{avenant}"' in page
    assert ">Supprimer<" not in page
    assert client.post(f"/habilitations/{held.public_id}/supprimer", {"reason": ""}).status_code == 403
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)


def test_of_a_draft_the_caf_removes_an_administrator_itself(client, here):
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.DRAFT, validated_at=None)
    held = Grant.objects.get(user=here.admin, role=Role.PARTNER_ADMIN)
    client.force_login(here.caf_admin)
    assert f"/habilitations/{held.public_id}/supprimer" in source(
        client.get(f"/conventions/{here.agreement.public_id}/")
    )
    assert client.submit(f"/habilitations/{held.public_id}/supprimer").status_code == 302


def test_a_service_is_offered_only_where_one_is_left(client, here):
    client.force_login(here.caf_admin)
    address, button = f"/conventions/{here.agreement.public_id}/", "bulletins/ajouter"
    assert button not in source(client.get(address))
    ServiceFactory(code="CDAP", label="Consultation")
    assert button in source(client.get(address))


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_the_convention_leads_to_its_organisation_and_activities(client, here, kind):
    client.force_login(getattr(here, kind))
    page = source(client.get(f"/conventions/{here.agreement.public_id}/"))
    assert f'href="/organismes/{here.partner.public_id}/"' in page


def test_the_summary_of_errors_says_which_administrator(client, here, partner):
    client.force_login(here.caf_admin)
    answer = client.submit(f"/conventions/enregistrer?organisme={partner.public_id}", {"second-last_name": "Diallo"})
    summary = source(answer)
    assert "Premier administrateur, nom\u00a0: Indiquez le nom." in summary
    assert "Second administrateur, prénom\u00a0: Indiquez le prénom." in summary
    assert "Second administrateur, nom" not in summary
