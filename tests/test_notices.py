"""The e-mail about a new request: never lost, never telling."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from referrals import notices
from referrals.models import IntakeSettings, Notice
from tests.factories import make_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    return Notice.objects.create(referral=make_referral(message="Haircuts are hard."))


def test_staff_are_told_with_reference_and_link_only(notice, settings):
    settings.SITE_URL = "https://ot.example.org"
    assert notices.send_due() == 1

    (message,) = mail.outbox
    assert message.to == ["intake@example.org"]
    assert message.subject == "A new request has arrived"
    link = f"https://ot.example.org/admin/referrals/referral/{notice.referral_id}/change/"
    assert message.body == f"Reference: {notice.referral}\nOpen it: {link}\n"


def test_a_notice_is_sent_once(notice):
    notices.send_due()
    assert notices.send_due() == 0
    assert len(mail.outbox) == 1


def test_two_workers_do_not_send_one_notice_twice(notice):
    same = Notice.objects.get(pk=notice.pk)
    assert notices.send(notice, "intake@example.org")
    assert not notices.send(same, "intake@example.org")
    assert len(mail.outbox) == 1


def test_a_notice_that_a_crash_left_half_sent_is_due_again_after_its_lease(notice, monkeypatch):
    monkeypatch.setattr(notices, "message", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        notices.send(notice, "intake@example.org")
    assert not Notice.objects.due().exists()
    later = timezone.now() + notices.LEASE + timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert Notice.objects.due().get() == notice


def test_a_mail_server_that_is_down_is_tried_again_later_and_later(notice, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    pauses = []
    for _ in range(12):
        now = Notice.objects.get().due_at
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert notices.send_due() == 0
        pauses.append(Notice.objects.get().due_at - now)
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=2)
    assert pauses[-1] == notices.LONGEST_PAUSE
    assert Notice.objects.get().last_error == "ConnectionRefusedError"


def test_notices_wait_until_staff_have_set_an_address(notice):
    IntakeSettings.objects.update(notice_email="")
    assert notices.send_due() == 0
    assert Notice.objects.waiting().count() == 1


def test_one_that_cannot_be_sent_ends_the_round(notice, monkeypatch):
    Notice.objects.create(referral=make_referral())
    tried = []
    monkeypatch.setattr(notices, "send", lambda notice, address: tried.append(notice) or False)
    assert notices.send_due() == 0
    assert len(tried) == 1
