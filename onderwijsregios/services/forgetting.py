"""Forget a person whose account is erased, where the rows themselves stay."""

import uuid

from onderwijsregios.models import Signature, SigningRequest, TeamMember
from regio.models import User

NAME_ERASED = "naam gewist"


def forget_person(user: User) -> None:
    """Take the name and the address of ``user`` out of signatures and invitations.

    A signature keeps whose it is: the organisation, the function, the moment and what was
    signed; what was handed in names no person at all. A party that was reached at this
    address needs another one. The caller erases the account in the same transaction.
    """
    # an empty name says that the penvoerder laid the covenant down: that must stay so
    Signature.objects.filter(signed_by=user).exclude(signer_name="").update(signer_name=NAME_ERASED)
    for request in SigningRequest.objects.filter(email__iexact=user.email):
        request.email, request.nonce = "", uuid.uuid4()
        request.save(update_fields=["email", "nonce"])
    TeamMember.objects.filter(email__iexact=user.email, user__isnull=True).delete()
