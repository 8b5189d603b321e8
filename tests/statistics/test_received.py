"""« Reçue » means one thing: every page that counts says the same of the same declarations, whatever their states."""

import re
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from portal.afas.declarations.queries.campaigns import CampaignCount
from portal.afas.models import CAF_LABELS, Campaign, Declaration, State
from portal.afas.models.declarations import COUNTED_STATES, RECEIVED_STATES
from portal.base import clock
from portal.habpps.models import Caf
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory, CafFactory, caf_agent
from tests.net.reading import read

pytestmark = pytest.mark.django_db
SENT = (*RECEIVED_STATES, State.RETURNED)


def declare(campaign: Campaign, activity: object, agent: object, state: State, *, corrected: bool) -> Declaration:
    """In this state; `corrected`: one that the partner may still change was returned before."""
    now, sent = clock.now(), state in SENT or (corrected and state != State.TO_ENTER)
    held = state in (State.IN_REVIEW, State.VALIDATED) or (sent and state not in RECEIVED_STATES)
    waived: dict[str, object] = {}
    if state == State.WAIVED:
        origin = State.RETURNED if sent else State.TO_ENTER
        waived = {"waived_from": origin, "waived_at": now, "waived_by": agent, "waived_reason": "Activité fermée"}
    return Declaration.objects.create(
        **waived,
        campaign=campaign,
        activity=activity,
        caf=activity.agreement.caf,
        state=state,
        version=int(sent),
        transmitted_at=now if sent else None,
        taken_by=agent if held else None,
        taken_at=now - timedelta(hours=1) if held else None,
        closed_at=now if state == State.VALIDATED else None,
    )


def generate(random: Random, caf: Caf) -> object:
    """Two campaigns of 25 declarations, in any states; the agent who has some of them in hand."""
    agent, agreement = caf_agent(caf), AgreementFactory(caf=caf)
    campaigns = [afas.CampaignFactory(), afas.CampaignFactory(declaration_type="ACTUAL", fiscal_year=2025)]
    for campaign in campaigns:
        for _ in range(25):
            activity = ActivityFactory(agreement=agreement)
            declaration = declare(campaign, activity, agent, random.choice([*State]), corrected=random.random() < 0.5)
            for kind in ("ACTIVITY", "FINANCIAL"):
                declaration.parts.create(kind=kind)
    return agent


def expected(caf: Caf) -> dict[str, Counter[str]]:
    """Name of the campaign -> how many in each state, counted one by one; what is « sans objet » counts nowhere."""
    found: dict[str, Counter[str]] = {}
    for declaration in (
        Declaration.objects.filter(caf=caf).exclude(state=State.WAIVED).select_related("campaign").order_by("pk")
    ):
        found.setdefault(str(declaration.campaign), Counter())[declaration.state] += 1
    return found


def received(states: Counter[str]) -> int:
    return sum(states[state] for state in ("TRANSMITTED", "IN_REVIEW", "VALIDATED"))


@pytest.mark.parametrize("seed", range(4))
def test_all_pages_agree(client: Client, seed: int):
    """Advancement, statistics, inbox and home page; another Caf's declarations count nowhere."""
    caf = CafFactory()
    agent = generate(Random(seed), caf)
    generate(Random(seed + 100), CafFactory())
    client.force_login(agent)
    progress = read(client.get(reverse("afas:caf_progress")))
    statistics = read(client.get(reverse("statistics:caf_campaigns", args=[caf.public_id])))
    waiting = Counter[str]()
    for name, states in expected(caf).items():
        count, total = received(states), states.total()
        word = "reçue" if count < 2 else "reçues"
        assert f"{count} {word} sur {total}" in progress
        assert f"{100 * count // total} %" in row_of(statistics, name)
        figures = [str(states[state]) for state in COUNTED_STATES]
        assert f" {' '.join(figures)} {total} " in row_of(statistics, name)
        waiting += states
    home = read(client.get(reverse("home")))
    for state, words in ((State.TRANSMITTED, "à prendre en charge"), (State.IN_REVIEW, "en traitement")):
        found = re.search(rf"(\d+) déclarations? {words}", home)
        assert (int(found[1]) if found else 0) == waiting[state]
        inbox = read(client.get(reverse("afas:caf_inbox"), {"etat": state}))
        assert found is None or f"{waiting[state]} déclaration" in inbox


def row_of(page: str, campaign: str) -> str:
    """What follows the name of a campaign in the table, up to the next one."""
    after = page[page.index("Part reçue") :]
    return after[after.index(campaign.lower()) :][: len(campaign) + 60]


def test_every_state_is_counted_as_received_or_not():
    """The definition, spelled out: it has left for the Caf, which has not returned it since."""
    assert {str(state) for state in RECEIVED_STATES} == {"TRANSMITTED", "IN_REVIEW", "VALIDATED"}
    assert set(CAF_LABELS) == set(State)


@pytest.mark.parametrize(
    ("received", "total", "percent"), [(22, 25, 88), (23, 25, 92), (199, 200, 99), (200, 200, 100), (0, 3, 0)]
)
def test_a_share_is_whole_only_when_nothing_is_missing(received: int, total: int, percent: int):
    count = CampaignCount(Campaign(), {State.VALIDATED: received, State.RETURNED: total - received})
    assert (count.received, count.received_percent) == (received, percent)
