import os

from django.core.wsgi import get_wsgi_application

from portal.base.stack import on_one_block
from portal.ui.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = on_one_block(get_wsgi_application())
warm_up()
