"""Somebody else's identifiers in every field of every form, hidden ones and those of lists included."""

import re
from collections.abc import Iterator

import pytest
from django.db.models import Model, Q
from lxml import html

from portal.accounts.models import User
from portal.afas.models import Declaration, DeclarationPart, Transmission
from portal.habpps.models import AccessGroup, Activity, Agreement, Amendment, Document, Grant, Measure, Partner, Site
from tests.factories import habpps as make
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, OTHER_CAF_ADMIN, OTHER_DECLARER, PARTNER_ADMIN, World
from tests.matrix.table import TABLE
from tests.net.client import PortalClient

IDENTIFIER = re.compile(r"^[a-z0-9]{12}$")
# Forms that are known to offer objects: should one of them be forged no more, the test would prove nothing.
OFFERING = frozenset({"habpps:assign", "habpps:user_create", "habpps:group_add"})
FORGERS = (PARTNER_ADMIN, CAF_ADMIN)
OURS = frozenset({"csrfmiddlewaretoken", "_once", "next", "format"})


class Elsewhere:
    """A convention in which the person has nothing to do, with what hangs under it."""

    def __init__(self, agreement: Agreement):
        self.agreement = agreement
        under = {"agreement": agreement}
        self.rows: list[tuple[type[Model], Q]] = [
            (Agreement, Q(pk=agreement.pk)),
            (Partner, Q(pk=agreement.partner_id)),
            (Site, Q(partner=agreement.partner)),
            (AccessGroup, Q(enrolment__agreement=agreement)),
            (User, Q(grants__agreement=agreement)),
            (Grant, Q(**under)),
            *((model, Q(**under)) for model in (Activity, Document, Measure, Amendment)),
            (Declaration, Q(activity__agreement=agreement)),
            (DeclarationPart, Q(declaration__activity__agreement=agreement)),
            (Transmission, Q(declaration__activity__agreement=agreement)),
        ]

    def identifiers(self) -> list[str]:
        """One of each kind."""
        found = []
        for model, condition in self.rows:
            row = model.objects.filter(condition).order_by("pk").first()
            if row is not None and hasattr(row, "public_id"):
                found.append(row.public_id)
        return found

    def state(self) -> dict[str, list]:
        """Every row, and whatever its people hold anywhere."""
        people = set(Grant.objects.filter(agreement=self.agreement).values_list("user_id", flat=True))
        kept = {
            model.__name__: sorted(map(repr, model.objects.filter(condition).order_by("pk").distinct().values_list()))
            for model, condition in self.rows
        }
        kept["held"] = sorted(map(repr, Grant.objects.filter(user__in=people).order_by("pk").values_list()))
        return kept


def elsewhere_of(world: World, person: str) -> Elsewhere:
    """For a partner's administrator another partner of the same Caf, for a Caf a partner of another Caf."""
    if person == PARTNER_ADMIN:
        grant = Grant.objects.filter(user=world.people[OTHER_DECLARER], activity__isnull=False)[0]
        return Elsewhere(grant.agreement)
    caf = Grant.objects.get(user=world.people[OTHER_CAF_ADMIN]).caf
    agreement = make.AgreementFactory(caf=caf)
    make.with_roles(make.ActivityFactory(agreement=agreement, sites=[make.SiteFactory(partner=agreement.partner)]))
    make.partner_admin(agreement)
    return Elsewhere(agreement)


def fields_of(form: html.FormElement) -> dict[str, list[str]]:
    """What a browser would send, nothing typed; the first real choice of each list that has none."""
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    for select in form.iter("select"):
        choices = [option.get("value") for option in select.iter("option") if option.get("value")]
        if select.name and choices and not any(sent.get(select.name, [])):
            sent[select.name] = choices[:1]
    return sent


def speaks_of_objects(form: html.FormElement, name: str) -> bool:
    """Does the field hold, or offer, public identifiers?"""
    values = [element.get("value", "") for element in form.iter("input") if element.get("name") == name]
    for select in form.iter("select"):
        if select.name == name:
            values += [option.get("value", "") for option in select.iter("option")]
    return any(IDENTIFIER.match(value) for value in values)


def forgeries(page: html.HtmlElement, address: str, foreign: list[str]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Each POST form of the page with one of its fields holding somebody else's identifier."""
    for form in page.forms:
        if (form.get("method") or "").lower() != "post":
            continue
        named = {element.get("name") for element in form.iter("input", "select") if element.get("name")} - OURS
        people = {picker.get("data-picker-name") for picker in form.xpath(".//*[@data-picker]")}
        for name in sorted(named | people):
            if name in people or speaks_of_objects(form, name):
                for identifier in foreign:
                    yield form.get("action") or address, {**fields_of(form), name: [identifier]}


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.get and row.readers_among(FORGERS)))
def test_a_forged_field_reaches_nobody_else(asker: Asker, name: str):
    """Whatever the answer, nothing of theirs has changed, and none of their people holds anything new."""
    address = asker.address(name)

    def forge(client: PortalClient, person: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            return
        other = elsewhere_of(asker.world, person)
        before = other.state()
        forged = list(forgeries(html.fromstring(answer.content), address, other.identifiers()))
        assert forged or name not in OFFERING or person != PARTNER_ADMIN, "nothing to forge"
        for target, fields in forged:
            answered = client.post(target, fields)
            assert answered.status_code < 500, f"{target} {fields}"
            assert other.state() == before, f"{target} {fields}"

    asker.each(TABLE[name].readers_among(FORGERS), forge)
