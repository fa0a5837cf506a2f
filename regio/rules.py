"""Who may do what in the shared part: predicates and permission names.

Permission names are vocabulary: page, API, template and test all ask by name.
"""

import rules

from regio.core.registry import document_use
from regio.enums import StaffRole
from regio.selectors.accounts import Person, mandated_organisation_ids, roles_of


@rules.predicate
def is_signed_in(user: Person) -> bool:
    """Tell whether somebody is signed in."""
    return bool(user.is_authenticated and user.is_active)


@rules.predicate
def is_reviewer(user: Person) -> bool:
    """Tell whether somebody reviews for the Realisatie-Eenheid today."""
    return StaffRole.REVIEWER in roles_of(user)


@rules.predicate
def is_coordinator(user: Person) -> bool:
    """Tell whether somebody coordinates for the Realisatie-Eenheid today."""
    return StaffRole.COORDINATOR in roles_of(user)


@rules.predicate
def is_administrator(user: Person) -> bool:
    """Tell whether somebody administers the portal today."""
    return StaffRole.ADMINISTRATOR in roles_of(user)


@rules.predicate
def is_representative(user: Person) -> bool:
    """Tell whether somebody may act for at least one organisation today."""
    return bool(mandated_organisation_ids(user))


@rules.predicate
def may_read_document(user: Person, document: object) -> bool:
    """Tell whether an object that uses the document lets somebody read it: each app has its rule."""
    return document is not None and document_use(user, document) is not None


is_staff = is_reviewer | is_coordinator | is_administrator

rules.add_perm("regio.view_own_page", is_signed_in)
rules.add_perm("regio.view_document", is_signed_in & may_read_document)
rules.add_perm("regio.view_staff_page", is_staff)
rules.add_perm("regio.view_contact_messages", is_coordinator | is_administrator)
rules.add_perm("regio.manage_accounts", is_administrator)
rules.add_perm("regio.import_registers", is_administrator)
