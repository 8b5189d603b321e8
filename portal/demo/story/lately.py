"""The last months of some conventions: avenants, a precaution of the Caf, papers, an end that comes near."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from post_office.models import STATUS, Email

from portal.accounts.tries.actions import clear_tries_after_success, record_failed_sign_in, reserve_try
from portal.afas.campaigns.actions import open_offered, waive_declarations
from portal.afas.campaigns.queries import list_unopened
from portal.afas.campaigns.rules import Standing, usual_due_date
from portal.afas.models import Declaration
from portal.base import clock
from portal.demo.country.campaigns import TYPE
from portal.habpps.agreements.actions.activities import add_activity
from portal.habpps.agreements.actions.papers import add_document
from portal.habpps.amendments.actions.requests import AdministratorChange, request_amendment
from portal.habpps.amendments.actions.signing import Signature, sign_amendment
from portal.habpps.belonging.actions import send_due_links
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Activity, Amendment, Caf, Document, Grant
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.partners import facts as partner_facts
from portal.habpps.partners.actions.sites import add_site, close_site
from portal.habpps.proposals.actions import propose_partner_change
from portal.habpps.rights.roles import Role
from portal.mail.models import Letter

from . import cast
from .cast import Person
from .clockwork import at
from .organisations import NATURE, Organisation, assign, bring_in, sign, staff
from .partners import COTEAUX, LAUBEPINE, LUDOTHEQUE, PASSERELLE, PASSERELLE_NORD
from .people import activate, actor, identity, user, visit
from .plot import Story

LATE_ACTIVITY = "Ludothèque ados"
WAIVED = "La période est couverte par le bilan que vous nous avez envoyé sur papier."
STOLEN = "Ordinateur portable volé : l'accès attend que la personne change son mot de passe."
PAGE = """%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
   /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>
endobj
4 0 obj
<< /Length {length} >>
stream
{drawn}
endstream
endobj
trailer
<< /Root 1 0 R /Size 5 >>
%%EOF
"""


def plan(story: Story) -> None:
    for days, hour, step in _steps(story.today):
        story.timeline.plan(at(story.today - timedelta(days=days), hour), step)


def _steps(today: date) -> Iterator[tuple[int, int, Callable[[], object]]]:
    """(days ago, hour, what is done)."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    # A convention that ends within 90 days, whose second administrator has another organisation and stays alone.
    yield 290, 10, partial(sign, LUDOTHEQUE, cast.CAF_ADMIN, opens_on=ago(290), closes_on=ago(-75))
    yield 40, 11, partial(_leaves, LUDOTHEQUE, cast.LUDO_ADMIN, "Jeanne Picard", ago(40))
    # An activity registered months after it opened: the Caf asks for some declarations of the past, and waives one.
    yield 20, 10, partial(_register_late, LUDOTHEQUE, ago(280))
    yield 18, 11, partial(_ask_for_the_past, LUDOTHEQUE)
    yield 12, 15, partial(_waive_one, LUDOTHEQUE)
    # Avenants: one signed, one that waits for the Caf.
    yield 60, 9, partial(visit, cast.COMMUNE_ADMIN)
    yield 60, 10, partial(_ask, LAUBEPINE, cast.COMMUNE_ADMIN, cast.NEW_COMMUNE_ADMIN, ago(45), "Fin de mandat")
    yield 52, 10, partial(_sign_amendment, LAUBEPINE, "Nadia Brun", ago(52))
    yield 45, 8, send_due_links
    yield 45, 16, partial(activate, cast.NEW_COMMUNE_ADMIN)
    yield 3, 10, partial(_ask, COTEAUX, cast.SECOND_ADMIN, cast.EXPECTED_ADMIN, ago(-20), "Départ à la retraite")
    # One organisation, two Cafs: each its convention; the second proposes a correction to the first, which leads.
    for days, organisation, chief in ((30, PASSERELLE, cast.CAF_ADMIN), (26, PASSERELLE_NORD, cast.OTHER_CAF_ADMIN)):
        yield days, 9, partial(sign, organisation, chief, opens_on=ago(days))
        yield days, 15, partial(staff, organisation, since=ago(days))
    yield 2, 11, partial(_propose, PASSERELLE_NORD, cast.OTHER_CAF_ADMIN)
    # Papers, a place that has closed, somebody suspended.
    yield 200, 14, partial(_attach, COTEAUX, "Convention signée")
    yield 150, 14, partial(_close_a_site, COTEAUX, "Ancienne salle des fêtes", ago(150))
    yield 120, 10, partial(bring_in, COTEAUX, cast.SUSPENDED, since=ago(120))
    yield 120, 15, partial(activate, cast.SUSPENDED)
    # His role was entered ten days after it began, and counts for nobody while he is suspended.
    late = {"since": ago(100), "late_reason": "Lettre de mission reçue en retard"}
    yield 90, 10, partial(assign, COTEAUX, cast.SUSPENDED, (Role.ACTIVITY_DATA_PROVIDER,), (0,), **late)
    # The Caf's own people: one has left, another has not answered yet.
    yield 280, 9, partial(_name_agent, cast.FORMER_AGENT)
    yield 280, 15, partial(activate, cast.FORMER_AGENT)
    yield 35, 17, partial(_end_agent, cast.FORMER_AGENT, "Mutation")
    yield 2, 14, partial(_name_agent, cast.EXPECTED_AGENT)
    # A password typed wrong on the day before the sign-in that worked.
    yield 2, 8, partial(_mistype, cast.FR_DF, times=3)
    yield 4, 9, partial(_suspend, COTEAUX, cast.SUSPENDED)


def deliver() -> None:
    """What was queued has left, but for one address that nobody has: nothing of the story is ever sent."""
    Email.objects.filter(status=STATUS.queued).update(status=STATUS.sent)
    lost = Letter.objects.filter(recipient_id=user(cast.FORGOTTEN).pk, email__isnull=False).order_by("-pk")[0].email
    lost.status = STATUS.failed
    lost.save(update_fields=["status"])
    lost.logs.create(status=STATUS.failed, exception_type="SMTPRecipientsRefused", message="550 5.1.1")


def _mistype(person: Person, times: int) -> None:
    for _ in range(times):
        reserve_try(identifier=user(person).username, address="")
        record_failed_sign_in(identifier=user(person).username)
    clear_tries_after_success(user=user(person), address="")


def _held(organisation: Organisation, person: Person, role: Role) -> Grant:
    return Grant.objects.get(user=user(person), role=role, agreement=organisation.agreement(), revoked_at=None)


def _name_agent(person: Person) -> None:
    chief, caf = actor(cast.CAF_ADMIN), Caf.objects.get(name=cast.CAF)
    who, since = identity(person), clock.today()
    name_agent(actor=chief, caf=caf, role=Role.CAF_AGENT, identity=who, valid_from=since)


def _end_agent(person: Person, reason: str) -> None:
    grant = Grant.objects.get(user=user(person), role=Role.CAF_AGENT, revoked_at=None)
    end_official(actor=actor(cast.CAF_ADMIN), grant=grant, reason=reason)


def _leaves(organisation: Organisation, person: Person, partner: str, day: date) -> None:
    """Nobody comes instead: the convention is left with one administrator."""
    office = _held(organisation, person, Role.PARTNER_ADMIN)
    change = AdministratorChange(office, None, day, "Changement de fonction", keeps_access=True)
    request_amendment(actor=actor(cast.CAF_ADMIN), agreement=organisation.agreement(), change=change)
    _sign_amendment(organisation, partner, day)


def _ask(organisation: Organisation, leaving: Person, arriving: Person, effective_on: date, reason: str) -> None:
    change = AdministratorChange(
        _held(organisation, leaving, Role.PARTNER_ADMIN), identity(arriving), effective_on, reason
    )
    chief = actor(organisation.admins[0])
    request_amendment(actor=chief, agreement=organisation.agreement(), change=change)


def _sign_amendment(organisation: Organisation, partner: str, day: date) -> None:
    amendment = Amendment.objects.select_related("agreement").get(agreement=organisation.agreement())
    signature = Signature(day, partner, "Sylvie Masson", _pdf("Avenant signé", organisation.name), "avenant.pdf")
    sign_amendment(actor=actor(cast.CAF_ADMIN), amendment=amendment, signature=signature)


def _register_late(organisation: Organisation, opens_on: date) -> None:
    add_activity(
        actor=actor(cast.CAF_ADMIN),
        agreement=organisation.agreement(),
        name=LATE_ACTIVITY,
        type_code=TYPE,
        nature_code=NATURE,
        opens_on=opens_on,
    )


def _ask_for_the_past(organisation: Organisation) -> None:
    """All but one, which the Caf may still ask for."""
    activity = Activity.objects.get(agreement=organisation.agreement(), name=LATE_ACTIVITY)
    offered = [each for each in list_unopened(activity, clock.today()) if each.standing == Standing.OFFERED]
    campaigns = [each.campaign for each in offered[:-1]]
    due_on = usual_due_date(campaigns, clock.today())
    open_offered(actor=actor(cast.CAF_AGENT), activity=activity, campaigns=campaigns, due_on=due_on)


def _waive_one(organisation: Organisation) -> None:
    """Of those that the activity owes."""
    owed = Declaration.objects.filter(activity__agreement=organisation.agreement(), due_on=None)
    waive_declarations(actor=actor(cast.CAF_AGENT), declarations=[owed.order_by("pk")[0]], reason=WAIVED)


def _attach(organisation: Organisation, title: str) -> None:
    add_document(
        actor=actor(cast.CAF_ADMIN),
        agreement=organisation.agreement(),
        kind=Document.Kind.AGREEMENT,
        title=title,
        content=_pdf(title, organisation.name),
        name="convention.pdf",
    )


def _close_a_site(organisation: Organisation, name: str, day: date) -> None:
    chief, partner = actor(cast.CAF_ADMIN), organisation.agreement().partner
    site = add_site(actor=chief, partner=partner, name=name, postcode=partner.postcode, town=partner.town)
    close_site(actor=chief, site=site, closed_on=day)


def _propose(organisation: Organisation, person: Person) -> None:
    partner = organisation.agreement().partner
    propose_partner_change(
        actor=actor(person),
        partner=partner,
        reason="Le siège a déménagé : l'adresse est celle du dernier courrier de l'association.",
        **{**partner_facts.of_partner(partner), "address": "4 place du Marché"},
    )


def _suspend(organisation: Organisation, person: Person) -> None:
    access = _held(organisation, person, Role.PARTNER_USER)
    suspend_person(actor=actor(cast.CAF_ADMIN), membership=access, reason=STOLEN)


def _pdf(*lines: str) -> bytes:
    """One page with these lines of text: fictional, and the same each time."""
    drawn = "\n".join(f"BT /F1 16 Tf 72 {760 - 28 * rank} Td ({line}) Tj ET" for rank, line in enumerate(lines))
    return PAGE.format(length=len(drawn), drawn=drawn).encode("cp1252")
