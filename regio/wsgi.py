"""WSGI entrance for the web server."""

import os

from celery import current_app
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

application = get_wsgi_application()
current_app.loader.import_default_modules()  # or the first visitor who causes a mail waits for it
