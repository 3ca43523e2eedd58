"""What each group of staff sees."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from services.models import ContactDetails
from tests.factories import make_referral
from tests.staff_pages import REFERRALS, page_of

pytestmark = pytest.mark.django_db


def test_nobody_sees_a_referral_without_signing_in(client):
    referral = make_referral()
    for path in (REFERRALS, page_of(referral)):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("role", "apps"),
    [
        ("content editor", {"services", "faq"}),
        ("intake coordinator", {"referrals"}),
        ("clinical reviewer", {"services"}),
    ],
)
def test_each_role_sees_only_its_own(client, staff, role, apps):
    client.force_login(staff(role))
    index = client.get("/admin/")
    assert {app["app_label"] for app in index.context["app_list"]} == apps
    paths = {
        "services": "/admin/services/topic/",
        "faq": "/admin/faq/question/",
        "referrals": REFERRALS,
        "auth": "/admin/auth/user/",
    }
    for app, path in paths.items():
        assert client.get(path).status_code == (200 if app in apps else 403)


def test_a_content_editor_cannot_open_a_referral(editor):
    referral = make_referral()
    refused = editor.get(page_of(referral))
    assert refused.status_code == 403
    assert str(referral) not in refused.content.decode()


def test_the_groups_get_back_what_they_are_to_have_after_each_migrate():
    group = Group.objects.get(name="intake coordinator")
    had = set(group.permissions.values_list("codename", flat=True))
    group.permissions.set(Permission.objects.filter(codename="delete_referral"))
    call_command("migrate", verbosity=0)
    assert set(group.permissions.values_list("codename", flat=True)) == had
    assert "view_referral" in had
    assert not {"add_referral", "delete_referral"} & had


def test_only_who_may_see_a_row_makes_it(client, staff):
    client.force_login(staff("intake coordinator"))
    assert client.get("/admin/services/contactdetails/").status_code == 403
    assert not ContactDetails.objects.exists()
