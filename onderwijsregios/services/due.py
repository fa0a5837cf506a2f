"""What falls due in rounds; beat pokes it each minute."""


def publish_due_rounds() -> int:
    """Publish the rounds whose moment has come; return how many."""
    return 0


def announce_deadlines() -> int:
    """Write the reminders that are due; return how many."""
    return 0
