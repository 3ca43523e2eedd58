"""The e-mails about a request: never lost, never telling."""

import os
import socket
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from njcmo_site import env
from njcmo_site.management.commands import send_notices
from referrals import retention
from referrals.mail import digest, letters, outbox
from referrals.models import IntakeSettings, Notice, Referral, StaffProfile
from services.models import CareManagementOrganization, ContactDetails, County, PageAnswer
from tests.factories import make_referral, works_for

pytestmark = pytest.mark.django_db

FAMILY = {"email": "rosa@example.org", "message": "Haircuts are hard.", "child_first_name": "Mateo"}


@pytest.fixture
def notice():
    """The one to intake."""
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    Notice.objects.announce(make_referral(message="Haircuts are hard."))
    return Notice.objects.get()


@pytest.fixture
def essex_takes_requests():
    CareManagementOrganization.objects.filter(counties="essex").update(
        notice_email="essex@example.org"
    )


def test_staff_are_told_a_count_and_a_link_and_nothing_else(notice, settings):
    settings.SITE_URL = "https://ot.example.org"
    assert outbox.send_due() == 1

    (message,) = mail.outbox
    assert (message.to, message.subject) == (["intake@example.org"], "New requests: 1")
    assert message.body == (
        "Requests that nobody has taken up yet: 1\n"
        "https://ot.example.org/admin/referrals/referral/?status__exact=new\n"
    )


def test_one_mail_to_staff_tells_of_all_that_came_meanwhile(notice):
    Notice.objects.announce(make_referral())
    make_referral(suspected=True)
    assert outbox.send_due() == 1
    assert [message.subject for message in mail.outbox] == ["New requests: 2"]
    assert not Notice.objects.waiting().exists()


def test_staff_are_not_told_of_what_they_have_taken_up_already(notice):
    notice.referral.move_to("trying")
    outbox.send_due()
    assert mail.outbox == []
    assert not Notice.objects.waiting().exists()


def test_a_cmo_is_told_only_of_its_counties_and_only_where_it_takes_requests(
    notice, essex_takes_requests
):
    Notice.objects.announce(make_referral(county_id="essex"))
    Notice.objects.announce(make_referral(county_id="union"))
    outbox.send_due()
    told = {message.to[0]: message.subject for message in mail.outbox}
    assert told == {"intake@example.org": "New requests: 3", "essex@example.org": "New requests: 2"}


def test_what_a_cmo_waits_for_is_not_sent_once_its_address_is_taken_out(
    notice, essex_takes_requests
):
    Notice.objects.announce(make_referral(county_id="essex"))
    CareManagementOrganization.objects.update(notice_email="")
    outbox.send_due()
    assert [message.to for message in mail.outbox] == [["intake@example.org"]]


@pytest.mark.parametrize(
    ("preferred", "page", "subject", "day"),
    [
        ("en", "es", "We got your message", "You will hear from us by Friday, November 27."),
        ("es", "en", "Recibimos su mensaje", "a más tardar el viernes 27 de noviembre."),
        ("other", "es", "Recibimos su mensaje", "a más tardar el viernes 27 de noviembre."),
    ],
)
def test_a_family_is_told_its_reference_its_day_and_numbers_in_its_language(
    preferred, page, subject, day
):
    ContactDetails.objects.create(id=1, phone="609-555-0100")
    referral = make_referral(
        **FAMILY,
        preferred_language=preferred,
        language_other="Tagalog" if preferred == "other" else "",
        page_language=page,
        due_on=date(2026, 11, 27),
        due_on_told=True,
    )
    Notice.objects.announce(referral)
    outbox.send_due()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["rosa@example.org"], subject)
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for text in (message.body, html):
        for told in (str(referral), day, "911", "988", "1-877-652-7624", "609-555-0100"):
            assert told in text
        for kept in ("Rosa", "Mateo", "Haircuts", "201", "Essex", "autis", "http", "Tagalog"):
            assert kept not in text
    assert 'href="tel:18776527624"' in html


def test_a_family_that_was_promised_no_day_reads_none(notice):
    Notice.objects.announce(make_referral(**FAMILY, due_on=date(2026, 11, 27)))
    outbox.send_due()
    (told,) = [message for message in mail.outbox if message.to == [FAMILY["email"]]]
    assert "noviembre" not in told.body


def test_a_family_is_answered_while_staff_have_no_address_for_notices(notice):
    IntakeSettings.objects.update(notice_email="")
    Notice.objects.announce(make_referral(**FAMILY))
    assert outbox.send_due() == 1
    assert [message.to for message in mail.outbox] == [["rosa@example.org"]]
    assert {one.audience for one in Notice.objects.waiting()} == {"intake"}
    IntakeSettings.objects.update(notice_email="intake@example.org")
    assert outbox.send_due() == 1


def test_a_family_that_takes_its_request_back_gets_no_mail():
    referral = make_referral(**FAMILY)
    Notice.objects.announce(referral)
    (notice,) = Notice.objects.filter(audience="family")
    retention.withdraw(referral)
    assert not Notice.objects.exists()
    outbox.send(notice.pk, str(referral))
    assert mail.outbox == []


def test_what_was_closed_as_spam_meanwhile_is_not_answered():
    spam, other = make_referral(**FAMILY), make_referral(email="ana@example.org")
    for referral in (spam, other):
        Notice.objects.announce(referral)
    spam.move_to("closed", "spam")
    outbox.send_due()
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_a_notice_is_sent_once(notice):
    outbox.send_due()
    assert outbox.send_due() == 0
    assert len(mail.outbox) == 1


def test_two_workers_do_not_take_one_notice(notice):
    assert outbox.claim(Notice.objects.waiting(), notice.pk, notice.due_at)
    assert not outbox.claim(Notice.objects.waiting(), notice.pk, notice.due_at)


def test_a_notice_that_a_crash_left_half_sent_is_due_again_after_its_lease(notice, monkeypatch):
    monkeypatch.setattr(outbox, "message", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        outbox.send_due()
    assert not Notice.objects.due().exists()
    later = timezone.now() + outbox.LEASE + timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert Notice.objects.due().get() == notice


def test_a_mail_server_that_is_down_is_tried_again_later_and_later(notice, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    pauses = []
    for _ in range(12):
        now = Notice.objects.get().due_at
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert outbox.send_due() == 0
        pauses.append(Notice.objects.get().due_at - now)
    assert pauses == sorted(pauses)
    assert pauses[0] == outbox.FIRST_PAUSE
    assert pauses[-1] == outbox.LONGEST_PAUSE
    assert Notice.objects.get().last_error == "ConnectionRefusedError"


def test_a_mail_server_that_accepts_and_hangs_holds_up_nobody_for_long(notice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.1
    Notice.objects.announce(make_referral(**FAMILY))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert outbox.send_due() == 0
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):  # the others were not tried in this round
            silent.accept()
    tried = Notice.objects.filter(tries=1)
    assert {one.last_error for one in tried} == {"SMTPServerDisconnected"}
    assert {one.audience for one in tried} == {"intake"}


def test_an_address_that_is_refused_keeps_no_other_mail_waiting(notice, monkeypatch):
    refused = make_referral(**FAMILY)
    Notice.objects.announce(refused)
    build = letters.message

    def message(one):
        if one.audience == "family":
            raise SMTPRecipientsRefused({})
        return build(one)

    monkeypatch.setattr(outbox, "message", message)
    Notice.objects.filter(audience="family").update(due_at=timezone.now() - timedelta(days=1))
    assert outbox.send_due() == 1
    assert [one.to for one in mail.outbox] == [["intake@example.org"]]
    assert Notice.objects.waiting().get().last_error == "SMTPRecipientsRefused"


def test_a_request_that_no_key_opens_keeps_no_other_mail_waiting(notice):
    broken = make_referral(**FAMILY)
    Notice.objects.announce(broken)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_referral SET email = 'x' WHERE id = %s", [broken.pk])
    Notice.objects.filter(referral=broken).update(due_at=timezone.now() - timedelta(days=1))
    Notice.objects.announce(make_referral(email="ana@example.org"))
    outbox.send_due()
    assert {one.to[0] for one in mail.outbox} == {"ana@example.org", "intake@example.org"}


def test_nobody_floods_a_stranger_with_mails_even_by_taking_each_request_back():
    for _ in range(5):
        referral = make_referral(**FAMILY)
        Notice.objects.announce(referral)
        outbox.send_due()
        retention.withdraw(referral)
    assert len(mail.outbox) == 3
    Notice.objects.announce(make_referral(email="somebody.else@example.org"))
    assert Notice.objects.filter(audience="family").count() == 1


def test_the_addresses_of_one_mailbox_get_three_mails_together():
    for number in range(8):
        Notice.objects.announce(make_referral(email=f"Victim+{number}@example.org"))
    assert Notice.objects.filter(audience="family").count() == 3


def test_one_that_cannot_be_sent_ends_the_round_and_does_not_stand_in_the_way_of_the_next(
    notice, monkeypatch
):
    Notice.objects.announce(make_referral(**FAMILY))
    build = letters.message

    def message(one):
        if one.pk == notice.pk:
            raise ConnectionResetError
        return build(one)

    monkeypatch.setattr(outbox, "message", message)
    assert outbox.send_due() == 0
    assert mail.outbox == []
    outbox.send_due()
    assert ["rosa@example.org"] in [message.to for message in mail.outbox]


# Mails as files, where there is no mail server --------------------------------------------------


@pytest.fixture
def mail_files(settings, tmp_path):
    settings.EMAIL_BACKEND = env.email(tmp_path)["EMAIL_BACKEND"]
    settings.EMAIL_FILE_PATH, settings.DATA_DIR = str(tmp_path / "mail"), tmp_path
    return tmp_path / "mail"


def test_a_mail_that_becomes_a_file_masks_to_whom_and_has_a_file_of_its_own(mail_files):
    for name in ("rosa", "ana", "eva"):
        Notice.objects.announce(make_referral(email=f"{name}@example.org"))
    outbox.send_due()
    written = [path.read_text() for path in mail_files.iterdir()]
    assert len(written) == 3
    assert "To: r***@***\n" in "".join(written)
    assert "example.org" not in "".join(written)


@pytest.mark.parametrize(
    "erase", [retention.withdraw, Referral.empty], ids=["withdrawn", "emptied"]
)
def test_the_mail_files_of_a_request_are_erased_with_it(
    mail_files, django_capture_on_commit_callbacks, erase
):
    ours, other = make_referral(**FAMILY), make_referral(email="ana@example.org")
    for referral in (ours, other):
        Notice.objects.announce(referral)
    outbox.send_due()
    if erase == Referral.empty:
        ours.move_to("closed", "declined")
    with django_capture_on_commit_callbacks(execute=True):
        erase(ours)
    (kept,) = mail_files.iterdir()
    assert str(other) in kept.read_text()


def test_a_mail_that_was_on_its_way_when_its_request_was_taken_back_is_erased_as_well(
    mail_files, monkeypatch
):
    referral = make_referral(**FAMILY)
    Notice.objects.announce(referral)
    Notice.objects.exclude(audience="family").delete()
    build = letters.message

    def message(*args):
        made = build(*args)
        retention.withdraw(referral)
        return made

    monkeypatch.setattr(outbox, "message", message)
    outbox.send_due()
    assert not list(mail_files.iterdir())


# Staff are told of a flood by a few mails -------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """clock(seconds) lets so much time pass; without, time stands still."""
    now = [timezone.now()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])

    def pass_by(seconds=0):
        now[0] += timedelta(seconds=seconds)
        return now[0]

    return pass_by


def a_request_arrives(at, **changes):
    referral = make_referral(received_at=at, **changes)
    Notice.objects.announce(referral)
    Notice.objects.filter(referral=referral).update(due_at=at)
    return referral


@pytest.fixture
def intake_is_told():
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")


def test_a_request_every_six_seconds_makes_a_few_mails_and_nobody_waits_longer_than_a_pause(
    clock, intake_is_told, essex_takes_requests
):
    told_at = []
    for _ in range(150):  # a quarter of an hour
        a_request_arrives(clock(6))
        before = len(mail.outbox)
        outbox.send_due()
        told_at += [clock()] * (len(mail.outbox) > before)
    pauses = [later - sooner for sooner, later in zip(told_at, told_at[1:], strict=False)]
    assert pauses == [timedelta(minutes=5)]
    assert [one.to[0] for one in mail.outbox].count("essex@example.org") == 2
    clock(10 * 60)
    outbox.send_due()
    assert mail.outbox[-1].subject == "New requests: 150"
    assert not Notice.objects.waiting().exists()


def test_pauses_grow_to_an_hour_and_end_with_a_quiet_time(clock, intake_is_told):
    pauses = []
    for _ in range(7):
        a_request_arrives(clock())
        assert outbox.send_due() == 1
        a_request_arrives(clock(1))
        assert outbox.send_due() == 0
        pauses.append((Notice.objects.waiting().get().due_at - clock()).seconds // 60 + 1)
        clock(pauses[-1] * 60)
    assert pauses == [5, 10, 20, 40, 60, 60, 60]
    outbox.send_due()
    clock(2 * 60 * 60)
    a_request_arrives(clock())
    assert outbox.send_due() == 1


def test_taking_each_request_back_does_not_shorten_the_pause(clock, intake_is_told):
    for _ in range(10):
        referral = a_request_arrives(clock(6))
        outbox.send_due()
        retention.withdraw(referral)
    assert len(mail.outbox) == 1


def test_a_new_address_of_intake_is_told_at_once(clock, intake_is_told):
    for address in ("intake@example.org", "other@example.org"):
        settings = IntakeSettings.current()
        settings.notice_email = address
        settings.save()
        a_request_arrives(clock(6))
        assert outbox.send_due() == 1
        assert mail.outbox[-1].to == [address]


# What is refused for good -----------------------------------------------------------------------


def refuse_recipient(*args, **kwargs):
    raise SMTPRecipientsRefused({"rosa@example.org": (550, b"no such user")})


def test_an_address_that_is_refused_for_three_days_rests_until_somebody_tries_it_again(
    clock, monkeypatch
):
    a_request_arrives(clock(), **FAMILY)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse_recipient)
        tried_at = []
        for _ in range(2 * 7 * 24):  # a fortnight, every hour
            tries = Notice.objects.get(audience="family").tries
            outbox.send_due()
            tried_at += [clock()] * (Notice.objects.get(audience="family").tries > tries)
            clock(60 * 60)
    assert timedelta(days=3) <= tried_at[-1] - tried_at[0] < timedelta(days=3, hours=7)
    assert Notice.objects.resting().get().last_error == "SMTPRecipientsRefused"
    outbox.send_due()
    assert mail.outbox == []
    Notice.objects.resting().try_now()
    assert outbox.send_due() == 1


def test_what_no_server_takes_never_rests(clock, intake_is_told, monkeypatch):
    a_request_arrives(clock())
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        for _ in range(10):
            outbox.send_due()
            clock(24 * 60 * 60)
    assert outbox.send_due() == 1


def test_new_requests_wait_with_those_whose_mail_was_refused(clock, intake_is_told, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse_recipient)
    for _ in range(20):
        a_request_arrives(clock(6))
        outbox.send_due()
    waiting = Notice.objects.waiting()
    assert {(one.tries, one.due_at) for one in waiting} == {(4, waiting[0].due_at)}
    assert waiting.count() == 20


def test_an_address_of_staff_that_was_mended_is_tried_at_once(clock, intake_is_told, monkeypatch):
    a_request_arrives(clock())
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse_recipient)
        for _ in range(5):
            outbox.send_due()
            clock(24 * 60 * 60)
    assert Notice.objects.resting().exists()
    IntakeSettings.current().save()
    assert outbox.send_due() == 1


@pytest.fixture
def monday(monkeypatch):
    """monday(9): half past nine on a Monday of New Jersey; six days later it is a Sunday."""

    def set_clock(hour, days=0):
        moment = datetime(2026, 11, 16, hour, 30, tzinfo=timezone.get_current_timezone())
        moment += timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return set_clock


@pytest.fixture
def wants_mail(staff):
    def make(role, **choices):
        person = staff(role)
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
        works_for(person, **choices)
        return person

    return make


def test_each_person_is_told_once_a_working_day_what_waits_and_nothing_of_a_family(
    monday, wants_mail, settings
):
    settings.SITE_URL = "https://ot.example.org"
    wants_mail("supervisor")
    wants_mail("intake coordinator", daily_mail=False)
    now = monday(9)
    overdue = make_referral(received_at=now - timedelta(days=4), due_on="2026-11-13", **FAMILY)
    make_referral(due_on="2026-11-16", preferred_language="en")
    assert digest.send_digests() == 1
    assert digest.send_digests() == 0

    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["supervisor@example.org"],
        "Requests from families today",
    )
    assert message.body == (
        "New: 2\n"
        "To call today: 1\n"
        "Overdue: 1\n"
        "In Spanish, untouched for a working day by now: 1\n"
        f"Overdue first: {overdue}\n"
        "Earliest day to answer by: Friday, November 13\n"
        "https://ot.example.org/admin/\n"
    )
    monday(9, days=1)
    assert digest.send_digests() == 1


def test_who_is_told_by_another_process_meanwhile_is_not_told_twice(
    monday, wants_mail, monkeypatch
):
    wants_mail("intake coordinator")
    monday(9)
    make_referral()
    claim = digest.claim
    monkeypatch.setattr(digest, "claim", lambda *mail: claim(*mail) and claim(*mail))
    assert digest.send_digests() == 0
    assert mail.outbox == []


def test_nobody_is_mailed_at_night_on_a_sunday_or_when_nothing_waits(monday, wants_mail):
    wants_mail("intake coordinator")
    monday(9)
    assert digest.send_digests() == 0
    StaffProfile.objects.update(mailed_on=None)
    make_referral()
    monday(6)
    assert digest.send_digests() == 0
    monday(9, days=6)
    assert digest.send_digests() == 0
    monday(7)
    assert digest.send_digests() == 1


def test_the_daily_mail_of_a_cmo_counts_its_own_families(monday, wants_mail):
    monday(9)
    essex = County.objects.get(pk="essex").care_management_organization
    wants_mail("intake coordinator", organization=essex)
    make_referral()
    make_referral(county_id="ocean")
    digest.send_digests()
    assert mail.outbox[0].body.startswith("New: 1\n")
    assert "Spanish" not in mail.outbox[0].body


def test_who_may_no_longer_answer_families_is_told_nothing(monday, wants_mail):
    monday(9)
    make_referral()
    wants_mail("content editor")
    gone = wants_mail("intake coordinator")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert digest.send_digests() == 0


def test_a_daily_mail_that_could_not_be_sent_is_tried_again(monday, wants_mail, monkeypatch):
    monday(9)
    make_referral()
    wants_mail("intake coordinator")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert digest.send_digests() == 0
    monday(10)
    assert digest.send_digests() == 1


def refuse(*args, **kwargs):
    raise ConnectionRefusedError


def test_a_daily_mail_that_is_refused_is_tried_less_and_less_and_rests(
    monday, wants_mail, monkeypatch
):
    tries = []

    def send(*args, **kwargs):
        tries.append(now)
        refuse_recipient()

    now = monday(7)
    make_referral()
    wants_mail("intake coordinator")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", send)
        for days in (0, 1, 2, 3, 4, 7, 8):
            for hour in range(7, 24):
                now = monday(hour, days)
                digest.send_digests()
    first_day = [one for one in tries if one < tries[0] + timedelta(hours=12)]
    assert len(first_day) < 12
    assert timedelta(days=3) <= tries[-1] - tries[0] < timedelta(days=4)
    assert digest.send_digests() == 0
    StaffProfile.objects.resting().try_now()
    assert digest.send_digests() == 1
    profile = StaffProfile.objects.get()
    assert (profile.tries, profile.refused_since, profile.last_error) == (0, None, "")


def test_the_daily_mail_tells_of_mails_that_are_no_longer_tried(monday, wants_mail):
    monday(9)
    wants_mail("intake coordinator")
    wants_mail("supervisor", rests=True)
    Notice.objects.announce(make_referral(**FAMILY))
    Notice.objects.filter(audience="family").update(rests=True)
    digest.send_digests()
    (message,) = mail.outbox
    assert "E-mails refused for 3 days, no longer tried: 1\n" in message.body
    assert "Colleagues whose daily e-mail is refused: 1\n" in message.body


def test_an_account_without_a_profile_gets_the_daily_mail_and_sees_every_family(monday, staff):
    monday(9)
    person = staff()
    User.objects.filter(pk=person.pk).update(email="admin@example.org")
    referral = make_referral()
    assert digest.send_digests() == 1
    assert mail.outbox[0].to == ["admin@example.org"]
    assert digest.send_digests() == 0
    assert Referral.objects.visible_to(User.objects.get()).get() == referral


# The mail worker ----------------------------------------------------------------------------------


@pytest.fixture
def one_round(monkeypatch):
    """one_round() does what the mail worker of a server does before it looks for that again."""

    def work():
        runs = iter([True, False])
        monkeypatch.setattr(send_notices, "is_running", lambda _pid: next(runs))
        # The connection of a test holds what it wrote.
        monkeypatch.setattr(send_notices, "close_old_connections", lambda: None)
        call_command("send_notices", "--while", "1", "--every", "0")

    return work


def test_without_a_server_what_is_due_is_sent_by_hand_and_counted(notice, capsys):
    call_command("send_notices")
    assert capsys.readouterr().out == "1 e-mails sent.\n"


@pytest.mark.parametrize(("hour", "left"), [(2, "Rosa Núñez"), (3, ""), (4, "Rosa Núñez")])
def test_at_night_what_is_due_is_erased(monday, one_round, hour, left):
    due = make_referral(status="closed", status_since=monday(12) - timedelta(days=4000))
    monday(hour)
    one_round()
    due.refresh_from_db()
    assert due.caregiver_name == left


@pytest.mark.parametrize(("hour", "left"), [(2, 1), (3, 0), (4, 1)])
def test_at_night_what_families_told_of_pages_long_ago_is_forgotten(monday, one_round, hour, left):
    PageAnswer.objects.create(page="/faq/", language="en", answer="yes", day="2020-01-01")
    monday(hour)
    one_round()
    assert PageAnswer.objects.count() == left


@pytest.mark.parametrize(("hour", "left"), [(2, True), (3, False)])
def test_at_night_files_of_photos_that_nobody_saved_are_swept(
    monday, one_round, settings, tmp_path, hour, left
):
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / ("ab" * 10)
    folder.mkdir()
    os.utime(folder, (0, 0))
    monday(hour)
    one_round()
    assert folder.exists() is left


@pytest.mark.parametrize(("hour", "runs"), [(3, 0), (4, 1)])
def test_at_night_links_to_other_sites_are_asked_beside_the_mails(
    monday, one_round, settings, monkeypatch, hour, runs
):
    settings.SITE_URL = "https://ot.example.org"
    begin = mock.Mock(side_effect=OSError)  # nor does it matter that it fails
    monkeypatch.setattr("subprocess.Popen", begin)
    monday(hour)
    one_round()
    assert begin.call_count == runs


def test_a_database_that_is_away_does_not_end_the_mail_worker(one_round, monkeypatch, caplog):
    monkeypatch.setattr(send_notices, "send_due", mock.Mock(side_effect=OperationalError))
    one_round()
    assert "Notices wait: the database does not answer (OperationalError)" in caplog.text


def test_an_error_in_a_round_does_not_end_the_mail_worker(one_round, monkeypatch, caplog):
    monkeypatch.setattr(send_notices, "send_due", mock.Mock(side_effect=ValueError("Zebramark")))
    one_round()
    assert "A round of the mail worker broke off" in caplog.text


def test_a_server_that_another_user_started_is_known_to_run(monkeypatch):
    monkeypatch.setattr("os.kill", mock.Mock(side_effect=PermissionError))
    assert send_notices.is_running(1)
