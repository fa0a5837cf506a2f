"""Parties that are asked and that answer, through the real services."""

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import PlanPart, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.signing import SigningLedger
from onderwijsregios.selectors.standing import Fingerprints
from onderwijsregios.services.applications import PartText, save_parts
from onderwijsregios.services.signing import Signatory, ask_to_sign, set_request, sign
from regio.core import clock
from tests.factories.onderwijsregios import representative_of


def lead_of(application):
    """Return somebody who may act for the applicant."""
    mandate = application.lead.mandates.first()
    return mandate.user if mandate else representative_of(application.lead)


def parties_of(application):
    """Return the parties besides the applicant, by name."""
    members = application.members.exclude(organisation=application.lead).select_related("organisation")
    return sorted((member.organisation for member in members), key=lambda one: one.name)


def asked(application, organisation, *, email="tekent@example.org", sections=tuple(Section)):
    """Ask a party to sign, at an address, and return the request."""
    common = {"application": application, "actor": lead_of(application), "arrived_at": clock.now()}
    set_request(organisation=organisation.pk, sections=sections, email=email, **common)
    ask_to_sign(organisations=[organisation.pk], **common)
    return SigningRequest.objects.get(application=application, organisation=organisation)


def by_link(request):
    """Return who answers through the link of ``request``."""
    return Signatory(request.organisation, nonce=request.nonce, name="Ans de Vries", function="voorzitter")


def seen_by(application, organisation):
    """Return what a party that reads the application now has on screen."""
    fingerprints = Fingerprints(content_of(application))
    return {section.value: fingerprints.of(section, str(organisation.pk)) for section in Section}


def signed(application, organisation, **request):
    """Have a party sign through a link, and return the signature."""
    link = asked(application, organisation, **request)
    return sign(
        application=application,
        actor=by_link(link),
        seen=seen_by(application, organisation),
        arrived_at=clock.now(),
    )


def change_text(application, text, key=PartKey.OPGAVEN):
    """Change a text of the application, by the applicant."""
    part = PlanPart.objects.filter(application=application, key=key).first()
    save_parts(
        application=application,
        actor=lead_of(application),
        parts={key: PartText(text, part.version if part else 0)},
        arrived_at=clock.now(),
    )


def standing_of(application, organisation):
    """Return how a party stands: section by section, and in short."""
    party = SigningLedger(application, content_of(application)).party(organisation.pk)
    return {section: one.standing for section, one in party.sections.items()}, party.in_short
