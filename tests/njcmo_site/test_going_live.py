"""What managers see to before families are sent to the site."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User

from referrals.models import IntakeSettings
from services.models import CareManagementOrganization, ContactDetails

pytestmark = pytest.mark.django_db


def listed(client) -> list[str]:
    page = BeautifulSoup(client.get("/admin/").content, "lxml")
    lists = [one for one in page.select("details") if "Before going live" in one.summary.text]
    return [item.get_text(" ", strip=True) for one in lists for item in one.select("li")]


def test_managers_are_told_what_is_to_be_done_before_going_live(manager):
    assert len(listed(manager)) == 6
    links = BeautifulSoup(manager.get("/admin/").content, "lxml").select("details li a")
    for link in links:
        assert manager.get(link["href"], follow=True).status_code == 200, link


def test_what_is_done_leaves_the_list_and_at_the_end_the_list_goes(manager, staff, settings):
    ContactDetails.objects.create(id=1, phone="973-555-0100", email="ot@example.org")
    CareManagementOrganization.objects.update(phone="973-555-0100", phone_verified=True)
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org", tell_families=True)
    assert [line.split(":")[0] for line in listed(manager)] == [
        "E-mails leave the site",
        "A clinician can review pages",
    ]
    settings.HAS_MAIL_SERVER = True
    reviewer = staff("clinical reviewer")
    assert listed(manager) == []
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    assert len(listed(manager)) == 1


def test_a_coordinator_has_no_such_list(coordinator):
    assert listed(coordinator) == []
