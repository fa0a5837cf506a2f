"""RAP-projecten."""

from rap.models.projects import RapProject

__all__ = ["RapProject"]
