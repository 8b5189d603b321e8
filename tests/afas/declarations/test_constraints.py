"""State ⇔ facts, in the database: an impossible row cannot be written, not even by SQL. Both engines."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.afas.models import Event
from tests.factories import afas

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def sql(text, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'TRANSMITTED'",
        "state = 'IN_REVIEW', version = 1, transmitted_at = '2026-01-01'",
        "state = 'VALIDATED', version = 1, transmitted_at = '2026-01-01'",
        "state = 'RETURNED'",
        "version = 1",
        "transmitted_at = '2026-01-01'",
        "taken_at = '2026-01-01'",
        "closed_at = '2026-01-01'",
    ],
)
def test_a_declaration_to_enter_has_no_facts_of_later_states(change):
    declaration = afas.declaration_of()
    with pytest.raises(IntegrityError):
        sql(f"UPDATE afas_declaration SET {change} WHERE id = %s", declaration.pk)


@pytest.mark.parametrize(
    "change", ["version = 0", "transmitted_at = NULL", "taken_by_id = NULL", "taken_at = NULL", "closed_at = NULL"]
)
def test_a_validated_declaration_keeps_its_facts(change):
    declaration = afas.validated(afas.declaration_of())
    with pytest.raises(IntegrityError):
        sql(f"UPDATE afas_declaration SET {change} WHERE id = %s", declaration.pk)


@pytest.mark.parametrize(
    "change",
    ["state = 'PROVIDED'", "state = 'ACCEPTED'", "provided_at = '2026-01-01'", "state = 'TO_CORRECT', correction = ''"],
)
def test_a_half_is_provided_by_somebody_at_a_time(change):
    declaration = afas.declaration_of()
    with pytest.raises(IntegrityError):
        sql(f"UPDATE afas_declarationpart SET {change} WHERE declaration_id = %s", declaration.pk)


def test_one_declaration_for_an_activity_and_a_campaign():
    declaration = afas.declaration_of()
    with pytest.raises(IntegrityError), transaction.atomic():
        afas.declaration_of(declaration.activity)


def test_a_return_has_a_reason():
    declaration = afas.declaration_of()
    user = afas.team_of(declaration).agent.user
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(declaration=declaration, kind="RETURNED", at=afas.clock.now(), by=user)


@pytest.mark.parametrize("table", ["afas_transmission", "afas_event"])
def test_what_happened_is_never_changed(table):
    """Neither what was transmitted nor the history, by whoever holds the database's password."""
    afas.transmitted(afas.declaration_of())
    column = "content" if table == "afas_transmission" else "reason"
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="immutable"):
            sql(statement)
