"""Every answer says which features of the browser the portal uses: passkeys, and nothing else that could be turned off."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.base.middleware import PermissionsPolicyMiddleware
from tests.factories.habpps import person

pytestmark = pytest.mark.django_db
OFF = {"camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics"}
ANSWERS = {
    "a page": ("get", "/connexion/", {}, 200),
    "a redirect to sign-in": ("get", "/mon-compte/", {}, 302),
    "a missing slash": ("get", "/connexion", {}, 301),
    "no page": ("get", "/nulle-part/", {}, 404),
    "an address that cannot be read": ("get", "/connexion/?q=%00", {}, 400),
    "another host": ("get", "/connexion/", {"Host": "ailleurs.example"}, 400),
    "no token": ("post", "/connexion/", {"X-CSRFToken": "forged"}, 403),
    "a method that is not there": ("put", "/connexion/", {}, 405),
    "a check of health": ("get", "/live", {}, 200),
    "an asset": ("get", "/static/ui/css/layout.css", {}, 200),
}


def features(answer) -> dict[str, str]:
    return dict(re.findall(r"([a-z-]+)=\(([a-z]*)\)", answer["Permissions-Policy"]))


@pytest.mark.parametrize("what", ANSWERS)
def test_every_kind_of_answer_says_it(client, what):
    method, path, headers, status = ANSWERS[what]
    answer = getattr(client, method)(path, headers=headers)
    assert answer.status_code == status
    assert features(answer).items() >= dict.fromkeys(OFF, "").items()
    answer.close()


def test_an_unexpected_error_says_it_too(client, monkeypatch):
    client.raise_request_exception = False
    client.force_login(person())
    monkeypatch.setattr("portal.accounts.middleware.must_set_up_second_factor", lambda request: 1 / 0)
    answer = client.get("/mon-compte/")
    assert answer.status_code == 500
    assert features(answer)["camera"] == ""


def test_passkeys_are_for_the_portal_itself_and_pasting_is_left_alone(client):
    said = features(client.get("/connexion/"))
    assert [name for name, who in said.items() if who] == ["publickey-credentials-get", "publickey-credentials-create"]
    assert not [name for name in said if name.startswith("clipboard")]


def test_the_header_is_written_as_browsers_read_it(settings):
    settings.PERMISSIONS_POLICY = {"camera": False, "publickey-credentials-get": True}
    answer = PermissionsPolicyMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert answer["Permissions-Policy"] == "camera=(), publickey-credentials-get=(self)"
