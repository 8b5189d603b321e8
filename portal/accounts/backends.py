"""Who may sign in, with which credentials."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import User


class PortalBackend(BaseBackend):
    def authenticate(self, request: HttpRequest | None, password: str = "", **credentials: Any) -> User | None:
        typed = str(credentials.get("username") or credentials.get("email") or "").strip()
        user = User.objects.filter(username__iexact=typed).first() or User.objects.filter(email__iexact=typed).first()
        if user is None or not user.check_password(password) or not user.is_active:
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, state=User.State.ACTIVE).first()
