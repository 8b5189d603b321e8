"""The people of a batch of conventions and everything that they may do."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from portal.accounts.models import User
from portal.base import clock
from portal.demo import names
from portal.habpps.models import AccessGroup, Agreement, Caf, Grant
from portal.habpps.rights.roles import AFAS_ROLES, Role

from .places import OPENED, VALIDATED_AT, Places

LONGEST_AWAY = 260  # days since the last sign-in: some have not come for six months, nobody for twelve


def account(number: int, prefix: str, password: str, random: Random) -> User:
    first, last = names.person(random)
    username = f"{prefix}{number:07d}"
    return User(
        username=username,
        email=f"{username}@pays.example",
        first_name=first,
        last_name=last,
        password=password,
        state=User.State.ACTIVE,
        last_login=clock.now() - timedelta(days=1 + number * 37 % LONGEST_AWAY),
    )


def grant(user: User, role: Role, *, since: date = OPENED, **scope) -> Grant:
    return Grant(user=user, role=role, valid_from=since, given_at=VALIDATED_AT, **scope)


def write_caf_people(cafs: list[Caf], per_caf: int, password: str, random: Random) -> dict[int, User]:
    """An administrator and case workers for each Caf; the first case worker of each, by the Caf's primary key."""
    users = User.objects.bulk_create(account(n, "ca", password, random) for n in range(len(cafs) * per_caf))
    first: dict[int, User] = {}
    grants = []
    for number, user in enumerate(users):
        caf = cafs[number // per_caf]
        role = Role.CAF_ADMIN if number % per_caf == 0 else Role.CAF_AGENT
        grants.append(grant(user, role, caf=caf))
        if role == Role.CAF_AGENT:
            first.setdefault(caf.pk, user)
    Grant.objects.bulk_create(grants)
    return first


def write_partner_people(places: Places, first: int, password: str, random: Random) -> dict[int, User]:
    """Three or four people per convention, by need; who approves, by the activity's primary key."""
    sizes = [random.choice((2, 3, 3, 4, 4, 4)) for _ in places.agreements]
    users = iter(User.objects.bulk_create(account(first + n, "pa", password, random) for n in range(sum(sizes))))
    teams = [
        (agreement, [next(users) for _ in range(size)])
        for agreement, size in zip(places.agreements, sizes, strict=True)
    ]
    accesses = Grant.objects.bulk_create(
        grant(user, Role.PARTNER_USER, agreement=agreement) for agreement, team in teams for user in team
    )
    access_of = {(access.agreement_id, access.user_id): access for access in accesses}
    members = Grant.objects.bulk_create(
        member for agreement, team in teams for member in _memberships(agreement, team, places.groups, access_of)
    )
    declarants = {
        (member.agreement_id, member.user_id): member for member in members if member.role == Role.AFAS_DECLARANT
    }
    approvers: dict[int, User] = {}
    roles = []
    for agreement, team in teams:
        for activity in places.activities[agreement.pk]:
            for index, role in enumerate(AFAS_ROLES):
                holder = team[(index + 1) % len(team)]
                parent = declarants[agreement.pk, holder.pk]
                roles.append(grant(holder, role, agreement=agreement, activity=activity, parent=parent))
                if role == Role.APPROVER:
                    approvers[activity.pk] = holder
    Grant.objects.bulk_create(roles)
    return approvers


def _memberships(
    agreement: Agreement, team: list[User], groups: dict[int, dict[str, AccessGroup]], access_of: dict
) -> Iterator[Grant]:
    """The first two of a team administer; everybody declares."""
    for index, user in enumerate(team):
        scope = {"agreement": agreement, "parent": access_of[agreement.pk, user.pk]}
        if index < 2:
            yield grant(user, Role.PARTNER_ADMIN, **scope)
            yield grant(user, Role.AFAS_MANAGER, group=groups[agreement.pk]["AFAS_HABILITER"], **scope)
        yield grant(user, Role.AFAS_DECLARANT, group=groups[agreement.pk]["AFAS_DECLARER"], **scope)
