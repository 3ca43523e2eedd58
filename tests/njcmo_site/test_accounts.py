"""Accounts of staff, and who looks after them."""

import re
from datetime import timedelta
from smtplib import SMTPDataError
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from njcmo_site.accounts import letters
from referrals.models import AccountChange, AccountMail, Referral, StaffProfile
from services.models import CareManagementOrganization
from tests.factories import make_referral, works_for
from tests.second_factor import give_second_factor
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"


def new_account(**changes) -> dict:
    group = Group.objects.get(name="intake coordinator").pk
    named = {"first_name": "Ana", "last_name": "Ruiz", "username": "ana"}
    answers = {"email": "ana@example.org", "groups": group}
    return named | answers | {"care_management_organization": "njcmo"} | changes


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
    essex = CareManagementOrganization.objects.get(counties="essex")
    answers = {"care_management_organization": essex.pk, "languages": ["es"]}
    assert manager.post(f"{USERS}add/", new_account() | answers).status_code == 302
    ana = User.objects.get(username="ana")
    assert (ana.is_staff, ana.get_full_name()) == (True, "Ana Ruiz")
    assert ana.groups.get().name == "intake coordinator"
    profile = ana.profile
    assert (profile.care_management_organization, profile.languages) == (essex, ["es"])
    assert AccountMail.objects.filter(to=ana, kind="link").exists()


@pytest.mark.parametrize(
    "left_out",
    ["first_name", "last_name", "username", "email", "groups", "care_management_organization"],
)
def test_a_new_account_without_one_of_its_answers_is_not_made(manager, left_out):
    refused = manager.post(f"{USERS}add/", new_account() | {left_out: ""})
    page = BeautifulSoup(refused.content, "lxml")
    assert page.select(f"[role=alert] a[href^='#id_{left_out}']"), left_out
    assert not User.objects.filter(email="ana@example.org").exists()
    assert not AccountMail.objects.exists()


def test_a_manager_puts_no_new_account_into_the_group_of_managers(manager):
    managers = Group.objects.get(name="manager").pk
    assert manager.post(f"{USERS}add/", new_account() | {"groups": managers}).status_code == 200
    assert not User.objects.filter(username="ana").exists()


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


# Passwords -----------------------------------------------------------------------------------


def test_who_makes_an_account_learns_no_password_and_the_person_gets_a_link(manager, client):
    typed = {"password1": "a good password", "password2": "a good password"}
    data = new_account(email="Ana@example.org", usable_password="true")
    manager.post(f"{USERS}add/", data | typed)
    assert not User.objects.get(username="ana").has_usable_password()
    letters.send_due()
    (message,) = mail.outbox
    assert message.to == ["Ana@example.org"]
    assert "Your username is ana." in message.body
    link = re.search(r"https?://[^/]+(/\S+key/\S+)", message.body)[1]
    form = Client().get(link)["Location"]
    assert form.endswith("-set-password/")
    assert client.get(link)["Location"] == form


@pytest.mark.parametrize("role", ["manager", None])
def test_nobody_sets_the_password_of_somebody_else(client, staff, edi, role):
    client.force_login(staff(role))
    assert client.get(f"{USERS}{edi.pk}/password/").status_code == 403
    new = {"password1": "a good password", "password2": "a good password"}
    assert client.post(f"{USERS}{edi.pk}/password/", new).status_code == 403
    data = form_of(client.get(page_of(edi))) | {"password": "x"} | new
    assert client.post(page_of(edi), data).status_code == 302
    edi.refresh_from_db()
    assert not edi.has_usable_password()


def test_one_s_own_password_takes_the_old_one(manager):
    own = User.objects.get(username="manager")
    answer = manager.post(f"{USERS}{own.pk}/password/", {"password1": "x", "password2": "x"})
    assert answer["Location"] == "/accounts/password/change/"


def test_who_has_no_password_is_led_to_the_link_for_one(manager):
    answer = manager.get("/accounts/password/change/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/password/reset/"


def test_a_manager_sends_a_link_for_a_new_password_and_sees_what_became_of_it(manager, edi):
    User.objects.update(email="edi@example.org")
    send = reverse("admin:auth_user_send_link", args=[edi.pk])
    for _ in range(4):  # each works for an hour: pressed again at once, nothing more is sent
        assert manager.post(send)["Location"] == page_of(edi)
    assert b"is on its way" in manager.get(page_of(edi)).content
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=SMTPDataError(550, "edi")):
        letters.send_due()
    assert b"could not be sent yet (SMTPDataError)" in manager.get(page_of(edi)).content
    AccountMail.objects.update(due_at=timezone.now())
    assert letters.send_due() == 1
    assert b"was sent on" in manager.get(page_of(edi)).content
    assert LogEntry.objects.first().get_change_message() == "Link for a new password sent"


# What takes two people -----------------------------------------------------------------------


@pytest.fixture
def second(staff):
    """Another manager, at another computer."""
    user = User.objects.create_user("second", email="second@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="manager"))
    works_for(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def used(edi):
    """The account of somebody who has worked with it."""
    User.objects.filter(pk=edi.pk).update(email="edi@example.org", last_login=timezone.now())
    give_second_factor(edi)
    return edi


def reset_of(user) -> str:
    return reverse("admin:auth_user_reset_second_factor", args=[user.pk])


def decision_on(user) -> str:
    return reverse("admin:auth_user_decide", args=[user.pk, AccountChange.objects.get().pk])


def mails() -> dict[str, str]:
    mail.outbox.clear()
    letters.send_due()
    return {message.to[0]: message.body for message in mail.outbox}


def has_factor(user) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_a_lost_second_factor_is_reset_by_two_people_and_all_are_told(manager, second, used):
    User.objects.filter(username="manager").update(email="manager@example.org")
    page = BeautifulSoup(manager.get(page_of(used)).content, "lxml")
    assert page.select_one(f'form[action="{reset_of(used)}"][method=post] [type=submit]')
    assert manager.post(reset_of(used))["Location"] == page_of(used)
    assert manager.post(decision_on(used)).status_code == 403
    assert has_factor(used)
    told = mails()
    assert set(told) == {"edi@example.org", "second@example.org"}
    for body in told.values():
        assert "manager asks to reset the second factor of the account content-editor." in body
    assert page_of(used) in told["second@example.org"]
    assert page_of(used) not in told["edi@example.org"]

    assert page_of(used).encode() in second.get(USERS).content
    shown = BeautifulSoup(second.get(page_of(used)).content, "lxml")
    assert shown.select_one(f'form[action="{decision_on(used)}"] [name=confirm]')
    assert second.post(decision_on(used))["Location"] == page_of(used)
    assert not has_factor(used)
    told = mails()
    assert set(told) == {"edi@example.org", "manager@example.org"}
    assert "was reset. second confirmed it." in told["edi@example.org"]
    said = {entry.user.username: entry.get_change_message() for entry in LogEntry.objects.all()}
    assert said == {
        "manager": "Asked for: a reset of the second factor",
        "second": "Confirmed: a reset of the second factor, asked for by manager",
    }


def test_the_owner_confirms_nothing_of_their_own(manager, second):
    owner = User.objects.get(username="second")
    give_second_factor(owner)
    manager.post(reset_of(owner))
    assert second.post(decision_on(owner)).status_code == 403
    assert has_factor(owner)


def test_with_one_manager_a_superuser_is_the_second_person(manager, staff, used):
    manager.post(reset_of(used))
    boss = Client()
    boss.force_login(staff())
    boss.post(decision_on(used))
    assert not has_factor(used)


def test_what_waits_for_a_second_person_can_be_refused_and_ends_after_two_days(
    manager, second, used
):
    manager.post(reset_of(used))
    second.post(decision_on(used), {"refuse": "Refuse"})
    assert not AccountChange.objects.exists()
    manager.post(reset_of(used))
    AccountChange.objects.update(asked_at=timezone.now() - timedelta(days=2))
    late = second.post(decision_on(used), follow=True)
    assert b"is older than two days" in late.content
    assert has_factor(used)
    letters.forget_old()
    assert not AccountChange.objects.exists()


def test_nobody_resets_their_own_second_factor(client, staff):
    boss = staff()
    give_second_factor(boss)
    client.force_login(boss)
    assert b"Reset second factor" not in client.get(page_of(boss)).content
    assert client.post(reset_of(boss)).status_code == 403
    assert has_factor(boss)


def test_only_who_looks_after_accounts_asks_and_never_by_a_link(client, staff, used):
    client.force_login(staff("intake coordinator"))
    assert client.post(reset_of(used)).status_code == 403
    client.force_login(staff("manager"))
    assert client.get(reset_of(used)).status_code == 403
    assert not AccountChange.objects.exists()


def test_another_address_for_an_account_in_use_takes_two_people_and_the_old_one_is_told(
    manager, second, used
):
    data = form_of(manager.get(page_of(used)))
    new = data | {"email": "mine@example.org", "first_name": "Edi"}
    saved = manager.post(page_of(used), new, follow=True)
    assert "waits for another person" in saved.content.decode()
    used.refresh_from_db()
    assert (used.email, used.first_name) == ("edi@example.org", "Edi")
    assert "address" not in LogEntry.objects.first().get_change_message()
    told = mails()
    assert set(told) == {"edi@example.org", "second@example.org"}
    assert "mine@" not in str(told)
    assert b"mine@example.org" in second.get(page_of(used)).content
    second.post(decision_on(used))
    used.refresh_from_db()
    assert used.email == "mine@example.org"
    assert set(mails()) == {"mine@example.org"}


def test_one_s_own_address_takes_a_second_person_as_well(manager, second):
    own = User.objects.get(username="manager")
    User.objects.filter(pk=own.pk).update(email="manager@example.org")
    data = form_of(manager.get(page_of(own)))
    manager.post(page_of(own), data | {"email": "thief@example.org"})
    assert manager.post(decision_on(own)).status_code == 403
    own.refresh_from_db()
    assert own.email == "manager@example.org"
    assert "manager@example.org" in mails()


def test_a_mistyped_address_of_an_account_that_nobody_has_used_is_mended_at_once(manager, edi):
    data = form_of(manager.get(page_of(edi)))
    manager.post(page_of(edi), data | {"email": "edi@example.org"})
    edi.refresh_from_db()
    assert edi.email == "edi@example.org"


@pytest.mark.parametrize("active", [True, False])
def test_the_address_of_a_new_manager_is_mended_by_two(manager, active):
    new = User.objects.create_user("new", "new@example.org", is_staff=True, is_active=active)
    new.groups.add(Group.objects.get(name="manager"))
    works_for(new)
    data = form_of(manager.get(page_of(new)))
    manager.post(page_of(new), data | {"email": "mine@example.org"})
    new.refresh_from_db()
    assert new.email == "new@example.org"


def test_a_manager_makes_no_second_person_and_takes_none_away(manager, second, edi):
    managers = Group.objects.get(name="manager")
    assert managers.pk not in dict(
        manager.get(page_of(edi)).context["adminform"].form.fields["groups"].choices
    )
    data = form_of(manager.get(page_of(edi)))
    assert manager.post(page_of(edi), data | {"groups": [managers.pk]}).status_code == 200
    assert not edi.groups.contains(managers)
    other = User.objects.get(username="second")
    data = form_of(manager.get(page_of(other)))
    assert manager.post(page_of(other), data | {"groups": []}).status_code == 302
    assert other.groups.contains(managers)


def test_other_managers_are_told_of_a_new_account(manager, second):
    manager.post(f"{USERS}add/", new_account())
    assert mails()["second@example.org"].startswith("manager made the account ana.")


def test_others_are_told_once_who_is_given_every_county(manager, second, staff):
    ana = staff("intake coordinator")
    essex = CareManagementOrganization.objects.get(counties="essex")
    data = form_of(manager.get(page_of(ana))) | {"profile-0-care_management_organization": essex.pk}
    manager.post(page_of(ana), data)
    assert "second@example.org" in mails()
    AccountMail.objects.all().delete()
    mail.outbox.clear()
    manager.post(page_of(ana), form_of(manager.get(page_of(ana))))
    assert not AccountMail.objects.exists()


# The staff profile ---------------------------------------------------------------------------


def test_a_manager_says_for_whom_a_person_works_which_languages_they_speak_and_mail(manager, staff):
    ana = staff("intake coordinator")
    ours, theirs = make_referral(), make_referral(county_id="ocean")
    essex = CareManagementOrganization.objects.get(counties="essex")
    data = form_of(manager.get(page_of(ana)))
    data |= {
        "profile-0-care_management_organization": essex.pk,
        "profile-0-languages": ["es"],
        "profile-0-daily_mail": "none",
    }
    assert manager.post(page_of(ana), data).status_code == 302
    profile = StaffProfile.objects.get(user=ana)
    assert (profile.user, profile.languages, profile.daily_mail) == (ana, ["es"], False)
    visible = Referral.objects.visible_to(User.objects.get(pk=ana.pk))
    assert (ours in visible, theirs in visible) == (True, False)


def test_every_account_that_is_saved_has_a_profile_with_the_daily_mail(manager, edi):
    StaffProfile.objects.filter(user=edi).delete()
    unanswered = form_of(manager.get(page_of(edi)))
    refused = manager.post(page_of(edi), unanswered)
    assert "Choose NJCMO, or the CMO of this person." in refused.content.decode()
    answered = unanswered | {"profile-0-care_management_organization": "njcmo"}
    assert manager.post(page_of(edi), answered).status_code == 302
    profile = StaffProfile.objects.get(user=edi)
    assert (profile.for_njcmo, profile.care_management_organization) == (True, None)
    assert profile.daily_mail


def test_staff_see_whose_daily_mail_is_refused_until_the_account_is_mended(manager, edi):
    profile = works_for(edi, rests=True)
    said = "because their address refused it for 3 days: "
    assert said in manager.get("/admin/referrals/referral/").content.decode()
    data = form_of(manager.get(page_of(edi))) | {"email": "mended@example.org"}
    assert manager.post(page_of(edi), data).status_code == 302
    profile.refresh_from_db()
    assert not profile.rests
    assert said not in manager.get("/admin/referrals/referral/").content.decode()


# Nobody is silenced ---------------------------------------------------------------------------


def test_who_closes_an_account_does_not_silence_its_owner_or_the_other_managers(
    manager, second, used
):
    """Else somebody could close it, ask for another address, and open it when all is sent."""
    other = User.objects.get(username="second")
    for account in (other, User.objects.get(pk=used.pk)):
        closed = form_of(manager.get(page_of(account)))
        closed.pop("is_active")
        manager.post(page_of(account), closed)
        assert not User.objects.get(pk=account.pk).is_active
        assert "manager closed or opened the account" in mails()[account.email]
    manager.post(page_of(used), form_of(manager.get(page_of(used))) | {"email": "evil@example.org"})
    assert "asks to change the e-mail address" in mails()["edi@example.org"]


def test_a_manager_renames_nobody_and_no_name_looks_like_another(manager, client, staff, edi):
    assert "username" not in form_of(manager.get(page_of(edi)))
    client.force_login(staff())
    data = new_account(username="content-edit\u043er")
    refused = client.post(f"{USERS}add/", data)
    assert "letters from A to Z" in refused.content.decode()
    client.post(page_of(edi), form_of(client.get(page_of(edi))) | {"username": "edi"})
    edi.refresh_from_db()
    assert edi.username == "edi"
    assert AccountMail.objects.filter(to=edi, kind="changed").exists()


def test_to_ask_for_the_same_again_mails_nobody_and_shows_no_button(manager, second, used):
    manager.post(reset_of(used))
    first = AccountChange.objects.get()
    assert len(mails()) == 2
    manager.post(reset_of(used))
    assert AccountChange.objects.get() == first
    assert mails() == {}
    assert reset_of(used).encode() not in manager.get(page_of(used)).content


def test_a_second_person_confirms_what_they_have_read_and_nothing_newer(manager, second, used):
    def ask(address):
        data = form_of(manager.get(page_of(used))) | {"email": address}
        manager.post(page_of(used), data)

    ask("first@example.org")
    read = decision_on(used)
    ask("evil@example.org")
    assert b"That was decided already" in second.post(read, follow=True).content
    used.refresh_from_db()
    assert used.email == "edi@example.org"


# Who leaves ----------------------------------------------------------------------------------


def close(manager, person, **answers):
    data = form_of(manager.get(page_of(person)))
    data.pop("is_active")
    return manager.post(page_of(person), data | answers, follow=True)


def test_closing_an_account_asks_who_gets_its_open_referrals(manager, staff):
    ana, sue = staff("intake coordinator"), staff("supervisor")
    referral, done = make_referral(assigned_to=ana), make_referral(assigned_to=ana, status="closed")
    asked = close(manager, ana).content.decode()
    assert "Choose who gets the open referrals of this person." in asked
    assert User.objects.get(pk=ana.pk).is_active
    told = close(manager, ana, give_to=str(sue.pk)).content.decode()
    assert "Open referrals that were given on: 1." in told
    assert not User.objects.get(pk=ana.pk).is_active
    holders = dict(Referral.objects.values_list("pk", "assigned_to"))
    assert holders == {referral.pk: sue.pk, done.pk: ana.pk}


def test_what_the_receiver_may_not_see_goes_back_to_everybody(manager, staff):
    ana, sue = staff("intake coordinator"), staff("supervisor")
    works_for(sue, CareManagementOrganization.objects.get(counties="essex"))
    ours = make_referral(assigned_to=ana, held_by=ana, held_until=timezone.now())
    theirs = make_referral(assigned_to=ana, county_id="ocean")
    close(manager, ana, give_to=str(sue.pk))
    holders = dict(Referral.objects.values_list("pk", "assigned_to"))
    assert holders == {ours.pk: sue.pk, theirs.pk: None}


def test_who_works_for_another_cmo_now_leaves_the_families_of_the_old_one_to_everybody(
    manager, staff
):
    ana = staff("intake coordinator")
    ocean = make_referral(assigned_to=ana, county_id="ocean")
    essex = make_referral(assigned_to=ana, held_by=ana, held_until="2999-01-01T00:00Z")
    data = form_of(manager.get(page_of(ana)))
    cmo = CareManagementOrganization.objects.get(counties="ocean")
    data["profile-0-care_management_organization"] = cmo.pk
    told = manager.post(page_of(ana), data, follow=True).content.decode()
    assert "may no longer see, and were put back: 1." in told
    holders = dict(Referral.objects.values_list("pk", "assigned_to"))
    assert holders == {ocean.pk: ana.pk, essex.pk: None}
    assert essex.steps.get().detail.startswith("to everybody")
    assert not ocean.steps.exists()


def test_who_answers_families_no_longer_keeps_none(manager, staff):
    ana = staff("intake coordinator")
    make_referral(assigned_to=ana)
    make_referral(assigned_to=ana, status="closed")
    manager.post(page_of(ana), form_of(manager.get(page_of(ana))) | {"groups": []})
    assert not Referral.objects.open().filter(assigned_to=ana).exists()
    assert Referral.objects.closed().filter(assigned_to=ana).exists()


def test_an_account_without_open_referrals_is_closed_as_ever(manager, edi):
    assert "give_to" not in form_of(manager.get(page_of(edi)))
    close(manager, edi)
    assert not User.objects.get(pk=edi.pk).is_active


def test_a_name_is_written_on_one_line(client, staff):
    client.force_login(staff())
    account = User.objects.create_user("ana", is_staff=True)
    for address in ("add/", f"{account.pk}/change/"):
        page = BeautifulSoup(client.get(f"/admin/auth/user/{address}").content, "lxml")
        assert page.find(id="id_first_name").name == "input"
