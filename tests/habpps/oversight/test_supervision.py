"""« Supervision »: what asks for the attention of a Caf, counted once and listed, within its own scope."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from post_office.models import STATUS

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.models import Agreement, Grant
from portal.habpps.oversight.queries import watches as supervision
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.habpps import AgreementFactory, actor, come_in, grant, invited, member, partner_admin, person
from tests.factories.letters import letter
from tests.net.reading import source

LISTS = ("never_used", "idle_users", "short_agreements", "ending_agreements", "connections", "letters")
EVERY = ("supervision", *LISTS)


def read(response) -> str:
    return unescape(source(response)).replace("\u00a0", " ")


def address(name: str) -> str:
    return reverse(f"habpps:{name}")


def newcomer(agreement: Agreement, *, days: int = 0, **account) -> User:
    """Somebody who has not answered: their account may have existed before, with other names."""
    user = member(agreement, **account)
    invited(user, agreement, at=clock.now() - timedelta(days=days), last_name="Typée", first_name="Nina")
    return user


def idle(agreement: Agreement, months: int) -> User:
    return member(agreement, last_login=clock.now() - timedelta(days=31 * months))


@pytest.fixture
def watched(here) -> None:
    """One thing of each kind to watch over; everybody else came in today."""
    User.objects.update(last_login=clock.now())
    newcomer(here.agreement, state=User.State.PENDING)
    newcomer(here.agreement, days=5, state=User.State.PENDING)
    idle(here.agreement, 7)
    idle(here.agreement, 13)
    AgreementFactory(caf=here.caf)
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=clock.today() + timedelta(days=40))
    letter(here.member, here.agreement, "habpps/right_given", status=STATUS.failed)


def test_the_overview_counts_what_its_lists_hold(client, here, watched):
    seen = supervision.overview(actor(here.caf_admin))
    assert (seen.never_used, seen.waiting, seen.lapsed) == (2, 1, 1)
    assert (seen.idle_6, seen.idle_12) == (2, 1)
    assert (seen.short, seen.ending, seen.failed_letters, seen.measures) == (1, 1, 1, 0)
    client.force_login(here.caf_admin)
    text = read(client.get(address("supervision")))
    assert f"{address('idle_users')}?depuis=12" in text
    for query, count in (("", 2), ("?depuis=12", 1)):
        assert f"{count} accès trouvé" in read(client.get(address("idle_users") + query))


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent"])
def test_the_people_of_the_caf_read_every_list(client, here, watched, kind):
    client.force_login(getattr(here, kind))
    for name in EVERY:
        assert client.get(address(name)).status_code == 200


def test_another_caf_sees_nothing_of_it(client, here, elsewhere, watched):
    User.objects.filter(pk__in=[elsewhere.member.pk, elsewhere.provider.pk]).update(last_login=clock.now())
    seen = supervision.overview(actor(elsewhere.caf_admin))
    assert (seen.never_used, seen.idle_6, seen.short, seen.ending, seen.failed_letters) == (0, 0, 0, 0, 0)
    client.force_login(elsewhere.caf_admin)
    for name in EVERY:
        text = read(client.get(address(name)))
        assert here.agreement.label not in text
        assert here.member.last_name not in text


def test_the_national_administrator_sees_every_caf(here, elsewhere, national, watched):
    User.objects.filter(pk=elsewhere.member.pk).update(last_login=clock.now() - timedelta(days=400))
    assert supervision.overview(actor(national)).idle_12 == 2


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", ["admin", "provider", "member"])
def test_people_of_a_partner_do_not_supervise(client, here, name, kind):
    """Neither the page nor its file; their administrator keeps the convention's journal."""
    client.force_login(getattr(here, kind))
    assert client.get(address(name)).status_code == 403
    if name in LISTS:
        assert client.post(address(name), {"format": "csv"}).status_code == 403
        assert not Entry.objects.filter(kind="habpps.exported").exists()


def test_the_menu_offers_supervision_to_the_caf_alone(client, here):
    client.force_login(here.admin)
    text = read(client.get("/"))
    assert address("journal") in text
    assert address("letters") not in text
    assert address("supervision") + '"' not in text


def test_who_waits_goes_by_the_typed_words_whatever_their_account(client, here):
    """Two invitations: one made its account, the other met one that is used elsewhere. Nothing tells them apart."""
    User.objects.update(last_login=clock.now())
    made = newcomer(here.agreement, days=5, state=User.State.PENDING, first_name="Typée", last_name="Nouvelle")
    met = newcomer(here.agreement, days=5, last_login=clock.now() - timedelta(days=900), last_name="Secrète")
    client.force_login(here.caf_admin)
    rows = list(supervision.list_never_used(actor(here.caf_admin)))
    assert [row["shown_last_name"] for row in rows] == ["Typée", "Typée"]
    for name in LISTS:
        assert met.last_name not in read(client.get(address(name)))
        assert met.last_name not in client.post(address(name), {"format": "csv"}).getvalue().decode()
    assert not supervision.list_idle(actor(here.caf_admin)).queryset.filter(user__in=[made, met]).exists()
    assert "Aucun résultat" in read(client.get(address("never_used"), {"personne": "Secrète"}))


def test_once_answered_the_account_speaks(client, here):
    user = newcomer(here.agreement, days=5, last_name="Connue")
    come_in(user)
    client.force_login(here.caf_admin)
    assert "Typée" not in read(client.get(address("never_used")))


@pytest.mark.parametrize(("kind", "offered"), [("caf_admin", True), ("caf_agent", False)])
def test_the_link_is_sent_again_from_the_list_by_the_administrator(client, here, kind, offered):
    user = newcomer(here.agreement, days=5, state=User.State.PENDING)
    access = Grant.objects.get(user=user, role=Role.PARTNER_USER)
    client.force_login(getattr(here, kind))
    text = read(client.get(address("never_used")))
    assert (reverse("habpps:invitation_resend", args=[access.public_id]) in text) is offered
    assert "Expirée" in text


@pytest.mark.parametrize(("asked", "count"), [("EN_ATTENTE", 1), ("EXPIREE", 2), ("n'importe", 3)])
def test_invitations_are_narrowed_to_those_that_wait_or_lapsed(client, here, asked, count):
    for days in (0, 5, 9):
        newcomer(here.agreement, days=days, state=User.State.PENDING)
    client.force_login(here.caf_admin)
    assert f"{count} accès trouvé" in read(client.get(address("never_used"), {"invitation": asked}))


@pytest.mark.parametrize("over", [{"valid_until": True}, {"revoked_at": True}])
def test_an_access_that_is_over_is_watched_no_more(here, over):
    User.objects.update(last_login=clock.now())
    user = idle(here.agreement, 20)
    ended = {"valid_until": clock.today() - timedelta(days=1)} if "valid_until" in over else {"revoked_at": clock.now()}
    Grant.objects.filter(user=user).update(**ended)
    assert not supervision.list_idle(actor(here.caf_admin)).count()


@pytest.mark.parametrize("state", [User.State.SUSPENDED, User.State.CLOSED])
def test_an_account_that_nobody_may_use_is_not_idle(here, state):
    User.objects.update(last_login=clock.now())
    User.objects.filter(pk=idle(here.agreement, 20).pk).update(state=state)
    assert not supervision.list_idle(actor(here.caf_admin)).count()


def test_whoever_never_came_in_without_invitation_counts_from_their_access(here):
    """An access of the first day, given before invitations were kept."""
    User.objects.update(last_login=clock.now())
    user = member(here.agreement)
    assert not supervision.list_idle(actor(here.caf_admin)).count()
    Grant.objects.filter(user=user).update(given_at=clock.now() - timedelta(days=200))
    assert supervision.list_idle(actor(here.caf_admin)).count() == 1


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_a_convention_ends_soon_until_its_last_day(here, days, found):
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=clock.today() + timedelta(days=days))
    assert supervision.ending_agreements(actor(here.caf_admin), days=30).count() == found


def test_a_convention_without_its_two_administrators_shows_how_many_it_has(client, here):
    alone = AgreementFactory(caf=here.caf)
    partner_admin(alone)
    client.force_login(here.caf_admin)
    text = read(client.get(address("short_agreements")))
    assert alone.label in text
    assert here.agreement.label not in text
    assert "1 convention trouvée" in text


def test_lists_are_narrowed_to_a_convention_or_an_organisation(client, here):
    other = AgreementFactory(caf=here.caf)
    user = newcomer(other, state=User.State.PENDING)
    for asked in (other.label, other.partner.name):
        rows = supervision.list_never_used(actor(here.caf_admin), agreement=asked)
        assert [row["agreement_id"] for row in rows] == [other.pk]
    assert user.username not in read(client.get(address("never_used")))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_as_a_file_and_the_journal_says_so(client, here, watched, name):
    client.force_login(here.caf_agent)
    answer = client.post(address(name), {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert Entry.objects.get(kind="habpps.exported").actor_id == here.caf_agent.pk


@pytest.mark.parametrize("key", ["nom", "-nom", "convention", "-envoi", "adresse", "n'importe"])
def test_a_list_is_sorted_by_any_column(client, here, watched, key):
    client.force_login(here.caf_admin)
    assert "2 accès trouvés" in read(client.get(address("never_used"), {"tri": key}))


@pytest.mark.parametrize("name", EVERY)
def test_a_page_costs_ten_queries_for_one_row_as_for_twenty(client, here, watched, name, django_assert_max_num_queries):
    client.force_login(here.caf_admin)
    client.get(address(name))
    with django_assert_max_num_queries(10) as first:
        client.get(address(name))
    for _ in range(20):
        one = AgreementFactory(caf=here.caf, closes_on=clock.today() + timedelta(days=20))
        newcomer(one, days=4, state=User.State.PENDING)
        idle(one, 14)
        letter(grant(person(), Role.PARTNER_USER, one).user, one, "habpps/right_given", status=STATUS.failed)
    with django_assert_max_num_queries(10) as last:
        client.get(address(name))
    assert len(last.captured_queries) == len(first.captured_queries)
