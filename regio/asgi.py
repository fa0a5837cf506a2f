"""ASGI entrance, for a server that prefers it."""

import os

from celery import current_app
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

application = get_asgi_application()
current_app.loader.import_default_modules()  # or the first visitor who causes a mail waits for it
