"""What an applicant does with an application."""

from onderwijsregios.services.applications.drafting import (
    FACTS,
    PartText,
    RegionFacts,
    RoleChange,
    attach_plan,
    change_municipalities,
    facts_at,
    facts_of,
    facts_seen,
    remove_plan,
    restore_text,
    save_fact,
    save_members,
    save_parts,
    save_region,
    save_text,
    start_application,
)
from onderwijsregios.services.applications.submitting import (
    submit_application,
    undo_withdrawal,
    withdraw_application,
)

__all__ = [
    "FACTS",
    "PartText",
    "RegionFacts",
    "RoleChange",
    "attach_plan",
    "change_municipalities",
    "facts_at",
    "facts_of",
    "facts_seen",
    "remove_plan",
    "restore_text",
    "save_fact",
    "save_members",
    "save_parts",
    "save_region",
    "save_text",
    "start_application",
    "submit_application",
    "undo_withdrawal",
    "withdraw_application",
]
