"""Signing by the parties of an application: ask, answer, correct, remind."""

from onderwijsregios.services.signing.answering import (
    Signatory,
    add_covenant,
    give_covenant,
    give_mandate,
    leave,
    object_to,
    receive_covenant,
    sections_asked,
    sign,
    withdraw_covenant,
    withdraw_signature,
)
from onderwijsregios.services.signing.asking import (
    Asked,
    ask_to_sign,
    remind_due,
    remind_parties,
    set_request,
    step_reached,
)
from onderwijsregios.services.signing.correcting import mark_correction

__all__ = [
    "Asked",
    "Signatory",
    "add_covenant",
    "ask_to_sign",
    "give_covenant",
    "give_mandate",
    "leave",
    "mark_correction",
    "object_to",
    "receive_covenant",
    "remind_due",
    "remind_parties",
    "sections_asked",
    "set_request",
    "sign",
    "step_reached",
    "withdraw_covenant",
    "withdraw_signature",
]
