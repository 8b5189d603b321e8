from django.core.management.base import BaseCommand

from portal.accounts.models import User
from portal.afas.models import Declaration
from portal.base import clock
from portal.demo.story import cast
from portal.demo.story.telling import tell
from portal.habpps.models import Partner


class Command(BaseCommand):
    help = "Writes the demonstration's story into the database; does nothing when it is there already."

    def handle(self, *args, **options):
        if User.objects.filter(email=cast.NATIONAL.email).exists():
            self.stdout.write("demonstration already loaded")
            return
        tell(clock.today())
        self.stdout.write(
            f"demonstration loaded: {Partner.objects.count()} partners, {User.objects.count()} people, "
            f"{Declaration.objects.count()} declarations"
        )
