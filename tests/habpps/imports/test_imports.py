"""Users from a spreadsheet: dry run line by line, then all of it, or the good lines when the person accepts that."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.imports.actions import Imported, confirm_import, drop_old_imports, keep_import
from portal.habpps.imports.queries import Planned, plan
from portal.habpps.imports.rules import COLUMNS, Wrong, plain, read_day, read_header, read_mobility, read_roles
from portal.habpps.imports.spreadsheets import read_lines
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation, Measure, UserImport
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ActivityFactory, AgreementFactory, actor, grant, partner_admin
from tests.net.reading import read

from . import sheets
from .sheets import row


def keep(user, agreement, *rows, content: bytes | None = None) -> UserImport:
    lines = read_lines("f.csv", content or sheets.csv(*rows))
    return keep_import(actor=actor(user), agreement=agreement, file_name="f.csv", lines=lines)


def lines(user, agreement, *rows) -> list[Planned]:
    return plan(actor(user), keep(user, agreement, *rows))


def errors(here, *rows) -> list[list[str]]:
    return [line.errors for line in lines(here.admin, here.agreement, *rows)]


def confirm(user, kept, **options) -> Imported:
    return confirm_import(actor=actor(user), kept=kept, **options)


def nobody_new(before: int) -> bool:
    return User.objects.count() == before and not Invitation.objects.exists()


@pytest.mark.parametrize("text", ["31/12/2026", "31-12-2026", "31.12.2026", "2026-12-31"])
def test_days_as_people_write_them(text):
    assert read_day(text) == date(2026, 12, 31)


def test_a_short_year_is_of_this_century():
    assert read_day("01/03/27") == date(2027, 3, 1)


@pytest.mark.parametrize("text", ["31/02/2026", "demain", "12/2026", "1/2/3/4", "٣/1/x", "1/1/99999999999999999999"])
def test_what_is_no_day(text):
    with pytest.raises(Wrong, match="par exemple 12/10/2026"):
        read_day(text)


def test_roles_by_their_short_or_long_names():
    assert read_roles("Fr DA; fr df, APPROBATEUR") == list(AFAS_ROLES)
    assert read_roles("Fournisseur de donnees d’activite;Fr DA") == [Role.ACTIVITY_DATA_PROVIDER]
    with pytest.raises(Wrong, match="rôle inconnu"):
        read_roles("Directeur")


def test_the_kind_of_post():
    assert [read_mobility(text) for text in ("", "sédentaire", "Itinérant (poste variable)")] == [
        "SEDENTARY",
        "SEDENTARY",
        "MOBILE",
    ]
    with pytest.raises(Wrong):
        read_mobility("nomade")


def test_the_header_in_any_order_with_columns_of_one_s_own():
    assert read_header(["adresse MAIL", "Commentaire", "prenom", "NOM"]) == {"Adresse mail": 0, "Prénom": 2, "Nom": 3}
    with pytest.raises(Wrong, match="Il manque : «\u00a0Prénom\u00a0», «\u00a0Adresse mail\u00a0»"):
        read_header(["Nom"])
    with pytest.raises(Wrong, match="deux fois"):
        read_header(["Nom", "Prénom", "Mail", "Courriel"])
    assert plain("Éà ç-É") == "eace"


def test_a_right_line_and_nothing_written(here):
    before = User.objects.count()
    cells = {"group": "AFAS Déclarer", "roles": "Fr DA;Approbateur", "activities": here.activity.name.upper()}
    found = lines(here.admin, here.agreement, row(**cells, opens="01/01/2099"))[0]
    assert (found.errors, found.membership) == ([], None)
    assert found.roles == [Role.ACTIVITY_DATA_PROVIDER, Role.APPROVER]
    assert found.activities == [here.activity]
    assert found.period.start == date(2099, 1, 1)
    assert nobody_new(before)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"last": ""}, "Nom : cette cellule est vide."),
        ({"email": ""}, "Adresse mail : cette cellule est vide."),
        ({"email": "camille@"}, "adresse mail complète"),
        ({"last": "x" * 81}, "au plus 80"),
        ({"phone": "1" * 21}, "au plus 20"),
        ({"mobility": "bureau"}, "Sédentaire ou Itinérant"),
        ({"group": "CDAP"}, "groupe inconnu"),
        ({"roles": "Chef", "activities": "Toutes"}, "rôle inconnu"),
        ({"roles": "Fr DA"}, "dites sur quelles activités"),
        ({"activities": "Toutes"}, "dites quel rôle"),
        ({"roles": "Fr DA", "activities": "Crèche"}, "aucune activité ouverte ne s'appelle «\u00a0Crèche\u00a0»"),
        ({"opens": "32/01/2026"}, "une date qui existe"),
        ({"opens": "02/01/2099", "closes": "01/01/2099"}, "précède"),
        ({"closes": "01/01/2001"}, "précède"),
    ],
)
def test_each_error_is_said_in_french_on_its_line(here, cells, said):
    found = errors(here, row(), row(**{"email": "autre@exemple.fr", **cells}))
    assert found[0] == []
    assert any(said in error for error in found[1]), found[1]


def test_every_error_of_a_line_at_once(here):
    assert len(errors(here, row(last="", email="x", group="y", opens="z"))[0]) == 4


def test_a_cell_that_cannot_be_read_is_told_once(here):
    """That an unknown role leaves no role to hold is no second error."""
    (only,) = errors(here, row(roles="Chef", activities=here.activity.name))[0]
    assert only.startswith("Rôles : rôle inconnu")
    (only,) = errors(here, row(roles="Fr DA", activities="Crèche"))[0]
    assert only.startswith("Activités : aucune activité ouverte")


def test_the_same_address_twice_in_the_file(here):
    found = errors(here, row(), row("Dupont", email="CAMILLE@exemple.fr"))
    assert found[0] == []
    assert "déjà à la ligne 2" in found[1][0]


def test_two_activities_of_nearly_one_name(here):
    ActivityFactory(agreement=here.agreement, name=here.activity.name.upper())
    assert "plusieurs activités" in errors(here, row(roles="Fr DA", activities=here.activity.name))[0][0]


def test_an_activity_of_somebody_else_does_not_exist(here, elsewhere):
    assert "aucune activité" in errors(here, row(roles="Fr DA", activities=elsewhere.activity.name))[0][0]


def test_somebody_of_the_convention_receives_what_is_missing(here):
    found = lines(here.admin, here.agreement, row(email=here.member.email.upper(), group="AFAS-DEC"))[0]
    assert found.membership == Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    assert "déjà accès" in found.notes[0]


def test_an_address_known_elsewhere_reads_like_any_other(here, elsewhere):
    new, known = lines(here.admin, here.agreement, row(), row(email=elsewhere.member.email))
    assert (new.errors, new.notes, new.membership) == (known.errors, known.notes, known.membership)


def test_nobody_gives_more_than_on_the_screen(here):
    """Outside « AFAS Habiliter »: neither the group nor the roles."""
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    found = errors(here, row(group="AFAS Habiliter"), row(email="b@exemple.fr", roles="Fr DA", activities="Toutes"))
    assert all(found)


def test_one_s_own_line(here):
    assert any(
        "vos propres droits" in error for error in errors(here, row(email=here.admin.email, group="AFAS-DEC"))[0]
    )


def test_somebody_whom_the_caf_suspends(here):
    membership = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    Measure.objects.create(
        kind="SUSPEND_PERSON",
        agreement=here.agreement,
        membership=membership,
        reason="Doute",
        taken_by=here.caf_admin,
        taken_at=clock.now(),
    )
    assert "La Caf a suspendu" in errors(here, row(email=here.member.email))[0][0]


def test_every_line_is_written(here):
    """Accounts, accesses, groups, roles, one invitation each; the event; nothing kept of the file."""
    second = ActivityFactory(agreement=here.agreement)
    kept = keep(
        here.admin,
        here.agreement,
        row(roles="Fr DA;Fr DF;Approbateur", activities="Toutes", closes="31/12/2098"),
        row("Dupont", "Léa", "lea@exemple.fr", group="AFAS Déclarer;AFAS Habiliter", phone="0322000000"),
    )
    assert confirm(here.admin, kept) == Imported(2, [])
    camille, lea = User.objects.get(email="camille@exemple.fr"), User.objects.get(email="lea@exemple.fr")
    roles = Grant.objects.filter(user=camille, role__in=AFAS_ROLES)
    assert {(each.role, each.activity_id) for each in roles} == {
        (role, activity.pk) for role in AFAS_ROLES for activity in (here.activity, second)
    }
    assert {each.valid_until for each in roles} == {date(2098, 12, 31)}
    assert set(Grant.objects.filter(user=lea).values_list("role", flat=True)) == {
        Role.PARTNER_USER,
        Role.AFAS_DECLARANT,
        Role.AFAS_MANAGER,
    }
    assert (lea.phone, lea.has_usable_password()) == ("0322000000", False)
    assert Letter.objects.filter(recipient_id=lea.pk).count() == 1
    assert Entry.objects.get(kind="habpps.users_imported").facts == {"written": 2, "left": 0}
    assert not UserImport.objects.exists()


def test_one_wrong_line_and_nothing_is_written(here):
    before = User.objects.count()
    kept = keep(here.admin, here.agreement, row(), row(email="x"))
    with pytest.raises(ActionError, match="Des lignes ont des erreurs"):
        confirm(here.admin, kept)
    assert nobody_new(before)
    assert UserImport.objects.filter(pk=kept.pk).exists()


def test_the_good_lines_when_the_person_accepts_that(here):
    kept = keep(here.admin, here.agreement, row(), row(email="x"))
    imported = confirm(here.admin, kept, good_lines_only=True)
    assert (imported.written, [line.number for line in imported.left]) == (1, [3])
    assert User.objects.filter(email="camille@exemple.fr").exists()


def test_what_changed_since_the_dry_run_counts(here):
    """The rules are asked again: somebody else created the person meanwhile."""
    kept = keep(here.admin, here.agreement, row(group="AFAS-DEC"))
    create_user(
        actor=actor(here.other_admin),
        agreement=here.agreement,
        identity=Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr"),
        valid_from=clock.today(),
    )
    confirm(here.admin, kept)
    assert Grant.objects.filter(user__email="camille@exemple.fr", role=Role.PARTNER_USER).count() == 1
    assert Grant.objects.filter(user__email="camille@exemple.fr", role=Role.AFAS_DECLARANT).count() == 1


def test_the_same_file_twice_changes_nothing_more(here):
    for _ in range(2):
        confirm(here.admin, keep(here.admin, here.agreement, row(roles="Fr DA", activities="Toutes")))
    assert Grant.objects.filter(user__email="camille@exemple.fr").count() == 3


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider", "member"])
def test_nobody_else_imports(here, kind):
    with pytest.raises(Refused):
        keep(getattr(here, kind), here.agreement, row())
    assert not UserImport.objects.exists()


def test_a_right_lost_since_the_dry_run(here):
    kept = keep(here.admin, here.agreement, row())
    before = User.objects.count()
    Grant.objects.filter(user=here.admin, parent=None).update(revoked_at=clock.now())
    with pytest.raises(Refused):
        confirm(here.admin, kept)
    assert nobody_new(before)


def test_without_delegation(db):
    agreement = AgreementFactory(contract__delegated=False)
    with pytest.raises(Refused, match="n'est pas déléguée"):
        keep(partner_admin(agreement), agreement, row())


def test_names_are_not_kept_for_more_than_a_day(here):
    kept = keep(here.admin, here.agreement, row())
    UserImport.objects.update(kept_at=clock.now() - timedelta(hours=24))
    assert drop_old_imports() == 1
    assert not UserImport.objects.filter(pk=kept.pk).exists()


def send(client, agreement, content: bytes, name: str = "f.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("habpps:import", args=[agreement.public_id]), {"file": file})


def test_the_whole_journey(client, here):
    client.force_login(here.admin)
    answer = send(client, here.agreement, sheets.csv(row(), row("Dupont", email="x")))
    page = read(client.get(answer.url))
    assert "1\u00a0ligne a une erreur" in page
    assert "Importer 1\u00a0ligne correcte" in page
    assert client.post(answer.url, {"act": "all"}).status_code == 422
    assert not User.objects.filter(email="camille@exemple.fr").exists()
    listing = read(client.post(answer.url, {"act": "good"}, follow=True))
    assert "1\u00a0ligne importée" in listing
    assert "Ligne 3, non importée" in listing
    assert client.get(answer.url).status_code == 404


def test_a_wrong_file_is_said_at_the_field(client, here):
    client.force_login(here.admin)
    answer = send(client, here.agreement, b"%PDF-1.7", "f.xlsx")
    assert answer.status_code == 422
    assert "pas un classeur XLSX lisible" in read(answer)
    assert not UserImport.objects.exists()


def test_a_file_given_up_is_gone(client, here):
    client.force_login(here.admin)
    answer = send(client, here.agreement, sheets.csv(row()))
    client.post(answer.url, {"act": "drop"})
    assert not UserImport.objects.exists()


def test_a_dry_run_is_its_author_s_alone(client, here, elsewhere):
    client.force_login(here.admin)
    address = send(client, here.agreement, sheets.csv(row())).url
    before = User.objects.count()
    for other in (here.other_admin, here.caf_admin, elsewhere.admin, here.member):
        client.force_login(other)
        assert client.get(address).status_code == 404
        assert client.post(address, {"act": "all"}).status_code == 404
    assert nobody_new(before)


def test_the_dry_run_of_a_convention_that_one_no_longer_manages(client, here):
    client.force_login(here.admin)
    address = send(client, here.agreement, sheets.csv(row())).url
    Grant.objects.filter(user=here.admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("extension", ["csv", "ods", "xlsx"])
def test_the_model_reads_back_as_it_was_made(client, here, extension):
    client.force_login(here.admin)
    answer = client.get(reverse("habpps:import_model", args=[here.agreement.public_id, extension]))
    assert "attachment" in answer["Content-Disposition"]
    (only,) = read_lines(f"f.{extension}", answer.getvalue())
    assert (only.number, only.cells, only.remarks) == (1, list(COLUMNS), [])


def test_the_help_sheet_names_groups_and_activities_safely(client, here):
    here.activity.name = "=SOMME(A1)"
    here.activity.save()
    client.force_login(here.admin)
    answer = client.get(reverse("habpps:import_model", args=[here.agreement.public_id, "xlsx"]))
    sheet = load_workbook(io.BytesIO(answer.getvalue()))["Aide"]
    texts = {cell.value for line in sheet.iter_rows() for cell in line}
    assert {"AFAS Déclarer", "'=SOMME(A1)"} <= texts


def test_the_dry_run_costs_the_same_for_one_line_and_for_a_hundred(client, here, django_assert_max_num_queries):
    client.force_login(here.admin)
    many = [row(f"Nom{number}", email=f"p{number}@exemple.fr", group="AFAS-DEC") for number in range(100)]
    for rows in (many[:1], many):
        address = send(client, here.agreement, sheets.csv(*rows)).url
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


def test_a_role_elsewhere_gives_nothing_here(here, elsewhere):
    """The administrator of another organisation."""
    grant(here.member, Role.PARTNER_ADMIN, elsewhere.agreement)
    with pytest.raises(Refused):
        keep(here.member, here.agreement, row())
