"""People who write along in an application."""

import datetime as dt

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import SectionRight, TeamMember
from regio.core import clock
from tests.factories.regio import UserFactory


def team_member(application, *, user=None, rights=None, **fields):
    """Return somebody who takes part in the team; ``rights`` by section, the rest may be read."""
    user = user or UserFactory()
    member = TeamMember.objects.create(
        application=application,
        email=user.email,
        user=user,
        expires_at=clock.now() + dt.timedelta(days=14),
        **{"state": TeamState.ACTIVE, **fields},
    )
    for section, right in (rights or {}).items():
        SectionRight.objects.create(member=member, section=section, right=right)
    return member


def reader(application):
    return team_member(application).user


def commenter(application):
    return team_member(application, rights=dict.fromkeys(Section, TeamRight.COMMENT)).user


def writer(application, *sections):
    return team_member(application, rights=dict.fromkeys(sections or Section, TeamRight.WRITE)).user
