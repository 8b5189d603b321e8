"""Two Cafs, or two people of one, at once: no impossible organisation, convention or enrolment. Both engines."""

import pytest

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.ends import close_agreement, delete_agreement
from portal.habpps.agreements.actions.enrolments import add_enrolment
from portal.habpps.agreements.actions.papers import add_document
from portal.habpps.agreements.actions.partner_ends import close_partner
from portal.habpps.agreements.actions.record import Terms, record_agreement, validate_agreement
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Document, Enrolment, Partner, PartnerType, Site
from portal.habpps.partners.actions.organisations import register_partner
from portal.habpps.partners.actions.sites import add_site
from portal.journal.models import Entry
from tests.factories.habpps import (
    AgreementFactory,
    CafFactory,
    PartnerFactory,
    ServiceFactory,
    actor,
    caf_admin,
    partner_admin,
    siret,
)
from tests.factories.papers import pdf
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def test_one_caf_closes_the_organisation_while_another_records_a_convention():
    """Whoever comes first: never a closed organisation with a convention under way."""
    mine, theirs = CafFactory(), CafFactory()
    partner = PartnerFactory(cafs=[mine, theirs])
    chiefs, today = [caf_admin(mine), caf_admin(theirs)], clock.today()
    people = [Identity("A", "B", f"{name}@exemple.fr", f"{name}@exemple.fr") for name in ("un", "deux")]
    at_once(
        lambda: close_partner(actor=actor(chiefs[0]), partner=partner, closes_on=today),
        lambda: record_agreement(
            actor=actor(chiefs[1]),
            partner=partner,
            label="Convention",
            terms=Terms(today, None, True, today, None, today),
            administrators=people,
        ),
    )
    partner.refresh_from_db()
    standing = Agreement.objects.filter(partner=partner).exclude(state=Agreement.State.CLOSED).exists()
    assert (partner.closed_on is None) == standing


def test_two_cafs_register_the_same_organisation():
    """One organisation, linked to both."""
    cafs = [CafFactory(), CafFactory()]
    chiefs, kind = [caf_admin(caf) for caf in cafs], PartnerType.objects.create(name="Type d'essai")
    at_once(
        *[
            lambda who=who: register_partner(actor=actor(who), siret=siret(9_100_000), name="MJC", partner_type=kind)
            for who in chiefs
        ]
    )
    assert set(Partner.objects.get(siret=siret(9_100_000)).cafs.all()) == set(cafs)


def test_the_same_place_the_same_paper_and_the_same_service_come_once():
    agreement = AgreementFactory()
    chiefs = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    service = ServiceFactory(code="CDAP", label="CDAP")

    def add_all(who):
        done = 0
        for act in (
            lambda: add_site(actor=actor(who), partner=agreement.partner, name="Salle"),
            lambda: add_document(
                actor=actor(who), agreement=agreement, kind="OTHER", title="P", content=pdf("p"), name="p.pdf"
            ),
            lambda: add_enrolment(actor=actor(who), agreement=agreement, service=service, opens_on=clock.today()),
        ):
            try:
                act()
                done += 1
            except ActionError:
                continue
        return done

    assert sum(at_once(*[lambda who=who: add_all(who) for who in chiefs])) == 3
    assert (Site.objects.count(), Document.objects.count()) == (1, 1)
    assert Enrolment.objects.filter(service=service).count() == 1


def test_one_deletes_a_draft_while_the_other_validates_it():
    """Deleted, or validated: who comes second is told why."""
    draft = AgreementFactory(draft=True)
    for _ in range(2):
        partner_admin(draft, state="PENDING")
    chiefs = [caf_admin(draft.caf), caf_admin(draft.caf)]
    answers = at_once(
        lambda: delete_agreement(actor=actor(chiefs[0]), agreement=draft),
        lambda: validate_agreement(actor=actor(chiefs[1]), agreement=draft),
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1
    left = list(Agreement.objects.filter(pk=draft.pk).values_list("state", flat=True))
    assert left in ([], [Agreement.State.VALIDATED])


def test_both_end_the_convention_on_different_days():
    """Today wins over a day to come, whoever comes first; each decision that stood is told."""
    agreement = AgreementFactory()
    chiefs, today = [caf_admin(agreement.caf), caf_admin(agreement.caf)], clock.today()
    at_once(
        lambda: close_agreement(actor=actor(chiefs[0]), agreement=agreement, closes_on=today),
        lambda: close_agreement(
            actor=actor(chiefs[1]), agreement=agreement, closes_on=today.replace(year=today.year + 1, day=1)
        ),
    )
    agreement.refresh_from_db()
    assert (agreement.state, agreement.closes_on) == (Agreement.State.CLOSED, today)
    assert Entry.objects.filter(kind="habpps.agreement_closed").count() == 1
