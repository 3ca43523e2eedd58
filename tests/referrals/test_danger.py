"""A message that speaks of danger or self-harm: what the family reads, and who is told."""

import time

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from referrals.desk.calling import families_for
from referrals.families.form import ReferralForm
from referrals.mail.outbox import send_due
from referrals.models import IntakeSettings, Notice, Referral
from services.models import DangerWords
from tests.factories import make_referral
from tests.referrals.sending import send

pytestmark = pytest.mark.django_db


def thanked(client, path="/get-help/thank-you/"):
    return BeautifulSoup(client.get(path).content, "lxml").main


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_family_that_writes_of_danger_reads_first_of_911_and_988(client, answers, prefix):
    send(client, answers | {"message": "He says that he wants to die."})
    assert Referral.objects.get().may_be_urgent
    page = thanked(client, f"{prefix}/get-help/thank-you/")
    before_all_else = str(page).partition('class="ref"')[0]
    assert "tel:911" in before_all_else
    assert "tel:988" in before_all_else


@pytest.mark.parametrize(
    "message",
    ["ELLA QUIERE MORIR", "She cut her wrists", "se hace dan\u0303o", "kills him\u00adself",
     "he doesn\u2019t want\nto live", "no\r\n quiere   vivir", "My partner has a gun",
     "Suicidio", "doesn`t want to live", "x " * 900 + "suicide", "she hurts herslef"],
)  # fmt: skip
def test_words_of_danger_are_found_however_they_are_typed(answers, message):
    form = ReferralForm(answers | {"message": message})
    assert form.is_valid()
    assert DangerWords.stand_in(form.cleaned_data["message"])


@pytest.mark.parametrize(
    "message",
    ["", "Haircuts are hard.", "He cannot use a knife and fork.", "Cutting with scissors is hard.",
     "No puede usar cuchillo ni tenedor.", "He is dying to play soccer.", "...!!!", "\U0001f600"],
)  # fmt: skip
def test_an_everyday_message_is_none_of_danger(message):
    assert not DangerWords.stand_in(message)


def test_after_an_everyday_message_the_page_warns_of_nothing(client, answers):
    send(client, answers)
    assert not thanked(client).select(".notice")


def test_the_longest_message_takes_no_time(client, answers):
    words = ["kill", "want", "to", "hurt", "se", "a", "suicidx", "knife"]
    for message in ("k " * 1000, "hurt" * 500, " ".join(words * 70)[:2000], "want to " * 250):
        began = time.process_time()
        DangerWords.stand_in(message)
        assert time.process_time() - began < 0.5, message[:20]


def test_next_call_gives_a_family_in_danger_first_and_at_any_time(staff):
    today = timezone.localdate()
    make_referral(due_on=today.replace(year=2020))
    parts = ("morning", "afternoon", "evening")
    urgent = [make_referral(may_be_urgent=True, best_time=part) for part in parts]
    assert list(families_for(staff()))[:3] == urgent


def test_the_mail_to_intake_says_that_something_may_be_urgent_and_no_more(client, answers):
    IntakeSettings.objects.create(notice_email="intake@example.org")
    send(client, answers | {"message": "She wants to die.", "email": ""})
    send_due()
    told = mail.outbox[0]
    assert told.subject == "New requests: 1, 1 may be urgent"
    assert "die" not in told.body
    assert str(Referral.objects.get()) not in told.body + told.subject


def test_after_many_mails_to_intake_one_that_may_be_urgent_waits_five_minutes_at_most(
    client, answers, monkeypatch
):
    IntakeSettings.objects.create(notice_email="intake@example.org")
    began = timezone.now()

    def mails_at(minutes, **changes):
        later = began + timezone.timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        if changes:
            Notice.objects.create(referral=make_referral(**changes), audience="intake")
        send_due()
        return len(mail.outbox)

    for minutes in (1, 7, 18):  # the pause is 20 minutes by now
        mails_at(minutes, county_id="essex")
    sent = len(mail.outbox)
    assert mails_at(24, county_id="essex") == sent
    assert mails_at(25, may_be_urgent=True) == sent + 1


def test_staff_see_what_may_be_urgent_until_the_family_is_reached(client, staff):
    referral = make_referral(may_be_urgent=True)
    client.force_login(staff())
    pages = ["/admin/", "/admin/referrals/referral/", f"/admin/desk/{referral.pk}/call/"]
    pages += [f"/admin/referrals/referral/{referral.pk}/change/"]
    for path in pages:
        assert "may be urgent" in client.get(path).content.decode().lower(), path
    referral.move_to("in_touch", by=User.objects.get())
    for path in [*pages[:2], pages[3]]:
        assert "may be urgent" not in client.get(path).content.decode().lower(), path


def test_of_a_request_that_was_taken_back_nothing_says_that_it_spoke_of_danger(client, answers):
    send(client, answers | {"message": "She wants to die."})
    client.post("/get-help/thank-you/")
    assert not Referral.objects.get().may_be_urgent


def test_a_clinician_marks_the_words_as_read_and_an_editors_change_takes_the_mark_off(
    client, staff
):
    row = DangerWords.objects.get(name="wanting-to-die")
    page = f"/admin/services/dangerwords/{row.pk}/change/"
    words = {"phrases_en": row.phrases_en, "phrases_es": row.phrases_es}
    client.force_login(staff("content editor"))
    assert "Not yet" in client.get("/admin/services/dangerwords/").content.decode()
    client.post(page, words | {"reviewed_on": "2026-12-01"})
    row.refresh_from_db()
    assert row.reviewed_on is None
    client.force_login(staff("clinical reviewer"))
    client.post(page, words | {"reviewed_on": "2026-12-01"})
    row.refresh_from_db()
    assert row.reviewed_on
    client.force_login(User.objects.get(username="content-editor"))
    client.post(page, words | {"phrases_en": "suicid*, in despair"})
    row.refresh_from_db()
    assert row.phrases_en == "suicid*, in despair"
    assert row.reviewed_on is None


@pytest.mark.parametrize("written", ["", "knife !butter", "(gun)", " , "])
def test_words_of_danger_that_would_find_nothing_or_be_silenced_are_refused(written):
    row = DangerWords.objects.first()
    row.phrases_en = written
    with pytest.raises(ValidationError):
        row.full_clean()


def test_all_words_of_danger_that_a_new_site_has_pass_their_own_rules():
    for row in DangerWords.objects.all():
        row.full_clean()
        assert row.reviewed_on is None
