"""Why something is not done to the account of somebody who has access to a convention."""

from __future__ import annotations

from portal.habpps.account_help.rules import Refusals
from portal.habpps.rights.rules import NOT_ONESELF

CAF_S_OWN = "Ce compte porte des droits de la Caf ou du niveau national : adressez-vous à l'assistance."
REFUSALS = Refusals(
    oneself=NOT_ONESELF,
    waits="Cette personne n'a pas encore accepté l'invitation : renvoyez-la, corrigez son adresse, ou clôturez son accès.",
    nation=CAF_S_OWN,
    caf=CAF_S_OWN,
    elsewhere="Ce compte sert aussi ailleurs : seule cette personne, ou la Caf, peut faire cette action.",
)
