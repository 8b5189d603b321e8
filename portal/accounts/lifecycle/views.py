"""The page by which somebody activates their account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.accounts.links.actions import Purpose
from portal.accounts.passwords.views import password_by_link

from .actions import activate_account


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, key: str) -> HttpResponse:
    done = "Votre compte est activé. Connectez-vous avec votre identifiant et votre mot de passe."
    return password_by_link(request, key, Purpose.ACTIVATION, activate_account, done)
