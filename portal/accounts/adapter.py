"""What the portal changes in django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class PortalAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are created by a Caf or a partner's administrator, never by the person."""
        return False
