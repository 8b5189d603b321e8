from django.core.management.base import BaseCommand

from portal.base import clock
from portal.catalogue.current import get_catalogue

from ...campaigns.actions import open_campaign, open_due_declarations


class Command(BaseCommand):
    help = "Open the campaigns that are due, and the declarations of activities that have none yet. May be run again."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="Every campaign of this exercice, whatever its dates.")

    def handle(self, *args, year=None, **options):
        campaigns = self._all_of(year) if year else open_due_declarations(clock.today())
        for campaign in campaigns:
            self.stdout.write(f"{campaign.type_code} {campaign}: {campaign.declarations.count()} declaration(s)")

    def _all_of(self, year):
        return [
            open_campaign(
                type_code=activity_type.code,
                fiscal_year=year,
                declaration_type=opening.declaration_type,
                period=opening.period,
            )
            for activity_type in get_catalogue().types.values()
            if year in activity_type.editions
            for opening in activity_type.editions[year].openings()
        ]
