"""Who may do what in the rounds: predicates and permission names."""

import rules

from onderwijsregios.models import Application, ApplicationMember, Bezwaar, Decision, Supplement
from onderwijsregios.selectors.interests import has_interest
from onderwijsregios.selectors.reviews import review_of
from onderwijsregios.selectors.signing import is_asked
from onderwijsregios.selectors.team import access_of
from regio.models import Organisation, User
from regio.rules import is_administrator, is_coordinator, is_reviewer, is_signed_in
from regio.selectors.accounts import Person, mandated_organisation_ids

# --- the applicant: people with a mandate today for the organisation that applies -----------------


@rules.predicate
def represents(user: Person, organisation: Organisation | None) -> bool:
    """Tell whether ``user`` may act today for ``organisation``, or for any when none is named."""
    mandated = mandated_organisation_ids(user)
    return bool(mandated) if organisation is None else organisation.pk in mandated


@rules.predicate
def represents_applicant(user: Person, application: Application | None) -> bool:
    """Tell whether ``user`` may act today for the organisation that applies.

    Whether the moment allows it is a gate of the service, which can say why not.
    """
    return application is not None and application.lead_id in mandated_organisation_ids(user)


@rules.predicate
def represents_applicant_of(user: Person, obj: Supplement | Bezwaar | Decision | None) -> bool:
    """Tell whether ``user`` may act today for the organisation whose application ``obj`` belongs to."""
    if obj is None:
        return False
    application = obj.decision.application if isinstance(obj, Bezwaar) else obj.application
    return application.lead_id in mandated_organisation_ids(user)


@rules.predicate
def is_in_team(user: Person, application: Application | None) -> bool:
    """Tell whether ``user`` may read ``application`` as one of its team or for the applicant."""
    return application is not None and access_of(user, application).may_read


@rules.predicate
def writes_in_team(user: Person, application: Application | None) -> bool:
    """Tell whether ``user`` may write in at least one section; the service asks for which."""
    return application is not None and access_of(user, application).may_write_something


@rules.predicate
def represents_offered(user: Person, application: Application | None) -> bool:
    """Tell whether ``user`` may act today for the organisation to which the lead is offered."""
    return application is not None and application.lead_offered_to_id in mandated_organisation_ids(user)


@rules.predicate
def represents_asked_party(user: Person, member: ApplicationMember | None) -> bool:
    """Tell whether ``user`` may act today for a party of an application that is asked to sign it."""
    return (
        member is not None and member.organisation_id in mandated_organisation_ids(user) and is_asked(member)
    )


rules.add_perm("onderwijsregios.start_application", is_signed_in & represents)
rules.add_perm("onderwijsregios.view_application", is_signed_in & is_in_team)
rules.add_perm("onderwijsregios.edit_application", is_signed_in & writes_in_team)
rules.add_perm("onderwijsregios.manage_team", is_signed_in & represents_applicant)
rules.add_perm("onderwijsregios.answer_lead_offer", is_signed_in & represents_offered)
rules.add_perm("onderwijsregios.manage_signing", is_signed_in & represents_applicant)
rules.add_perm("onderwijsregios.sign_application", is_signed_in & represents_asked_party)
rules.add_perm("onderwijsregios.answer_supplement", is_signed_in & represents_applicant_of)
rules.add_perm("onderwijsregios.accept_decision", is_signed_in & represents_applicant_of)
rules.add_perm("onderwijsregios.ask_about_decision", is_signed_in & represents_applicant_of)
rules.add_perm("onderwijsregios.file_bezwaar", is_signed_in & represents_applicant_of)
rules.add_perm("onderwijsregios.view_own_bezwaar", is_signed_in & represents_applicant)
rules.add_perm("onderwijsregios.submit_application", is_signed_in & represents_applicant)
rules.add_perm("onderwijsregios.withdraw_application", is_signed_in & represents_applicant)

# --- the Realisatie-Eenheid: coordinators, administrators and reviewers --------------------------


@rules.predicate
def has_no_interest(user: User, application: Application | None) -> bool:
    """Tell whether nothing keeps ``user`` away from ``application``."""
    return application is None or not has_interest(user, application)


@rules.predicate
def has_it_to_review(user: User, application: Application | None) -> bool:
    """Tell whether ``application`` is assigned to ``user``, its round closed and no interest there."""
    return application is None or review_of(user, application) is not None


rules.add_perm("onderwijsregios.view_rounds", is_coordinator | is_administrator)
rules.add_perm("onderwijsregios.manage_rounds", is_coordinator)
rules.add_perm("onderwijsregios.assign_reviewers", is_coordinator)
rules.add_perm("onderwijsregios.view_dossier", is_coordinator | is_administrator)
rules.add_perm("onderwijsregios.ask_supplement", is_coordinator)
rules.add_perm("onderwijsregios.answer_question", is_coordinator)
rules.add_perm("onderwijsregios.view_bezwaren", is_coordinator | is_administrator)
rules.add_perm("onderwijsregios.handle_bezwaar", is_coordinator)
rules.add_perm("onderwijsregios.grant_extension", is_coordinator)
rules.add_perm("onderwijsregios.decide_application", is_coordinator & has_no_interest)
rules.add_perm("onderwijsregios.review_applications", is_reviewer)
rules.add_perm("onderwijsregios.review_application", is_reviewer & has_it_to_review)
