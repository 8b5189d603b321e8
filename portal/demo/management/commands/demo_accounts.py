import json

from django.core.management.base import BaseCommand

from portal.accounts.models import User
from portal.demo.story.cast import ACCOUNTS


class Command(BaseCommand):
    help = "Prints the demonstration's accounts as JSON."

    def handle(self, *args, **options):
        identifiers = dict(
            User.objects.filter(email__in=[person.email for person in ACCOUNTS])
            .order_by("pk")
            .values_list("email", "username")
        )
        rows = [
            {
                "key": person.key,
                "identifier": identifiers[person.email],
                "password": person.password,
                "role": person.role,
                "partner": person.organisation,
            }
            for person in ACCOUNTS
        ]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
