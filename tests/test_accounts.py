"""Accounts of staff, and who looks after them."""

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from referrals.models import Referral, StaffProfile
from services.models import CareManagementOrganization
from tests.factories import make_referral
from tests.second_factor import give_second_factor
from tests.test_admin import form_of

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"


@pytest.fixture
def manager(client, staff):
    client.force_login(staff("manager"))
    return client


@pytest.fixture
def edi(staff):
    return staff("content editor")


def page_of(user) -> str:
    return f"{USERS}{user.pk}/change/"


def names_in(response) -> set[str]:
    return {name for name in form_of(response) if not name.startswith(("csrf", "_"))}


# Accounts ------------------------------------------------------------------------------------


def test_a_manager_makes_an_account_of_staff_with_a_group(manager):
    password = {"password1": "a good password", "password2": "a good password"}
    added = manager.post(f"{USERS}add/", {"username": "ana", "usable_password": "true"} | password)
    group = Group.objects.get(name="intake coordinator")
    data = form_of(manager.get(added["Location"])) | {"is_staff": "on", "groups": group.pk}
    assert manager.post(added["Location"], data).status_code == 302
    ana = User.objects.get(username="ana")
    assert (ana.is_staff, list(ana.groups.all())) == (True, [group])


def test_a_group_without_the_staff_status_is_refused_and_an_account_without_e_mail_marked(
    manager, edi
):
    data = form_of(manager.get(page_of(edi)))
    del data["is_staff"]
    refused = manager.post(page_of(edi), data).content.decode()
    assert "without it nobody gets to these pages" in refused
    saved = manager.post(page_of(edi), data | {"is_staff": "on", "email": ""}, follow=True)
    assert f"No e-mail address: {edi} can set no new password" in saved.content.decode()
    saved = manager.post(page_of(edi), data | {"is_staff": "on", "email": "e@x.org"}, follow=True)
    assert "No e-mail address" not in saved.content.decode()


def test_a_manager_makes_nobody_a_superuser_and_hands_out_no_single_right(manager, edi):
    fields = names_in(manager.get(page_of(edi)))
    assert "is_staff" in fields
    assert not {"is_superuser", "user_permissions"} & fields
    data = form_of(manager.get(page_of(edi))) | {"is_superuser": "on", "user_permissions": [1, 2]}
    assert manager.post(page_of(edi), data).status_code == 302
    edi.refresh_from_db()
    assert (edi.is_superuser, edi.user_permissions.count()) == (False, 0)
    assert b"superuser" not in manager.get(USERS).content.lower()


def test_a_manager_looks_at_the_account_of_a_superuser_and_changes_nothing(manager, staff):
    boss = staff()
    give_second_factor(boss)
    assert b'name="_save"' not in manager.get(page_of(boss)).content
    for path in ("change/", "password/", "reset-second-factor/"):
        answer = manager.post(f"{USERS}{boss.pk}/{path}", {"username": "x", "is_active": ""})
        assert answer.status_code == 403, path
    boss.refresh_from_db()
    assert (boss.username, boss.is_active) == ("admin", True)
    assert Authenticator.objects.exists()


def test_a_manager_does_not_change_their_own_groups(manager):
    own = User.objects.get(username="manager")
    data = form_of(manager.get(page_of(own)))
    assert "groups" not in data
    everything = list(Group.objects.values_list("pk", flat=True))
    data |= {"groups": everything, "first_name": "Mara"}
    assert manager.post(page_of(own), data).status_code == 302
    own.refresh_from_db()
    assert (own.first_name, [group.name for group in own.groups.all()]) == ("Mara", ["manager"])


def test_nobody_deletes_an_account(client, staff, edi):
    client.force_login(staff())
    assert client.post(f"{USERS}{edi.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": edi.pk, "post": "yes"}
    client.post(USERS, data)
    assert User.objects.filter(pk=edi.pk).exists()


def test_a_superuser_sees_all_of_an_account(client, staff, edi):
    client.force_login(staff())
    page = client.get(page_of(edi)).content
    assert (b'name="is_superuser"' in page, b'name="user_permissions"' in page) == (True, True)


def test_the_tables_of_second_factors_and_addresses_are_not_in_the_admin(client, staff):
    client.force_login(staff())
    apps = {app["app_label"] for app in client.get("/admin/").context["app_list"]}
    assert not {"account", "mfa"} & apps


# A lost second factor ------------------------------------------------------------------------


def reset_of(user) -> str:
    return reverse("admin:auth_user_reset_second_factor", args=[user.pk])


def test_a_lost_second_factor_is_reset_by_a_second_person_and_recorded(manager, edi):
    give_second_factor(edi)
    page = BeautifulSoup(manager.get(page_of(edi)).content, "html.parser")
    assert page.select_one(f'form[action="{reset_of(edi)}"][method=post] [type=submit]')
    assert manager.post(reset_of(edi))["Location"] == page_of(edi)
    assert not Authenticator.objects.filter(user=edi).exists()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id) == ("manager", str(edi.pk))
    assert entry.get_change_message() == "Second factor reset"
    assert b"Reset second factor" not in manager.get(page_of(edi)).content


def test_nobody_resets_their_own_second_factor(client, staff):
    boss = staff()
    give_second_factor(boss)
    client.force_login(boss)
    assert b"Reset second factor" not in client.get(page_of(boss)).content
    assert client.post(reset_of(boss)).status_code == 403
    assert Authenticator.objects.exists()


def test_only_who_looks_after_accounts_resets_and_never_by_a_link(client, staff, edi):
    give_second_factor(edi)
    client.force_login(staff("intake coordinator"))
    assert client.post(reset_of(edi)).status_code == 403
    client.force_login(staff("manager"))
    assert client.get(reset_of(edi)).status_code == 403
    assert Authenticator.objects.exists()


# The staff profile ---------------------------------------------------------------------------


def test_a_manager_says_for_whom_a_person_works_which_languages_they_speak_and_mail(manager, staff):
    ana = staff("intake coordinator")
    ours, theirs = make_referral(), make_referral(county_id="ocean")
    essex = CareManagementOrganization.objects.get(counties="essex")
    data = form_of(manager.get(page_of(ana)))
    data |= {
        "profile-0-care_management_organization": essex.pk,
        "profile-0-languages": ["es"],
        "profile-0-daily_mail": [],
    }
    assert manager.post(page_of(ana), data).status_code == 302
    profile = StaffProfile.objects.get()
    assert (profile.user, profile.languages, profile.daily_mail) == (ana, ["es"], False)
    visible = Referral.objects.visible_to(User.objects.get(pk=ana.pk))
    assert (ours in visible, theirs in visible) == (True, False)


def test_every_account_that_is_saved_has_a_profile_with_the_daily_mail(manager, edi):
    assert manager.post(page_of(edi), form_of(manager.get(page_of(edi)))).status_code == 302
    profile = StaffProfile.objects.get()
    assert (profile.care_management_organization, profile.daily_mail) == (None, True)
