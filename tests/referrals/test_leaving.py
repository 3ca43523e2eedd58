"""A form that comes from elsewhere, and leaving this site in a hurry."""

import uuid

import pytest
from django.test import Client

from referrals.families import opened_page
from referrals.models import Referral
from tests.referrals.sending import OURS, errors, send
from tests.referrals.test_thank_you import shown_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("token", ["", "x" * 64, "short"])
def test_a_lost_token_brings_the_filled_form_back_without_the_tick(answers, token):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": token})

    assert response.status_code == 422
    assert not Referral.objects.exists()
    form = response.context["form"]
    kept = {name: form[name].value() for name in answers if name != "consent"}
    assert form["consent_version"].value() == "2026-11"
    assert kept == {name: answers[name] for name in kept}
    assert not form["consent"].value()
    assert len(errors(response)) == 1
    assert errors(response)[0].startswith("The page was open for a long time.")
    again = answers | {"csrfmiddlewaretoken": response.context["csrf_token"]}
    assert client.post("/get-help/", again).status_code == 303
    assert not Referral.objects.get().suspected


def test_a_secret_that_was_changed_brings_the_filled_form_back(client, answers, settings):
    settings.SECRET_KEY = "another secret of at least fifty characters, nobody knows it"
    settings.SECRET_KEYS = [settings.SECRET_KEY]
    response = send(client, answers)
    assert (response.status_code, Referral.objects.count()) == (422, 0)
    form = response.context["form"]
    assert form["message"].value() == answers["message"]
    assert form["page_number"].value() == answers["page_number"]
    assert not form["consent"].value()
    send(client, answers | {"page_opened": form["page_opened"].value()})
    assert not Referral.objects.get().suspected


def test_another_site_fills_neither_the_trap_nor_whom_to_contact(client, answers):
    foreign = {"Origin": "https://evil.example"}
    checked = Client(enforce_csrf_checks=True)
    response = checked.post("/get-help/", answers | {"website": "x"}, headers=foreign)
    form = response.context["form"]
    assert form["message"].value() == answers["message"]
    assert not any(form[name].value() for name in ("website", "phone", "email", "consent"))


@pytest.mark.parametrize("claim", [{}, {"Sec-Fetch-Site": "same-origin"}], ids=["", "as ours"])
def test_a_form_from_another_site_stores_nothing(answers, claim):
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    token = client.cookies["csrftoken"].value
    foreign = {"Origin": "https://evil.example"} | claim
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": token}, headers=foreign)
    assert response.status_code == 422
    assert not Referral.objects.exists()
    form = response.context["form"]
    assert not form["consent"].value()
    assert form["page_number"].value() != answers["page_number"]


def browser_with_form() -> tuple[Client, dict]:
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    return client, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


HIDDEN = [{"headers": {"origin": "null"}}, {"secure": True}]  # over https a missing one counts


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_who_hides_where_the_form_stood_reads_so_and_keeps_all_but_the_tick(answers, hidden):
    client, token = browser_with_form()
    for _ in range(2):
        response = client.post("/get-help/", answers | token, **hidden)
        assert response.status_code == 422
        form = response.context["form"]
        kept = {name: form[name].value() for name in answers if name != "consent"}
        assert kept == {name: answers[name] for name in kept}
        assert not form["consent"].value()
        (told,) = errors(response)
        assert "hides which page" in told
        assert "Turn it off for this site, or use another browser" in told
    assert not Referral.objects.exists()


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_another_site_that_hides_itself_does_not_fill_in_whom_to_contact(answers, hidden):
    client, _ = browser_with_form()
    response = client.post("/get-help/", answers | {"csrfmiddlewaretoken": "x" * 32}, **hidden)
    form = response.context["form"]
    assert not any(form[name].value() for name in ("phone", "email", "consent"))
    assert form["page_number"].value() != answers["page_number"]
    assert "hides which page" in errors(response)[0]


@pytest.mark.parametrize("hidden", HIDDEN, ids=["null", "nothing"])
def test_a_hidden_origin_is_known_where_the_browser_says_that_the_form_is_ours(answers, hidden):
    client, token = browser_with_form()
    headers = hidden.get("headers", {})
    for path, refused, done in (
        ("/get-help/", 422, Referral.objects.all()),
        ("/get-help/thank-you/", 403, Referral.objects.filter(close_reason="withdrawn")),
    ):
        for site, status, count in (("cross-site", refused, 0), ("same-origin", 303, 1)):
            said = {"headers": headers | {"sec-fetch-site": site}, "secure": "secure" in hidden}
            assert client.post(path, answers | token, **said).status_code == status
            assert done.count() == count
    said = {"headers": headers | OURS["headers"], "secure": "secure" in hidden}
    assert client.post("/get-help/", answers, **said).status_code == 422  # the token is needed


def test_a_session_that_somebody_else_planted_does_not_learn_the_reference(client, answers):
    send(client, answers)
    planted = client.cookies["sessionid"].value
    send(client, answers | {"page_number": "3f2b8c1e-6a4d-4f0e-9b7a-1c2d3e4f5a6c"})
    other = Client()
    other.cookies["sessionid"] = planted
    assert other.get("/get-help/thank-you/").context.get("referral") is None


def test_after_leaving_a_form_that_came_back_is_not_filled_in_again(client, answers):
    """“Back” makes the browser send once more what it had sent before leaving."""
    assert send(client, answers | {"phone": "12"}).status_code == 422
    client.get("/get-help/leave/", **OURS)
    again = send(client, answers | {"phone": "12"})
    assert (again.status_code, again["Location"]) == (303, "/get-help/")
    assert not Referral.objects.exists()
    number = str(uuid.uuid4())
    opened = {"page_number": number, "page_opened": opened_page.sign(number, -2)}
    assert send(client, answers | opened).status_code == 303
    assert Referral.objects.exists()


@pytest.mark.parametrize("left", ["4102444800", "²", "9" * 400, "-1", "1e9", "", "١٢٣"])
def test_a_time_of_leaving_that_this_site_did_not_write_drops_no_request(client, answers, left):
    cookie = f"left={left}".encode().decode("latin-1")  # as it comes over the wire
    response = client.post("/get-help/", answers, headers={"cookie": cookie})
    assert (response.status_code, response["Location"]) == (303, "/get-help/thank-you/")
    assert Referral.objects.exists()


@pytest.mark.parametrize("headers", [OURS["headers"], {"referer": "http://testserver/faq/"}])
def test_leaving_from_a_page_of_ours_forgets_the_session_and_goes_elsewhere(
    client, answers, headers
):
    send(client, answers)
    response = client.get("/get-help/leave/", headers=headers)
    assert response.status_code == 302
    assert not response["Location"].startswith("/")
    assert '"cache"' in response["Clear-Site-Data"]
    assert str(Referral.objects.get()) not in client.get("/get-help/thank-you/").content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "referer": "http://testserver/"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"referer": "http://testserver.evil.example/"},
    ],
)
def test_a_link_to_leaving_on_another_site_is_asked_first(answers, headers):
    client = Client(enforce_csrf_checks=True)
    client.get("/get-help/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    send(client, answers | token)
    asked = client.get("/get-help/leave/", headers=headers)
    assert asked.status_code == 200
    assert "left" not in client.cookies
    assert str(Referral.objects.get()) in shown_to(client)

    left = client.post("/get-help/leave/", token)
    assert left.status_code == 200
    assert left["Refresh"].startswith("0; url=https://")
    assert left["Clear-Site-Data"]
    assert client.cookies["left"].value
    assert str(Referral.objects.get()) not in shown_to(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"referer": "http://testserver.evil.example/"},
    ],
)
def test_a_button_on_another_site_is_asked_first(client, answers, headers):
    send(client, answers)
    assert "Refresh" not in client.post("/get-help/leave/", headers=headers)
    assert str(Referral.objects.get()) in shown_to(client)


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "http://testserver"}])
def test_who_hides_where_they_come_from_or_takes_no_cookie_gets_away_as_well(headers):
    left = Client(enforce_csrf_checks=True).post("/get-help/leave/", headers=headers)
    assert left["Refresh"].startswith("0; url=https://")
    # Another site may have pressed it: nothing stays that would drop a form that is open here.
    assert not left.cookies


def test_a_link_on_another_site_signs_nobody_out(client, staff):
    client.force_login(staff())
    client.get("/get-help/leave/", headers={"sec-fetch-site": "cross-site"})
    assert client.get("/admin/").status_code == 200


def test_taking_back_makes_the_browser_forget_what_it_showed(client, answers):
    send(client, answers)
    assert '"cache"' in client.post("/get-help/thank-you/")["Clear-Site-Data"]
    assert "Your request was taken back" in shown_to(client)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_who_reads_of_violence_can_leave_at_once(client, prefix):
    page = client.get(f"{prefix}/occupational-therapy/behavior/").content.decode()
    assert f'href="{prefix}/get-help/leave/"' in page
    elsewhere = client.get(f"{prefix}/occupational-therapy/adhd/").content.decode()
    assert f'href="{prefix}/get-help/leave/"' not in elsewhere
