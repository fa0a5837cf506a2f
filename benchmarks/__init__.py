"""Measurements. One command, ``make bench``, repeats every published figure."""
