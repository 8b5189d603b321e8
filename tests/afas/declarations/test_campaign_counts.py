"""`count_by_campaign`: « reçue » means the same on every page that counts."""

import pytest

from portal.afas.declarations.queries.campaigns import count_by_campaign
from portal.afas.models import Declaration, State
from tests.factories import afas

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_received_is_what_left_and_was_not_returned():
    afas.declaration_of()
    for reached in (afas.transmitted, afas.returned, afas.validated):
        reached(afas.declaration_of())
    (count,) = count_by_campaign(Declaration.objects.all())
    assert count.counts == dict.fromkeys((State.TO_ENTER, State.TRANSMITTED, State.RETURNED, State.VALIDATED), 1)
    assert (count.received, count.total) == (2, 4)
    assert [each.is_received for each in Declaration.objects.order_by("pk")] == [False, True, False, True]


def test_one_campaign_each_in_the_order_of_campaigns():
    first = afas.declaration_of(campaign=afas.CampaignFactory(fiscal_year=2025))
    last = afas.declaration_of()
    assert [each.campaign for each in count_by_campaign(Declaration.objects.all())] == [last.campaign, first.campaign]
