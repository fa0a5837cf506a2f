"""Project package and shared ground of the portal; the programmes stand on it."""

from regio.celery import app as celery_app

__all__ = ["celery_app"]
