"""What a form does not offer is not written, whoever adds it to what they send: fields are for those who may write them."""

from typing import Any

import pytest

from portal.accounts.models import User
from portal.afas.models import Declaration, DeclarationPart, PartKind
from portal.habpps.models import Agreement, Grant, Partner
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, FR_DA, FR_DF, PARTNER_ADMIN
from tests.matrix.test_form_fields import fields_of
from tests.net.reading import tree

FORGED = "forge"
# Columns of every model that forms of this portal write, under the names that its actions and models give them.
ADDED = {
    "username": FORGED,
    "email": "forge@ailleurs.example",
    "password": FORGED,
    "state": "CLOSED",
    "must_change_password": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "role": "NATIONAL_ADMIN",
    "caf": "1",
    "caf_id": "1",
    "agreement": "1",
    "agreement_id": "1",
    "partner_id": "1",
    "user": "1",
    "user_id": "1",
    "id": "1",
    "pk": "1",
    "public_id": "222222222222",
    "valid_until": "31/12/2099",
    "revoked_at": "2026-01-01",
    "siret": "73282932000074",
    "identifier": FORGED,
    "label": FORGED,
    "validated_at": "2026-01-01",
    "provided_by": "1",
    "handled_by": "1",
}
FINANCES = {"account_60": "99999", "account_64": "99999", "account_70": "99999"}
ACTIVITY = {"opening_days": "77", "animators.0.diploma": FORGED, "animators.0.etp": "1"}

FORMS = {
    "one's own details": (
        FR_DA,
        "account_change_details",
        {"phone": "0123456789"},
    ),
    "the telephone of a user": (
        PARTNER_ADMIN,
        "habpps:user_contact",
        {"phone": "0123456789", "phone_again": "0123456789"},
    ),
    "an organisation": (CAF_ADMIN, "habpps:partner_change", {}),
    "a convention": (CAF_ADMIN, "habpps:agreement_change", {}),
    "a right": (PARTNER_ADMIN, "habpps:grant_change", {}),
}
OWN_FIELDS = {
    "one's own details": {(User, "phone")},
    "the telephone of a user": {(User, "phone"), (User, "mobility")},
    "an organisation": {(Partner, name) for name in ("name", "siret", "address", "postcode", "town", "email", "phone")},
}


def offered_by(page, address: str) -> dict[str, Any]:
    """The form of the address as it is shown."""
    form = next(
        form
        for form in tree(page).forms
        if (form.get("method") or "").lower() == "post" and form.get("action") in (None, address)
    )
    return {**{name: "" for name in form.fields if name}, **fields_of(form)}


def state() -> dict[tuple[type, Any, str], Any]:
    """Every column of the models that rights and identities live in."""
    found = {}
    for model in (User, Grant, Agreement, Partner, Declaration):
        for row in model.objects.order_by("pk").values():
            found |= {(model, row["id"], name): value for name, value in row.items()}
    return found


def changed(before: dict[tuple[type, Any, str], Any]) -> set[tuple[type, str]]:
    after = state()
    return {(key[0], key[2]) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.parametrize("what", FORMS)
def test_what_the_form_does_not_offer_is_not_written(asker: Asker, what: str):
    """The same is written with the added fields as without them."""
    person, name, typed = FORMS[what]
    address = asker.address(name)
    outcomes = []

    for added in ({}, ADDED):

        def send(client, _person, added=added):
            page = client.get(address)
            assert page.status_code == 200
            before = state()
            offered = offered_by(page, address)
            extra = {key: value for key, value in added.items() if key not in offered}
            answer = client.post(address, {**offered, **typed, **extra})
            assert answer.status_code in (302, 422), answer.status_code
            outcomes.append((answer.status_code, changed(before)))

        asker.each([person], send)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] <= OWN_FIELDS.get(what, outcomes[0][1])
    assert outcomes[0][0] == 302


@pytest.mark.parametrize(
    ("person", "name", "other", "typed"),
    [
        (FR_DA, "activite", PartKind.FINANCIAL, ACTIVITY | FINANCES),
        (FR_DF, "finances", PartKind.ACTIVITY, FINANCES | ACTIVITY),
    ],
)
@pytest.mark.parametrize("act", ["save", "later", "nil"])
def test_who_gives_one_half_writes_nothing_in_the_other(asker: Asker, person, name, other, typed, act):
    declaration = asker.world.objects["open"]
    mine = DeclarationPart.objects.get(declaration=declaration, kind__in=set(PartKind.values) - {other})
    theirs = DeclarationPart.objects.filter(declaration=declaration, kind=other)
    address = f"/aides-financieres/declarations/{declaration.public_id}/saisie/{name}/"

    def send(client, _person):
        before = theirs.values().get()
        answer = client.post(address, {"act": act, "version": str(mine.edits), **typed, "kind": other})
        assert answer.status_code in (302, 422)
        assert theirs.values().get() == before
        mine.refresh_from_db()
        foreign = FINANCES if other == PartKind.FINANCIAL else {"opening_days": ""}
        assert not set(foreign) & set(mine.document)

    asker.each([person], send)
