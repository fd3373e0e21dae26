"""The door of the site for a WSGI server. Every thread behind it is a public reader unless the path says desk."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trilateral.settings")
application = get_wsgi_application()

from initiatives.record.realm import install_guard  # noqa: E402  after the applications are loaded

install_guard()
