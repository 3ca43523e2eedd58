"""What staff typed when their session or their form had ended: given back, and kept nowhere."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from faq.models import Question
from referrals.models import Referral
from tests.factories import make_referral

pytestmark = pytest.mark.django_db

OURS = {"headers": {"sec-fetch-site": "same-origin"}}
ADD = "/admin/faq/question/add/"
TYPED = {
    "question_en": "What is “OT”? <b>",
    "answer_en": "<p>One.</p>\n<p>Two.</p>",
    "published": "on",
    "order": "",
    "opened_state": "abc",
    "sections-TOTAL_FORMS": "1",
    "sections-0-id": "7",
    "sections-0-question": "3",
    "sections-__prefix__-body": "no row",
    "_continue": "Save and continue editing",
}


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def form_of(page) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser").select_one("form.not-saved")


def sent_by(form) -> dict:
    fields = form.select("input[name], textarea")
    fill = {f["name"]: f.get("value", "on") if f.name == "input" else f.text[1:] for f in fields}
    assert len(fill) == len(fields)
    return fill


def test_who_was_signed_out_gets_back_all_that_was_typed_and_what_to_do(visitor):
    page = visitor.post(ADD, TYPED, **OURS)
    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    text = " ".join(BeautifulSoup(page.content, "html.parser").main.get_text(" ").split())
    assert "sign in in a new tab, then save again" in text
    link = BeautifulSoup(page.content, "html.parser").select_one('a[href="/accounts/login/"]')
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
    form = form_of(page)
    assert (form["method"], form.get("action")) == ("post", None)
    sent = sent_by(form)
    assert sent.pop("csrfmiddlewaretoken")
    assert sent == TYPED
    assert b"<b>" not in page.content


def test_what_a_person_typed_is_shown_with_a_label_and_what_a_machine_wrote_is_not(visitor):
    form = form_of(visitor.post(ADD, TYPED, **OURS))
    shown = {
        form.select_one(f"#{label['for']}")["name"]: label.text for label in form.select("label")
    }
    assert shown == {
        "question_en": "Question en",
        "answer_en": "Answer en",
        "published": "Published",
    }
    assert form.select_one("[name=answer_en]").name == "textarea"


def test_the_page_of_a_part_is_sent_back_unseen_and_the_page_of_a_question_is_shown(visitor):
    typed = {"heading_en": "Signs", "topic": "7"}
    part = form_of(visitor.post("/admin/services/section/add/?topic=7", typed, **OURS))
    assert part.select_one("[name=topic]")["type"] == "hidden"
    question = form_of(visitor.post(ADD, {"question_en": "Why?", "topic": "7"}, **OURS))
    assert question.select_one("[name=topic]")["type"] == "text"


@pytest.mark.parametrize(
    ("role", "path", "offered"),
    [
        ("content editor", ADD, True),
        ("content editor", "/admin/services/topic/1/change/", True),
        ("content editor", "/admin/services/section/add/?topic=1", True),
        ("content editor", "/admin/services/card/add/", True),
        ("clinical reviewer", "/admin/services/section/1/change/", False),
        ("content editor", "/admin/services/term/add/", False),
        ("manager", "/admin/referrals/referral/{}/change/", False),
    ],
)
def test_what_is_typed_is_kept_in_the_browser_by_who_edits_pages_alone(
    client, staff, role, path, offered
):
    client.force_login(staff(role))
    page = client.get(path.format(make_referral().pk))
    assert page.status_code == 200
    assert ("data-keep-typing" in page.content.decode()) == offered


def test_passwords_do_not_come_back(visitor):
    data = {"username": "ana", "password1": "a secret word", "password2": "a secret word"}
    page = visitor.post("/admin/auth/user/add/", data, **OURS)
    assert b"ana" in page.content
    assert b"secret word" not in page.content
    assert b"password" not in page.content


def test_nothing_of_it_is_stored_or_logged(visitor, caplog):
    visitor.post(ADD, TYPED, **OURS)
    assert "What is" not in caplog.text
    assert not Question.objects.filter(question_en__contains="What is “OT”").exists()
    assert not Session.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_field_whose_name_no_page_of_ours_has_is_refused_and_not_sent_back(visitor):
    page = visitor.post(ADD, TYPED | {"a" * 201: "typed"}, **OURS)
    assert page.status_code == 400
    assert b"typed" not in page.content


def test_after_signing_in_elsewhere_one_press_saves_it(visitor, staff):
    data = {
        "order": "1",
        "question_en": "New?",
        "answer_en": "<p>Yes.</p>",
        "anchor": "new",
        "category": "about",
    }
    again = sent_by(form_of(visitor.post(ADD, data | {"_save": "Save"}, **OURS)))
    visitor.force_login(staff("content editor"))
    again["csrfmiddlewaretoken"] = "x" * 64  # signing in makes the token of an open page invalid
    saved = visitor.post(ADD, again, **OURS)
    assert saved.status_code == 302, saved.content
    assert Question.objects.filter(question_en="New?").exists()


def test_a_form_of_another_site_is_refused_and_nothing_of_it_shown(visitor, staff):
    for site in ("cross-site", "same-site", "none"):
        for signed_in in (False, True):
            if signed_in:
                visitor.force_login(User.objects.first() or staff())
            page = visitor.post(ADD, TYPED, headers={"sec-fetch-site": site})
            assert page.status_code == 403
            assert b"OT" not in page.content.replace(b"NJCMO", b"")
            visitor.logout()


def test_without_token_and_without_a_word_of_the_browser_nothing_is_shown(visitor):
    page = visitor.post(ADD, TYPED)
    assert (page.status_code, form_of(page)) == (403, None)
    assert b"Two." not in page.content


def test_an_expired_form_returns_what_was_typed_and_saves_at_the_second_press(visitor, staff):
    """A browser does not say where a form comes from over plain HTTP."""
    visitor.force_login(staff("content editor"))
    data = {
        "order": "1",
        "question_en": "New?",
        "answer_en": "<p>Yes.</p>",
        "anchor": "new",
        "category": "about",
    }
    page = visitor.post(ADD, data | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    assert "save again" in page.content.decode()
    assert not Question.objects.filter(question_en="New?").exists()
    assert visitor.post(ADD, sent_by(form_of(page))).status_code == 302
    assert Question.objects.filter(question_en="New?").exists()


def test_an_expired_form_that_names_another_origin_gets_the_plain_refusal(visitor, staff):
    visitor.force_login(staff())
    page = visitor.post(ADD, TYPED, headers={"origin": "https://evil.example"})
    assert (page.status_code, form_of(page)) == (403, None)
    assert b"This was not saved" in page.content
    assert b"Two." not in page.content


def test_a_family_or_somebody_who_signs_in_is_never_believed_without_a_token(visitor, answers):
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        assert visitor.post(path, {"login": "x"}, **OURS).status_code == 403
    assert visitor.post("/get-help/", answers, **OURS).status_code == 422
    assert not Referral.objects.exists()


def test_signing_out_after_the_session_ended_is_no_form_to_save(visitor):
    response = visitor.post("/admin/logout/", **OURS)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_a_button_that_meets_an_ended_session_leads_to_signing_in(client, db):
    response = client.post("/admin/desk/next-call/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/admin/"


def test_a_page_with_every_row_that_it_may_hold_is_read_whole(client, staff):
    """As many sources as a card may have: the answers, and the fields that each brings."""
    client.force_login(staff())
    page = BeautifulSoup(client.get("/admin/services/card/add/").content, "html.parser")
    fields = len(page.select("[name]:not([name*=__prefix__])"))
    (group,) = page.select(".inline-group")
    most = int(group.select_one("[name$=MAX_NUM_FORMS]")["value"])
    assert most == 60
    assert f"({most} at most)" in group.h2.text
    fields += most * len(group.select("[name*=__prefix__]"))
    assert fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    typed = {f"more-{number}": "x" for number in range(1001)}
    refused = client.post("/admin/faq/question/add/", typed | {"question_en": "Kept?"})
    assert refused.status_code == 200
    assert "Kept?" in refused.content.decode()


@pytest.mark.parametrize(("fields", "size", "status"), [(3001, 1, 400), (1, 11_000_000, 413)])
def test_more_than_a_page_of_staff_holds_is_refused_in_words_for_staff(
    client, staff, fields, size, status
):
    client.force_login(staff())
    page = client.post(ADD, {f"more-{number}": "x" * size for number in range(fields)})
    assert page.status_code == status
    words = page.content.decode()
    assert "copy the texts that are new" in words
    assert "PerformCare" not in words
    assert "request" not in words


def test_who_has_no_session_may_send_no_more_than_a_family_and_gets_it_back_no_larger(visitor):
    """The answer repeats what was sent, some of it several times."""
    large = TYPED | {"answer_en": "'" * 300_000}
    assert visitor.post(ADD, large, **OURS).status_code == 413
    assert visitor.post(ADD, TYPED | {"n" * 1000: "x"}, **OURS).status_code == 400
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "ended"
    assert sent_by(form_of(visitor.post(ADD, large, **OURS)))["answer_en"] == large["answer_en"]
