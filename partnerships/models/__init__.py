"""Partnerschappen Samen Opleiden."""

from partnerships.models.partnerships import SamenOpleidenPartnership

__all__ = ["SamenOpleidenPartnership"]
