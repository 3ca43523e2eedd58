"""What staff can see and do with a referral, and what they cannot."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from referrals.desk import work
from referrals.mail import outbox
from referrals.models import ConsentWords, IntakeSettings, Look, Notice, Referral
from tests.factories import make_referral, make_request_at_work
from tests.queries import queries_of
from tests.staff_pages import FAMILY, REFERRALS, form_of, move, page_of, reveal, seen

pytestmark = pytest.mark.django_db


def test_a_list_shows_reference_county_age_status_and_never_a_name(coordinator):
    referral = make_referral(**FAMILY)
    page = coordinator.get(REFERRALS).content.decode()
    for shown in (str(referral), "Essex", "6 to 8", "New"):
        assert shown in page
    assert not [value for value in FAMILY.values() if value in page]


def test_a_list_of_referrals_costs_the_same_queries_however_many_there_are(coordinator):
    lists = ["", "?status__exact=all", "?suspected=yes", "?taken=nobody", "?due=overdue"]
    for number in range(3):
        make_request_at_work(number)
    few = {asked: queries_of(coordinator, f"{REFERRALS}{asked}") for asked in lists}
    assert max(few.values()) <= 14
    for number in range(3, 30):
        make_request_at_work(number)
    assert {asked: queries_of(coordinator, f"{REFERRALS}{asked}") for asked in lists} == few


def test_a_referral_s_page_shows_what_the_family_wrote_harmless_and_read_only(coordinator):
    referral = make_referral(**FAMILY)
    reveal(coordinator, referral)
    response = coordinator.get(page_of(referral))
    page = response.content.decode()
    for shown in ("Rosa Núñez", "201-555-0123, ext. 12", "rosa@example.org", "Mateo", "Autism"):
        assert shown in page
    assert "Partnership for Children of Essex" in page
    assert "<script>alert" not in page
    assert "no-store" in response["Cache-Control"]
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page))
    assert fields & set(FAMILY) == set()


def test_a_referral_s_page_begins_with_what_a_caller_needs(coordinator):
    referral = make_referral(**FAMILY, status="in_touch", next_step_on="2026-01-02")
    referral.note_step("noted", note="The earlier note")
    referral.note_step("noted", note="Call the aunt")
    page = BeautifulSoup(coordinator.get(page_of(referral)).content, "lxml")
    top = page.select_one("[aria-labelledby=for-who-calls]")
    assert "There is a note of" in top.get_text()
    assert "Call the aunt" not in page.get_text()

    reveal(coordinator, referral)
    page = BeautifulSoup(coordinator.get(page_of(referral)).content, "lxml")
    top = page.select_one("[aria-labelledby=for-who-calls]")
    assert top.find_next("fieldset")
    assert top.select_one(".number a")["href"] == "tel:+12015550123"
    words = top.get_text()
    parts = ["Rosa Núñez", "Haircuts are hard.", "Call the aunt", "Next step on Friday, January 2"]
    places = [words.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] > 0
    assert "The earlier note" not in words
    assert top.select_one(".late").get_text() == "overdue"


def test_consent_and_dates_are_folded(coordinator):
    referral = make_referral(**FAMILY)
    reveal(coordinator, referral)
    page = BeautifulSoup(coordinator.get(page_of(referral)).content, "lxml")
    folded = " ".join(one.get_text() for one in page.select("fieldset details"))
    for words in ("You may call me.", "Version of the consent", "First try", "Received"):
        assert words in folded
    assert page.select_one("#id_status").find_parent("details") is None


def test_no_title_or_breadcrumb_names_a_person(coordinator):
    referral = make_referral(**FAMILY)
    reveal(coordinator, referral)
    page = coordinator.get(page_of(referral)).content.decode()
    assert "Rosa" in page
    head = page[: page.index('id="content-main"')]
    assert str(referral) in re.search(r"<title>(.*?)</title>", page, re.S)[1]
    assert "Rosa" not in head


def test_what_the_family_wrote_cannot_be_changed_by_a_post(coordinator):
    referral = make_referral(**FAMILY)
    move(
        coordinator, referral, status="trying", caregiver_name="Mallory", message="", county="ocean"
    )
    after = Referral.objects.get(pk=referral.pk)
    assert after.status == "trying"
    assert (after.caregiver_name, after.message) == (FAMILY["caregiver_name"], FAMILY["message"])
    assert after.county_id == "essex"


def test_a_method_that_the_page_does_not_know_is_refused_and_is_no_look(coordinator):
    assert coordinator.put(page_of(make_referral())).status_code == 405
    assert not Look.objects.exists()


def test_nobody_adds_or_deletes_a_referral_in_the_admin(client, staff):
    client.force_login(staff())
    referral = make_referral()
    assert client.get(f"{REFERRALS}add/").status_code == 403
    assert client.post(f"{page_of(referral)[:-7]}delete/", {"post": "yes"}).status_code == 403
    client.post(
        REFERRALS, {"action": "delete_selected", "_selected_action": referral.pk, "post": "yes"}
    )
    assert Referral.objects.exists()


def test_only_the_agreed_moves_are_offered(coordinator):
    page = coordinator.get(page_of(make_referral(status="in_touch")))
    choices = [value for value, _ in page.context["adminform"].form.fields["status"].choices]
    assert choices == ["in_touch", "connected", "closed"]


def test_a_referral_is_closed_with_a_reason_and_opened_again(coordinator):
    referral = make_referral()
    refused = move(coordinator, referral, status="closed")
    assert "Choose why the referral is closed." in refused.content.decode()
    assert move(coordinator, referral, status="closed", close_reason="declined").status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.close_reason) == ("closed", "declined")
    move(coordinator, referral, status="in_touch", close_reason="declined")
    referral.refresh_from_db()
    assert (referral.status, referral.close_reason, referral.closed_at) == ("in_touch", "", None)


def test_a_move_that_is_not_agreed_is_refused(coordinator):
    referral = make_referral()
    assert move(coordinator, referral, status="connected").status_code == 200
    referral.refresh_from_db()
    assert referral.status == "new"


def test_after_being_overtaken_the_next_save_succeeds(coordinator, staff):
    referral = make_referral()
    opened = seen(coordinator, referral)
    referral.move_to("closed", "spam", by=staff())
    refused = coordinator.post(page_of(referral), opened | {"status": "trying"})
    assert refused.status_code == 200
    assert len(refused.context["errors"]) == 1
    data = form_of(refused) | {"status": "in_touch"}
    assert coordinator.post(page_of(referral), data).status_code == 302
    referral.refresh_from_db()
    assert referral.status == "in_touch"


def test_the_reason_of_a_closed_referral_can_be_corrected(coordinator):
    referral = make_referral(status="closed", close_reason="spam")
    move(coordinator, referral, status="closed", close_reason="declined")
    referral.refresh_from_db()
    assert referral.close_reason == "declined"
    assert LogEntry.objects.get().change_message == "Reason for closing: Spam → Family declined"


def test_saving_a_closed_referral_as_it_is_changes_nothing(coordinator):
    referral = make_referral(status="closed")
    before = Referral.objects.values().get()
    assert move(coordinator, referral, status="closed", close_reason="connected").status_code == 302
    assert Referral.objects.values().get() == before


@pytest.mark.parametrize("way", ["list", "page"])
def test_a_request_that_is_no_spam_is_released(coordinator, way):
    referral = make_referral(suspected=True, email="rosa@example.org")
    Referral.objects.filter(pk=make_referral().pk).update(status="trying")
    page = coordinator.get(REFERRALS)
    assert referral not in page.context["cl"].queryset
    assert "Set apart as suspected spam: 1." in page.content.decode()
    suspected = f"{REFERRALS}?suspected=yes"
    assert list(coordinator.get(suspected).context["cl"].queryset) == [referral]

    assert ">Release: not spam</button>" in coordinator.get(page_of(referral)).content.decode()
    return_to_list = {"action": "release", "_selected_action": [referral.pk]}
    if way == "list":
        coordinator.post(suspected, return_to_list)
    else:
        coordinator.post(f"/admin/desk/{referral.pk}/release/")
    referral.refresh_from_db()
    assert not referral.suspected
    assert sorted(referral.notices.values_list("audience", flat=True)) == ["family", "intake"]
    step = referral.steps.get()
    assert (step.get_what_display(), step.by.username) == (
        "Released: not spam",
        "intake-coordinator",
    )
    coordinator.post(suspected, return_to_list)
    assert Notice.objects.count() == 2


def test_what_was_closed_is_not_released_any_more():
    for closed in (make_referral(suspected=True), make_referral(suspected=True)):
        stale = Referral.objects.get(pk=closed.pk)
        closed.move_to("closed", "spam")
        work.release(stale)
    assert not Notice.objects.exists()
    assert Referral.objects.filter(suspected=True).count() == 2


def test_settings_are_not_saved_over_somebody_else_s(manager):
    path = manager.get("/admin/referrals/intakesettings/")["Location"]
    opened = form_of(manager.get(path))
    IntakeSettings.objects.update(notice_email="intake@example.org")
    refused = manager.post(path, opened | {"target_working_days": "3"})
    assert "somebody else saved this page" in refused.content.decode()
    assert IntakeSettings.current().notice_email == "intake@example.org"


def test_a_tick_to_erase_that_would_erase_nothing_is_not_ignored(coordinator):
    referral = make_referral()
    response = move(coordinator, referral, status="closed", close_reason="spam", erase="on")
    assert "Withdrawn by the family” as well" in response.content.decode()
    assert Referral.objects.get().status == "new"


def test_a_reason_for_closing_is_not_ignored_where_the_status_is_another(coordinator):
    response = move(coordinator, make_referral(), status="in_touch", close_reason="spam")
    assert "Set the status to “Closed” as well." in response.content.decode()
    assert Referral.objects.get().status == "new"


def test_the_history_names_statuses_and_reasons_apart(coordinator):
    move(coordinator, make_referral(status="in_touch"), status="connected")
    assert LogEntry.objects.get().change_message == "Status: In touch → Connected"


def test_what_is_suspected_is_released_first_or_closed(coordinator):
    referral = make_referral(suspected=True)
    assert referral.next_statuses() == ["closed"]
    move(coordinator, referral, status="trying")
    referral.refresh_from_db()
    assert (referral.status, referral.suspected) == ("new", True)
    move(coordinator, referral, status="closed", close_reason="spam")
    assert Referral.objects.get().close_reason == "spam"
    assert not Notice.objects.exists()


def test_what_was_suspected_and_closed_is_taken_up_again_and_believed(coordinator):
    referral = make_referral(suspected=True, status="closed", close_reason="spam")
    page = coordinator.get(page_of(referral)).content.decode()
    assert "Taken up again, it is believed." in page
    assert ">Release: not spam</button>" not in page
    path = f"/admin/desk/{referral.pk}/release/"
    assert "is closed, or was" in coordinator.post(path, follow=True).content.decode()
    assert move(coordinator, referral, status="in_touch").status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.suspected) == ("in_touch", False)
    assert referral.assigned_to.username == "intake-coordinator"
    assert referral.steps.get().detail == "Closed → In touch, not spam"
    assert not Notice.objects.exists()  # they are in touch: there is nothing to announce
    assert referral in coordinator.get(f"{REFERRALS}?taken=me").context["cl"].queryset


def test_new_words_of_the_consent_are_a_new_version_and_the_old_ones_stay(manager, client):
    path = "/admin/referrals/consentwords/"
    data = form_of(manager.get(f"{path}add/"))
    assert "NJCMO’s intake staff" in data["words_en"]
    both = {"words_en": "NJCMO may call me.", "words_es": "NJCMO puede llamarme."}
    refused = manager.post(f"{path}add/", both | {"words_es": ""})
    assert (refused.status_code, ConsentWords.objects.count()) == (200, 1)
    for words in (both | {"words_en": "We may call me."}, both):
        opened = {"opened_state": form_of(manager.get(f"{path}add/"))["opened_state"]}
        assert manager.post(f"{path}add/", words | opened).status_code == 302
        again = manager.post(f"{path}add/", words | opened)
        assert "somebody else saved" in again.content.decode()
    unchanged = manager.post(f"{path}add/", form_of(manager.get(f"{path}add/")))
    assert "nothing was changed" in unchanged.content.decode()
    day = timezone.localdate().isoformat()
    versions = list(ConsentWords.objects.values_list("version", flat=True))
    assert versions == [f"{day}.2", day, "2026-11"]
    assert "NJCMO may call me." in client.get("/get-help/").content.decode()
    assert "NJCMO puede llamarme." in client.get("/es/get-help/").content.decode()
    old = manager.get(path).context["cl"].result_list[2]
    changed = manager.post(f"{path}{old.pk}/change/", both)
    assert changed.status_code == 403


def test_staff_see_which_e_mails_wait_why_and_have_them_tried_again(coordinator):
    IntakeSettings.objects.create(id=1)
    referral = make_referral(email="rosa@example.org")
    Notice.objects.announce(referral)
    later = timezone.now() + timedelta(hours=1)
    Notice.objects.filter(audience="family").update(
        tries=2, last_error="ConnectionRefusedError", due_at=later
    )
    path = "/admin/referrals/notice/"
    page = coordinator.get(path).content.decode()
    assert str(referral) in page
    assert "could not be sent (ConnectionRefusedError)" in page
    assert "no address is set" in page
    assert "rosa@" not in page
    everything = list(Notice.objects.values_list("pk", flat=True))
    coordinator.post(path, {"action": "try_now", "_selected_action": everything})
    assert not Notice.objects.filter(due_at=later).exists()


def test_staff_are_told_of_mails_that_rest_and_can_try_them_again(coordinator, settings):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    settings.HAS_MAIL_SERVER = True
    for _ in range(2):
        Notice.objects.announce(make_referral())
    refused = {"rests": True, "tries": 22, "last_error": "SMTPRecipientsRefused"}
    Notice.objects.update(**refused)
    page = coordinator.get(REFERRALS).content.decode()
    assert "refused for 3 days, and are no longer tried: 2." in page
    assert "could not be sent yet" not in page
    path = "/admin/referrals/notice/"
    assert "no longer tried" in coordinator.get(path).content.decode()
    one = Notice.objects.first()
    coordinator.post(path, {"action": "try_now", "_selected_action": [one.pk]})
    assert Notice.objects.due().count() == 2


def test_trying_the_mail_to_a_family_again_tries_no_other(coordinator):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    Notice.objects.announce(make_referral(email="rosa@example.org"))
    Notice.objects.update(rests=True, tries=22, last_error="SMTPRecipientsRefused")
    to_family = Notice.objects.get(audience="family")
    chosen = {"action": "try_now", "_selected_action": [to_family.pk]}
    coordinator.post("/admin/referrals/notice/", chosen)
    assert Notice.objects.due().get() == to_family


def test_trying_now_does_not_wait_for_the_next_count(coordinator):
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    for _ in range(2):
        Notice.objects.announce(make_referral())
        outbox.send_due()
    path = "/admin/referrals/notice/"
    assert "goes with the next count" in coordinator.get(path).content.decode()
    waiting = Notice.objects.waiting().get()
    coordinator.post(path, {"action": "try_now", "_selected_action": [waiting.pk]})
    assert outbox.send_due() == 1


def test_the_log_of_staff_names_the_reference_and_no_person(coordinator):
    referral = make_referral(**FAMILY)
    move(coordinator, referral, status="trying")
    entry = LogEntry.objects.get()
    assert entry.object_repr == str(referral)
    assert "Rosa" not in entry.change_message + entry.object_repr


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status__exact=new", {"new"}),
        ("status__exact=all", {"new", "trying", "closed"}),
        ("suspected=yes", {"suspected"}),
        ("suspected=%27", {"new", "trying", "suspected"}),
        ("county__slug__exact=essex", {"new"}),
        ("status__exact=%27", {"new", "trying"}),
    ],
)
def test_the_filters_of_the_list_work(coordinator, query, found):
    rows = {
        "new": make_referral(),
        "trying": make_referral(status="trying", county_id="ocean"),
        "closed": make_referral(status="closed"),
        "suspected": make_referral(suspected=True),
    }
    listed = coordinator.get(f"{REFERRALS}?{query}").context["cl"].queryset
    assert {name for name, row in rows.items() if row in listed} == found


def test_who_can_mend_it_is_told_while_nobody_is_told_of_new_requests(client, staff, settings):
    client.force_login(staff("intake coordinator"))
    assert "messagelist" not in client.get(REFERRALS).content.decode()
    client.force_login(staff("manager"))
    assert "No address is set for new requests" in client.get(REFERRALS).content.decode()
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    assert "No mail server is set" in client.get(REFERRALS).content.decode()
    settings.HAS_MAIL_SERVER = True
    assert "messagelist" not in client.get(REFERRALS).content.decode()
    notice = {"audience": "intake", "tries": 3, "last_error": "TimeoutError"}
    Notice.objects.create(referral=make_referral(), **notice)
    page = client.get(REFERRALS).content.decode()
    assert "E-mails that could not be sent yet, and are tried again: 1." in page


def test_a_manager_sets_the_address_for_new_requests(manager):
    path = manager.get("/admin/referrals/intakesettings/")["Location"]
    right = form_of(manager.get(path))
    right |= {"notice_email": "intake@example.org", "target_working_days": "3"}
    del right["opened_state"]
    manager.post(path, right)
    now = IntakeSettings.current()
    assert (now.notice_email, now.target_working_days) == ("intake@example.org", 3)
    assert not now.tell_families
    for wrong in ({"notice_email": "a@b.org\nBcc: c@d.org"}, {"target_working_days": "0"}):
        assert manager.post(path, right | wrong).status_code == 200
    now.refresh_from_db()
    assert (now.notice_email, now.target_working_days) == ("intake@example.org", 3)


def test_a_status_is_not_changed_without_saying_what_was_seen(coordinator):
    referral = make_referral()
    for nothing in ({}, {"seen": ""}, {"seen": "forged"}):
        response = coordinator.post(page_of(referral), {"status": "trying"} | nothing)
        assert response.status_code == 200
        assert "Nothing was saved" in response.content.decode()
    assert Referral.objects.get().status == "new"


def test_erasing_asks_once_more_and_leaves_a_stub_to_look_at(coordinator):
    referral = make_referral(**FAMILY)
    withdrawn = {"status": "closed", "close_reason": "withdrawn"}
    assert "This cannot be undone" in move(coordinator, referral, **withdrawn).content.decode()
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"

    assert move(coordinator, referral, **withdrawn, erase="on").status_code == 302
    referral.refresh_from_db()
    assert referral.caregiver_name == ""
    page = coordinator.get(page_of(referral))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert move(coordinator, referral, status="closed", close_reason="spam").status_code == 403
