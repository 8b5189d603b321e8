from random import Random

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.demo.country.campaigns import open_campaigns, openings_until
from portal.demo.country.declarations import Batch
from portal.demo.country.people import write_caf_people, write_partner_people
from portal.demo.country.places import write_partners
from portal.habpps.models import Caf
from portal.habpps.reference import load_reference

PARTNERS = 30_000
CAFS = 101
FEWEST_CAFS = 3
YEARS = 5
BATCH = 250
PASSWORD = "une phrase connue de tous pour mesurer"  # of every account made here


class Command(BaseCommand):
    help = (
        "Writes a fictional country for measures: at scale 1, 30 000 partners, 60 000 activities, 100 000 people and "
        "5 years of declarations. Refuses a database that already holds one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=0.01, help="share of the country (default: 0.01)")

    def handle(self, *, scale: float, **options):
        if User.objects.filter(username="ca0000000").exists():
            raise CommandError("this database already holds a country")
        load_reference()
        random = Random(2020)
        password = make_password(PASSWORD)
        # As many partners in each Caf as in the country, whatever the scale.
        cafs = list(Caf.objects.order_by("siren"))[: max(FEWEST_CAFS, round(CAFS * scale))]
        with transaction.atomic():
            agents = write_caf_people(cafs, 8, password, random)
            today = clock.today()
            openings = [each for each in openings_until(today) if each[0] > today.year - YEARS]
            country = open_campaigns(openings, today, random)
        partners = max(1, round(PARTNERS * scale))
        people = declarations = 0
        for first in range(0, partners, BATCH):
            with transaction.atomic():
                places = write_partners(first, min(BATCH, partners - first), cafs, random)
                approvers = write_partner_people(places, people, password, random)
                people += 4 * BATCH
                declarations += Batch(country, places, approvers, agents, seed=first).write()
        self.stdout.write(f"{partners} partners, {declarations} declarations")
