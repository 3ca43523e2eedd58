"""What staff note of a family, and when two do at once."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from referrals.desk import calling, work
from referrals.models import Step
from tests.factories import make_referral
from tests.referrals.test_looks import looks
from tests.staff_pages import form_of, page_of, reveal, seen

pytestmark = pytest.mark.django_db


# Notes, versions, duplicates


def test_a_note_is_stored_encrypted_and_read_after_saying_why(client, ana):
    referral = make_referral()
    opened = seen(client, referral)
    client.post(page_of(referral), opened | {"status": "new", "note": "Speaks at night"})
    step = referral.steps.get()
    assert (step.note, step.by, step.what) == ("Speaks at night", ana, "noted")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_step")
        assert "Speaks" not in str(cursor.fetchall())
    assert "Speaks" not in client.get(page_of(referral)).content.decode()
    reveal(client, referral)
    assert "Speaks at night" in client.get(page_of(referral)).content.decode()
    assert "Speaks" not in LogEntry.objects.get().change_message


def test_a_note_is_changed_by_its_author_for_a_quarter_of_an_hour(client, ana, staff):
    step = make_referral().note_step(Step.What.NOTED, ana, note="First")
    path = f"/admin/desk/notes/{step.pk}/"
    assert client.post(path, {"note": "Unread"}).status_code == 302
    reveal(client, step.referral)
    before = len(looks())
    assert client.get(path).status_code == 200
    assert client.post(path, {"note": ""}).status_code == 422
    assert looks()[before:] == []  # shown to them within this quarter of an hour
    client.post(path, {"note": "Second"})
    client.force_login(staff("supervisor"))
    client.post(path, {"note": "Third"})
    client.force_login(ana)
    Step.objects.update(at=timezone.now() - timedelta(minutes=16))
    client.post(path, {"note": "Fourth"})
    assert Step.objects.get().note == "Second"


def test_one_note_is_read_first_once_somebody_may_read_it(client, ana):
    referral = make_referral()
    notes = ("Calls back on Mondays", "Ask for the aunt", "Sent a text")
    old, first, latest = (referral.note_step(Step.What.NOTED, ana, note=one) for one in notes)
    for step in (old, first):
        client.post(f"/admin/desk/notes/{step.pk}/pin/")
    assert list(referral.steps.filter(pinned=True)) == [first]
    for path in (page_of(referral), f"/admin/desk/{referral.pk}/call/"):
        page = client.get(path).content.decode()
        assert "There is a note to read first." in page
        assert first.note not in page
    reveal(client, referral)
    page = client.get(page_of(referral)).content.decode()
    assert page.index(first.note) < page.index(latest.note) < page.index("The request")
    assert first.note in client.get(f"/admin/desk/{referral.pk}/call/").content.decode()


def test_the_button_that_saves_stands_below_the_note(client, ana):
    page = BeautifulSoup(client.get(page_of(make_referral())).content, "lxml")
    in_order = [one.get("name") or one.text.strip() for one in page.select("h2, textarea, [name]")]
    here = in_order.index("note")
    assert "The request" in in_order[:here]
    assert in_order[here + 1 : in_order.index("_save") + 1] == ["erase", "seen", "_save"]


def test_an_old_version_is_refused_with_what_others_changed_and_mine_is_kept(client, ana, ben):
    referral = make_referral()
    opened = seen(client, referral)
    work.take(referral, ben)
    calling.record_try(referral, "left_message", ben)

    mine = {"status": "in_touch", "note": "They called us back"}
    refused = client.post(page_of(referral), opened | mine)
    page = refused.content.decode()
    table = BeautifulSoup(page, "html.parser").select("section.overtaken tbody tr")
    rows = [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in table]
    assert ["Status", "New", "Called, not reached", "In touch"] in rows
    assert ["Taken by", "–", "ben", "–"] in rows
    assert ["Tries", "0", "1", "–"] in rows
    assert "ben: Tried to reach: Left a message" in page
    referral.refresh_from_db()
    assert referral.status == "trying"

    again = form_of(refused)
    assert (again["status"], again["note"]) == ("in_touch", "They called us back")
    assert client.post(page_of(referral), again).status_code == 302
    referral.refresh_from_db()
    assert referral.status == "in_touch"
    assert referral.steps.last().note == "They called us back"


ARABIC, HEBREW = "ابني يخاف من الضوضاء (7).", "רחל"


def test_each_text_runs_in_the_direction_of_its_letters_wherever_staff_read_it(client, ana):
    words = {"caregiver_name": HEBREW, "child_first_name": "יוסף", "message": ARABIC}
    words |= {"preferred_language": "other", "language_other": "العربية"}
    note = "להתקשר בערב"
    referral = make_referral(**words, email="rosa@example.org")
    referral.note_step(Step.What.NOTED, ana, note=note).pin()
    reveal(client, referral)
    pages = {
        "referral": client.get(page_of(referral)),
        "call": client.get(f"/admin/desk/{referral.pk}/call/"),
        "print": client.post(f"/admin/desk/{referral.pk}/print/", {"reason": "family_asks"}),
    }
    for name, response in pages.items():
        soup = BeautifulSoup(response.content, "lxml").select_one("#content")
        for text in [HEBREW, "יוסף", ARABIC, "العربية", note, "rosa@example.org"]:
            places = soup.find_all(string=re.compile(re.escape(text)))
            assert places, (name, text)
            assert all(place.parent.get("dir") == "auto" for place in places), (name, text)
        assert all(field["dir"] == "auto" for field in soup.select("textarea")), name


def test_what_could_not_be_saved_comes_back_in_the_direction_of_its_letters(client):
    path = "/admin/referrals/referral/1/change/"
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    response = client.post(path, {"note": ARABIC, "more": ARABIC * 4}, headers=same_origin)
    fields = BeautifulSoup(response.content, "lxml").select("form [id^=typed]")
    assert [field["dir"] for field in fields] == ["auto", "auto"]


def test_each_move_has_time_person_and_note(client, ana):
    referral = make_referral()
    answer = {"status": "in_touch", "note": "Met at school"}
    client.post(page_of(referral), seen(client, referral) | answer)
    step = referral.steps.get()
    assert (step.by, step.detail, step.note) == (ana, "New → In touch", "Met at school")
    assert timezone.now() - step.at < timedelta(minutes=1)


def test_a_note_holds_nothing_that_nobody_sees_and_is_not_made_of_that_alone(client, ana):
    referral = make_referral()
    step = referral.note_step(Step.What.NOTED, ana, note="Call")
    reveal(client, referral)
    path = f"/admin/desk/notes/{step.pk}/"
    assert client.post(path, {"note": "\u200b\u3164"}).status_code == 422
    client.post(path, {"note": "Call\x0bthe \u202eaunt"})
    assert Step.objects.get(pk=step.pk).note == "Call\nthe aunt"
