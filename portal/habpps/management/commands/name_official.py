from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.errors import ActionError
from portal.habpps.models import Caf
from portal.habpps.rights.roles import SCOPE_OF, Role, Scope

from ...officials.actions.naming import name_official

ROLES = [role.value for role in Role if SCOPE_OF[role] in (Scope.CAF, Scope.NATION)]


class Command(BaseCommand):
    help = "Give a person a role of a Caf or of the nation; the account is created unless the e-mail is known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, choices=ROLES)
        parser.add_argument("--caf", default="", help="Number of the Caf's département, e.g. 80 or 2A.")
        for name in ("--first-name", "--last-name", "--email"):
            parser.add_argument(name, required=True)

    def handle(self, *, role: str, caf: str, first_name: str, last_name: str, email: str, **options) -> None:
        found = list(Caf.objects.filter(departement=caf)) if caf else [None]
        if len(found) != 1:
            raise CommandError(f"{len(found)} Cafs in the département {caf}; load_reference loads them")
        try:
            grant = name_official(
                actor=None, role=Role(role), caf=found[0], first_name=first_name, last_name=last_name, email=email
            )
        except ActionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{grant.user.username}: {Role(role).label}")
