"""E-mails about accounts that an address refuses, or no server takes: a real mail server."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import Group, User
from django.utils import timezone

from njcmo_site.accounts import changes, letters
from njcmo_site.status.figures import mails_resting
from referrals.mail import digest
from referrals.mail.at_once import send_at_once
from referrals.models import AccountMail, Notice, StaffProfile
from tests.factories import make_referral, works_for
from tests.server import free_port
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"
REFUSES = "gone@example.org"


class MailServer:
    """Knows everybody but one; `got` is who got something."""

    def __init__(self):
        self.got: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, _options):  # noqa: N802
        if address == REFUSES:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the names are aiosmtpd's
        self.got += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def port(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT


@pytest.fixture
def mail_server(port):
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def clock(monkeypatch):
    """clock(hours=1): an hour later."""
    now = timezone.now()

    def go_on(**later):
        nonlocal now
        now += timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    go_on()
    return go_on


def person(name: str, email: str, group: str) -> User:
    made = User.objects.create_user(name, email=email, is_staff=True)
    made.groups.add(Group.objects.get(name=group))
    works_for(made)
    return made


def be_refused_for_four_days(clock) -> None:
    for _hour in range(4 * 24):
        letters.send_due()
        letters.forget_old()
        clock(hours=1)


@pytest.fixture
def invited(mail_server, clock):
    """Somebody whose link was refused for four days, while others got theirs."""
    invited = person("ana", REFUSES, "content editor")
    changes.send_link(invited)
    changes.send_link(person("edi", "edi@example.org", "content editor"))
    be_refused_for_four_days(clock)
    assert mail_server.got == ["edi@example.org"]
    return invited


def test_who_looks_after_accounts_is_told_of_an_address_that_refuses_a_link(
    client, staff, invited, clock, mail_server
):
    manager = staff("manager")
    client.force_login(manager)
    page = client.get(USERS).content.decode()
    assert "refused an e-mail about an account for three days: ana." in page
    assert "is no longer tried" in client.get(f"{USERS}{invited.pk}/change/").content.decode()
    assert mails_resting() == 1
    make_referral()
    assert "Accounts whose e-mail is refused: 1\n" in digest.digest(manager).body

    typed = form_of(client.get(f"{USERS}{invited.pk}/change/")) | {"email": "ana@example.org"}
    assert client.post(f"{USERS}{invited.pk}/change/", typed).status_code == 302
    letters.send_due()
    assert "ana@example.org" in mail_server.got
    assert "refused an e-mail" not in client.get(USERS).content.decode()


def test_what_a_closed_account_refuses_is_forgotten_and_told_to_nobody(invited):
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert not letters.refused_people()
    letters.forget_old()
    assert not AccountMail.objects.filter(to=invited).exists()


def test_an_address_that_a_second_person_confirmed_is_tried_at_once(staff, invited, mail_server):
    changes.ask(invited, "email", staff("manager"), "ana@example.org")
    changes.confirm(invited.changes.get(), person("second", "second@example.org", "manager"))
    letters.send_due()
    assert "ana@example.org" in mail_server.got


def test_links_that_strangers_asked_for_long_ago_do_not_come_once_an_address_is_mended(
    invited, mail_server, clock
):
    asked = {"to": invited, "kind": AccountMail.Kind.FORGOTTEN, "rests": True}
    for days in (5, 6, 7):
        long_ago = timezone.now() - timedelta(days=days)
        AccountMail.objects.create(**asked, made_at=long_ago, refused_since=long_ago)
    User.objects.filter(pk=invited.pk).update(email="ana@example.org")
    AccountMail.objects.try_again(invited)
    letters.send_due()
    assert mail_server.got.count("ana@example.org") == 1  # what its manager sent


@pytest.mark.parametrize("kind", ["account", "at once"])
def test_while_no_mail_server_is_there_mails_to_staff_are_tried_less_and_less(port, clock, kind):
    sue = person("sue", "sue@example.org", "supervisor")
    works_for(sue, at_once=True, daily_mail=False)
    if kind == "account":
        changes.send_link(sue)
    else:
        Notice.objects.announce(make_referral())
    send = {"account": letters.send_due, "at once": send_at_once}[kind]
    mails = {"account": AccountMail, "at once": StaffProfile}[kind].objects
    clock(minutes=1)
    pauses = []
    for _try in range(9):
        assert send() == 0
        pause = mails.get(tries=len(pauses) + 1).due_at - timezone.now()
        pauses.append(pause.total_seconds())
        clock(seconds=pauses[-1])
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600]
