"""When a grant counts: the SQL filter and the Python function say the same, on any chain and any day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.habpps.models import AccessGroup, Agreement, Grant
from portal.habpps.rights.effective import RELATED, effective_on, why_not_effective
from portal.habpps.rights.roles import Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    SiteFactory,
    come_in,
    fr_da,
    grant,
    group,
    invited,
    person,
)

DAY = date(2026, 6, 15)
days = st.integers(-3, 3).map(lambda shift: DAY + timedelta(days=shift))


@st.composite
def periods(draw) -> tuple[date, date | None]:
    start = draw(days)
    return start, draw(st.none() | st.integers(0, 4).map(lambda length: start + timedelta(days=length)))


states = st.sampled_from([User.State.ACTIVE, User.State.ACTIVE, User.State.ACTIVE, *User.State])
agreement_states = st.sampled_from([Agreement.State.VALIDATED, Agreement.State.VALIDATED, *Agreement.State])
revoked = st.sampled_from([False, False, False, True])


def date_it(row, period: tuple[date, date | None], opens: str = "opens_on", closes: str = "closes_on") -> None:
    setattr(row, opens, period[0])
    setattr(row, closes, period[1])
    row.save()


@st.composite
def chains(draw) -> dict:
    """Everything that may open or close a role: seven periods, three revocations, an answer, two states."""
    return {
        "periods": [draw(periods()) for _ in range(7)],
        "revoked": [draw(revoked) for _ in range(3)],
        "accepted": draw(st.sampled_from([True, True, True, False])),
        "account": draw(states),
        "agreement": draw(agreement_states),
        "papers": draw(st.booleans()),
        "over_site": draw(st.booleans()),
    }


def build(chain: dict) -> list[Grant]:
    """The role, the membership of the group, the access, and the administration beside them."""
    agreement = AgreementFactory(contract=None if chain["papers"] else False)
    activity = ActivityFactory(agreement=agreement)
    over = SiteFactory(partner=agreement.partner) if chain["over_site"] else activity
    user = person()
    role = grant(user, Role.APPROVER, over, agreement=agreement)
    held = [role, role.parent, role.parent.parent]
    for each, period, gone in zip(held, chain["periods"], chain["revoked"], strict=False):
        each.revoked_at = timezone.now() if gone else None
        date_it(each, period, "valid_from", "valid_until")
    if not chain["accepted"]:
        invited(user, agreement)
    declarer = group(agreement, AccessGroup.Kind.AFAS_DECLARER)
    date_it(declarer, chain["periods"][3])
    date_it(declarer.enrolment, chain["periods"][4])
    if chain["papers"]:
        date_it(agreement.contract, chain["periods"][5])
    User.objects.filter(pk=user.pk).update(state=chain["account"])
    start, end = chain["periods"][6]
    closed = chain["agreement"] == Agreement.State.CLOSED
    draft = chain["agreement"] == Agreement.State.DRAFT
    Agreement.objects.filter(pk=agreement.pk).update(
        state=chain["agreement"],
        validated_at=None if draft else timezone.now(),
        opens_on=start,
        closes_on=(end or start) if closed else end,
    )
    return held


@pytest.mark.engine
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chain=chains(), day=days)
def test_sql_and_python_agree(db, chain, day):
    """One definition, two readings."""
    keys = [each.pk for each in build(chain)]
    counted = set(Grant.objects.filter(effective_on(day), pk__in=keys).values_list("pk", flat=True))
    for each in Grant.objects.filter(pk__in=keys).select_related("user", *RELATED):
        assert (each.pk in counted) == (why_not_effective(each, day) is None)


@pytest.mark.engine
def test_a_fund_s_grant_counts_by_its_own_dates(db):
    """A grant that hangs under nothing: only its days, its revocation and the account."""
    user = person()
    held = grant(user, Role.CAF_AGENT, CafFactory(), valid_from=DAY, valid_until=DAY)
    for shift, counts in ((-1, False), (0, True), (1, False)):
        day = DAY + timedelta(days=shift)
        assert Grant.objects.filter(effective_on(day), pk=held.pk).exists() == counts
        assert (why_not_effective(held, day) is None) == counts


def test_the_reason_is_french(db):
    """Each thing that stands above says why it closes the right."""
    activity = ActivityFactory()
    user = fr_da(activity)
    role = Grant.objects.select_related("user", *RELATED).get(user=user, role=Role.ACTIVITY_DATA_PROVIDER)
    today = timezone.localdate()
    assert why_not_effective(role, today) is None
    role.parent.group.closes_on = today - timedelta(days=1)
    assert why_not_effective(role, today) == "le groupe d'habilitation n'est pas ouvert"
    role.agreement.state = Agreement.State.DRAFT
    assert why_not_effective(role, today) == "la convention n'est pas validée"
    role.user.state = User.State.SUSPENDED
    assert why_not_effective(role, today) == "le compte n'est pas actif"


def test_nothing_that_hangs_under_an_unaccepted_access_counts(db):
    """At whatever depth, whatever its dates; and all of it once the person accepts."""
    activity = ActivityFactory()
    user = fr_da(activity)
    invited(user, activity.agreement)
    today = timezone.localdate()
    assert not Grant.objects.filter(effective_on(today), user=user).exists()
    for each in Grant.objects.filter(user=user).select_related("user", *RELATED):
        assert why_not_effective(each, today) == "l'invitation n'est pas encore acceptée"
    come_in(user)
    assert Grant.objects.filter(effective_on(today), user=user).count() == 3
