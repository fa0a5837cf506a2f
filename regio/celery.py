"""The Celery application. Beat only pokes; what is due stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

app = Celery("regio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
