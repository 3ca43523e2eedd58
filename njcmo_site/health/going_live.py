"""What managers see to before families are sent to the site, and what of it is done."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from referrals.models import IntakeSettings
from services.models import CareManagementOrganization, ContactDetails

FOR = "referrals.change_intakesettings"


@dataclass(frozen=True)
class Point:
    done: bool
    what: str
    how: str  # whoever cannot do it tells somebody who can
    address: str = ""
    right: str = ""


def points(user: User) -> list[Point]:
    """For those who decide for the whole site; none for others."""
    if not user.has_perm(FOR):
        return []
    contact, intake = ContactDetails.current(), IntakeSettings.current()
    unverified = CareManagementOrganization.objects.filter(phone_verified=False).count()
    set_intake = ("admin:referrals_intakesettings_change", [intake.pk or 1], FOR)
    return [
        point(
            bool(contact.phone and contact.email),
            "Families read how to reach NJCMO",
            "An editor fills in the contact details",
            "admin:services_contactdetails_changelist",
            [],
            "services.change_contactdetails",
        ),
        point(
            not unverified,
            "The phone numbers of all CMOs were checked",
            f"{unverified} are not: call each, and say so in its row",
            "admin:services_caremanagementorganization_changelist",
            [],
            "services.change_caremanagementorganization",
        ),
        point(
            bool(intake.notice_email),
            "Somebody is told of new requests",
            "Enter the address for new requests",
            *set_intake,
        ),
        Point(
            settings.HAS_MAIL_SERVER,
            "E-mails leave the site",
            "Whoever runs the server sets EMAIL_URL",
        ),
        point(
            User.objects.with_perm("services.review_topic", include_superusers=False).exists(),
            "A clinician can review pages",
            "Make an account in the group “clinical reviewer”",
            "admin:auth_user_add",
            [],
            "auth.add_user",
        ),
        point(
            intake.tell_families,
            "Families are told by which day they are called",
            "Once you can keep it, tell families that day",
            *set_intake,
        ),
    ]


def point(done: bool, what: str, how: str, name: str, args: list[int], right: str) -> Point:
    return Point(done, what, how, reverse(name, args=args), right)


def lacking(user: User) -> list[Point]:
    """What is yet to be done, with an address only where this person may do it."""
    return [
        one if user.has_perm(one.right) else Point(False, one.what, one.how)
        for one in points(user)
        if not one.done
    ]
