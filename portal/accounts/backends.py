"""Who may sign in, with which credentials. Open sessions hold the path of this class: moving it would end them."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .lifecycle.actions import accept_provisional_password
from .models import User
from .tries.identifiers import find_by_identifier


class PortalBackend(BaseBackend):
    """Identifier or e-mail address, in any case. Every refusal costs one hash, whatever its reason."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> User | None:
        if not username or not password:
            return None
        user = find_by_identifier(username)
        if user is None:
            make_password(password)
            return None
        if not user.check_password(password):
            return None
        if user.provisional_until is not None:
            return accept_provisional_password(user=user)
        return user if user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """Asked at each request: an account closed or suspended meanwhile is no longer signed in."""
        return User.objects.filter(pk=user_id, state=User.State.ACTIVE).first()
