"""Writes: verbs with keyword-only arguments and an actor, each one transaction."""
