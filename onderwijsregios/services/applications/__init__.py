"""What an applicant does with an application."""

from onderwijsregios.services.applications.drafting import (
    PartText,
    RegionFacts,
    RoleChange,
    attach_plan,
    change_municipalities,
    facts_at,
    facts_of,
    remove_plan,
    save_members,
    save_parts,
    save_region,
    start_application,
)
from onderwijsregios.services.applications.submitting import submit_application, withdraw_application

__all__ = [
    "PartText",
    "RegionFacts",
    "RoleChange",
    "attach_plan",
    "change_municipalities",
    "facts_at",
    "facts_of",
    "remove_plan",
    "save_members",
    "save_parts",
    "save_region",
    "start_application",
    "submit_application",
    "withdraw_application",
]
