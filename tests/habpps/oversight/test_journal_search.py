"""The journal as a Caf searches it: by family of events, and by what they are about."""

from html import unescape

import pytest
from django.db import transaction

from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from portal.journal.kinds import REGISTRY
from portal.journal.writer import log_event
from tests.factories.habpps import ActivityFactory, fr_df
from tests.net.reading import source

JOURNAL = "/supervision/journal"


def read(response) -> str:
    return unescape(source(response)).replace("\u00a0", " ")


@transaction.atomic
def record(kind: str, **arguments) -> None:
    log_event(REGISTRY[kind], **arguments)


def scope(here) -> dict[str, int]:
    return {"caf_id": here.caf.pk, "agreement_id": here.agreement.pk}


@pytest.fixture
def told(here):
    """One event of each kind that tells of an activity, for two activities of the same convention."""
    other = ActivityFactory(agreement=here.agreement, name="Ludothèque")
    for activity in (here.activity, other):
        declared = {"declared": f"activity:{activity.pk}", "campaign": "Réelle 2025"}
        record("afas.part_provided", actor_id=here.provider.pk, part="FINANCIAL", **declared, **scope(here))
        record(
            "habpps.activity_changed",
            actor_id=here.caf_admin.pk,
            about=("habpps.activity", activity.pk),
            activity=activity.pk,
            changes=["nom"],
            **scope(here),
        )
    return other


def test_the_journal_is_found_by_family_and_by_convention(client, here):
    record("habpps.agreement_validated", actor_id=here.caf_admin.pk, **scope(here))
    record("habpps.delegation_withdrawn", actor_id=here.caf_admin.pk, **scope(here))
    client.force_login(here.caf_admin)
    for query, found in (
        ({"evenement": "conventions"}, "a validé la convention"),
        ({"evenement": "mesures"}, "a retiré la gestion déléguée"),
        ({"evenement": "mesures", "convention": here.agreement.label}, "a retiré la gestion déléguée"),
        ({"evenement": "mesures", "convention": here.partner.name}, "a retiré la gestion déléguée"),
    ):
        text = read(client.get(JOURNAL, query))
        assert found in text
        assert "1 événement trouvé" in text
    assert "Aucun résultat" in read(client.get(JOURNAL, {"convention": "introuvable"}))


def test_the_journal_speaks_french_of_what_a_declaration_holds(client, here):
    """Codes become words; a digest shows its beginning, which is enough to compare."""
    declared = {"declared": f"activity:{here.activity.pk}", "campaign": "Actualisée (janvier–juin) 2026"}
    record("afas.part_provided", actor_id=here.provider.pk, part="FINANCIAL", **declared, **scope(here))
    sent = declared | {"version": 1, "receipt_number": "AR-1", "sha256": "ab" * 32}
    record("afas.transmitted", actor_id=here.provider.pk, **sent, **scope(here))
    record(
        "afas.returned",
        actor_id=here.caf_admin.pk,
        version=1,
        parts=["ACTIVITY", "FINANCIAL"],
        **declared,
        **scope(here),
    )
    client.force_login(here.caf_agent)
    text = read(client.get(JOURNAL))
    about = f"pour {here.activity.name} (Actualisée (janvier–juin) 2026)"
    assert f"a fourni les données financières {about}" in text
    assert f"la version 1 de la déclaration {about} : données d'activité, données financières" in text
    assert f"la version 1 de la déclaration {about}, accusé AR-1, empreinte abababababababab…" in text


def test_everything_about_one_activity_is_found_by_its_name(client, here, told):
    """Declarations, the activity itself, and the roles over it; the other activity's events stay out."""
    given = fr_df(told)
    right = Grant.objects.get(user=given, role=Role.FINANCIAL_DATA_PROVIDER)
    record(
        "habpps.right_given",
        actor_id=here.admin.pk,
        user=given.pk,
        role=right.role,
        place=f"activity:{told.pk}",
        valid_from=right.valid_from.isoformat(),
        valid_until="",
        late_reason="",
        about=("habpps.grant", right.pk),
        **scope(here),
    )
    for kind in ("caf_admin", "caf_agent", "admin"):
        client.force_login(getattr(here, kind))
        text = read(client.get(JOURNAL, {"convention": "LUDOTHEQUE"}))
        assert "3 événements trouvés" in text
        assert "a fourni les données financières pour Ludothèque (Réelle 2025)" in text
        assert "a modifié l'activité Ludothèque" in text
        assert "sur Ludothèque à partir du" in text
        assert here.activity.name not in text


def test_another_partner_finds_nothing_of_it(client, told, elsewhere):
    client.force_login(elsewhere.admin)
    assert "Aucun résultat" in read(client.get(JOURNAL, {"convention": "Ludothèque"}))


def test_a_search_asks_no_more_questions_for_more_events(client, here, told, same_queries):
    def search(count: int) -> None:
        for _ in range(count):
            record("afas.part_entered", actor_id=here.provider.pk, part="FINANCIAL", **of(told), **scope(here))

    client.force_login(here.caf_admin)
    same_queries(f"{JOURNAL}?convention=Ludo", lambda: search(1), lambda: search(19))


def of(activity) -> dict[str, str]:
    return {"declared": f"activity:{activity.pk}", "campaign": "Réelle 2025"}
