"""The account of somebody of the Caf: looked after from their page."""

from portal.habpps.account_help.views import FACTOR, INVITATION, PASSWORD, SESSIONS, UNLOCK, HelpViews
from portal.habpps.models import Grant
from portal.habpps.screens.pages import Crumbs

from ..actions.care import CAFS
from .officials import crumbs, get_official


def _crumbs(_: Grant, *last: tuple[str, str]) -> Crumbs:
    return crumbs(*last)


helps = HelpViews(CAFS, get_official, "official", _crumbs)
official_invite = helps.view(INVITATION, to="son adresse")
official_address = helps.address_view()
official_password = helps.view(PASSWORD, to="son adresse mail")
official_sessions = helps.view(SESSIONS)
official_unlock = helps.view(UNLOCK)
official_factor = helps.view(FACTOR)
