from .links import AccessLink
from .names import PastName
from .people import User
from .second_factor import Authenticator, RecoveryCodes
from .sessions import Session
from .sign_in import SignInFailures

__all__ = ["AccessLink", "Authenticator", "PastName", "RecoveryCodes", "Session", "SignInFailures", "User"]
