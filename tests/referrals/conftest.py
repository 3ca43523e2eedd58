"""Two who answer families: Ana of NJCMO, Ben of one CMO."""

import pytest
from django.contrib.auth.models import Group, User

from referrals.models import StaffProfile
from services.models import County


@pytest.fixture
def ana(client, staff):
    """A coordinator of NJCMO, signed in as `client`."""
    person = staff("intake coordinator")
    client.force_login(person)
    return person


@pytest.fixture
def ben(db):
    """A coordinator of the CMO of Essex County."""
    person = User.objects.create_user("ben", is_staff=True)
    person.groups.add(Group.objects.get(name="intake coordinator"))
    organization = County.objects.get(pk="essex").care_management_organization
    StaffProfile.objects.create(user=person, care_management_organization=organization)
    return person
