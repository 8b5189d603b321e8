"""Tells the whole story into an empty database, in one transaction."""

from datetime import date, timedelta
from functools import partial
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.demo.country.campaigns import open_campaigns
from portal.demo.country.declarations import Batch
from portal.demo.country.people import write_partner_people
from portal.demo.country.places import write_partners
from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.models import Caf, Grant
from portal.habpps.reference import load_reference
from portal.habpps.rights.roles import Role
from portal.journal.sealing import seal_journal
from portal.statistics.refreshing import refresh

from . import cast, lately
from .clockwork import at, frozen, seeded
from .organisations import assign, bring_in, sign, staff
from .partners import APPROVER, ATELIER, COTEAUX, LAUBEPINE, MONTCLAIR, PROVIDER_A, PROVIDER_F
from .people import activate, actor, found_national, join_caf, user, visit
from .plot import Story

SEED = 2024
NEIGHBOURS, FIRST_NEIGHBOUR, KINDS = 15, 80_000, 24
BEFORE_FIRST_CAMPAIGN = timedelta(days=75)


def tell(today: date) -> Story:
    """The same day gives the same rows, but for the queue's Message-IDs."""
    story = Story.on(today)
    with seeded(SEED), transaction.atomic():
        with frozen(at(story.openings()[0][1].opens_on - BEFORE_FIRST_CAMPAIGN)):
            load_reference()
        _plan_cafs(story)
        _plan_partners(story)
        _plan_changes(story)
        lately.plan(story)
        story.plan_declarations()
        _plan_visits(story)
        story.timeline.play()
        with frozen(at(today, 0, 10)):
            _add_neighbours(story)
            lately.deliver()
            seal_journal()
            refresh()
    return story


def _beginning(story: Story) -> date:
    return story.openings()[0][1].opens_on - BEFORE_FIRST_CAMPAIGN


def _plan_cafs(story: Story) -> None:
    first = _beginning(story)
    plan = story.timeline.plan
    plan(at(first), partial(found_national, cast.NATIONAL))
    for minute, (name, chief, agent) in enumerate(
        ((cast.CAF, cast.CAF_ADMIN, cast.CAF_AGENT), (cast.OTHER_CAF, cast.OTHER_CAF_ADMIN, cast.OTHER_CAF_AGENT))
    ):
        plan(at(first, 10, minute), partial(_open_caf, name))
        plan(at(first, 11, minute), partial(_join, name, chief, Role.CAF_ADMIN, cast.NATIONAL))
        plan(at(first, 14, minute), partial(_join, name, agent, Role.CAF_AGENT, chief))


def _open_caf(name: str) -> None:
    """The mailbox and telephone that receipts name."""
    slug = name.rsplit(maxsplit=1)[-1].lower()
    Caf.objects.filter(name=name).update(
        email=f"pole-siap@{slug}.example", phone="32 30", address="1 avenue du Général-Leclerc"
    )


def _join(name: str, person: cast.Person, role: Role, named_by: cast.Person) -> None:
    join_caf(person, role, Caf.objects.get(name=name), named_by=named_by)


def _plan_partners(story: Story) -> None:
    opens_on = _beginning(story) + timedelta(days=10)
    near = (COTEAUX, LAUBEPINE, ATELIER)
    for chief, organisations in ((cast.CAF_ADMIN, near), (cast.OTHER_CAF_ADMIN, (MONTCLAIR,))):
        for rank, organisation in enumerate(organisations):
            day = opens_on + timedelta(days=rank)
            story.timeline.plan(at(day, 10), partial(sign, organisation, chief, opens_on=day))
            story.timeline.plan(at(day, 15), partial(staff, organisation, since=day))


def _plan_changes(story: Story) -> None:
    """People who came, left, or are expected."""
    plan, today, last = story.timeline.plan, story.today, story.timeline.last
    start = _beginning(story) + timedelta(days=12)
    gone = date(today.year - 1, 12, 31)
    plan(at(start, 10), partial(bring_in, COTEAUX, cast.FORMER_FR_DF, since=start, until=gone))
    plan(at(start, 10, 30), partial(activate, cast.FORMER_FR_DF))
    plan(at(gone, 10), partial(visit, cast.FORMER_FR_DF))
    plan(at(start, 11), partial(assign, COTEAUX, cast.FORMER_FR_DF, (PROVIDER_F,), (0,), since=start, until=gone))
    forgotten = today - timedelta(days=20)
    plan(at(forgotten, 10), partial(bring_in, COTEAUX, cast.FORGOTTEN, since=forgotten))
    # Late on the last day: the link lasts 24 hours, and the invitation still waits in the evening.
    plan(at(last, 23, 30), partial(bring_in, COTEAUX, cast.INVITED, since=last))
    # Somebody who has an account already, and has not answered yet.
    plan(at(last, 23, 20), partial(bring_in, LAUBEPINE, cast.TREASURER, since=last))
    later = today + timedelta(days=30)
    plan(at(last, 23, 35), partial(assign, COTEAUX, cast.INVITED, (PROVIDER_A,), (1,), since=later))
    plan(at(last, 18), _leave_fab_lab_without_approver)
    plan(at(last, 18, 10), partial(assign, COTEAUX, cast.FR_DA, (APPROVER,), (2,), since=later))


def _leave_fab_lab_without_approver() -> None:
    held = Grant.objects.get(user=user(cast.SECOND_ADMIN), role=APPROVER, activity=COTEAUX.activity(2))
    end_grant(actor=actor(cast.PARTNER_ADMIN), grant=held, reason="Changement de fonction")


def _plan_visits(story: Story) -> None:
    """Everybody has signed in lately: the page after the sign-in has a previous connection to show."""
    for minute, person in enumerate(cast.ACCOUNTS):
        for days, hour in ((9, 8), (1, 8)):
            story.timeline.plan(at(story.today - timedelta(days=days), hour, minute), partial(visit, person))
    for minute, person in enumerate(cast.OTHERS):
        story.timeline.plan(at(story.today - timedelta(days=5), 14, minute), partial(visit, person))


def _add_neighbours(story: Story) -> None:
    """Other partners of both Cafs, in bulk and without a journal: their figures make the medians."""
    random = Random(SEED)
    agents = {cast.CAF: user(cast.CAF_AGENT), cast.OTHER_CAF: user(cast.OTHER_CAF_AGENT)}
    cafs = list(Caf.objects.filter(name__in=agents).order_by("departement"))
    country = open_campaigns(story.openings(), story.timeline.last, random, KINDS)
    country.running = {country.campaigns[-1].pk}  # extended
    places = write_partners(FIRST_NEIGHBOUR, NEIGHBOURS, cafs, random)
    approvers = write_partner_people(places, 0, make_password(None), random)
    Batch(country, places, approvers, {caf.pk: agents[caf.name] for caf in cafs}, seed=SEED).write()
