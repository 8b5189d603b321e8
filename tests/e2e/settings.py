"""The demonstration with the static files of a portal on line: hashed names, compressed, collected once."""

from portal.settings import base
from portal.settings.demo import *

STORAGES = base.STORAGES
WHITENOISE_USE_FINDERS = False
