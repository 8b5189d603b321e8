"""The demonstration with the static files of a portal on line: hashed names, compressed, collected once."""

from portal.settings.base import STORAGES
from portal.settings.demo import *

STORAGES = {**STORAGES}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
