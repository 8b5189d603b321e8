"""The order in which rights are read: as the roles are listed, not as their codes are spelt."""

from __future__ import annotations

from django.db.models import Case, Value, When

from .roles import Role

BY_ROLE = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(Role)))
