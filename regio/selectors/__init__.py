"""Reads that several callers share; small, composable, without side effects."""
