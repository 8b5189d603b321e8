"""The names that people bore, for pages and lists of dated acts."""

from collections.abc import Iterable

from django.db.models import CharField, OuterRef, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Concat

from portal.accounts.models import PastName, User


def load_past_names(people: Iterable[User | None]) -> None:
    """Load the past names of those who have any, so that `User.name_on` asks nothing more: one query, usually none."""
    prefetch_related_objects(
        [each for each in people if each is not None and each.named_since is not None], "past_names"
    )


def name_at(user: str, at: str) -> Coalesce:
    """For annotations: `User.name_on` as SQL. `user`: lookup to the person from the row; `at`: of the instant."""
    return Coalesce(past_name_at(user, at), _full_name(f"{user}__"))


def past_name_at(user: str, at: str) -> Subquery:
    """The same; NULL where the name of that instant is their present one. `user` may lead to a bare key."""
    borne = PastName.objects.filter(user=OuterRef(user), until__gt=OuterRef(at)).order_by("until", "id")
    return Subquery(borne.annotate(full=_full_name()).values("full")[:1])


def _full_name(path: str = "") -> Concat:
    return Concat(f"{path}first_name", Value(" "), f"{path}last_name", output_field=CharField())
