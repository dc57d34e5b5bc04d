"""The WSGI application. Refuses to start where settings and configured hosts do not go together."""

import os

from django.core.wsgi import get_wsgi_application

from storefront.web.bodies import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

application = with_length(get_wsgi_application())

from storefront.clinics.system_checks import refuse_loopback_shortcuts  # noqa: E402  (needs the apps to be ready)

refuse_loopback_shortcuts()
