"""How staff get in, and who does not."""

import re
import time
from datetime import timedelta
from ipaddress import ip_network
from smtplib import SMTPServerDisconnected
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from njcmo_site import request_numbers
from njcmo_site.accounts import letters
from njcmo_site.logs import DiscreetFormatter
from referrals.models import AccountMail
from tests.second_factor import SECRET, app_code, give_second_factor

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "a good password"
FORGOTTEN = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def ines(staff):
    user = staff("intake coordinator")
    user.username, user.email = "ines", "ines@example.org"
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD, name="ines", **headers):
    return client.post(LOGIN, {"login": name, "password": password}, **headers)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def text_of(response) -> str:
    return BeautifulSoup(response.content, "lxml").main.get_text(" ", strip=True)


# The way in ----------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_sent_to_the_one_way_in_and_comes_back(client, ines):
    asked = client.get("/admin/referrals/referral/?status=new")
    assert asked["Location"] == f"{LOGIN}?next=/admin/referrals/referral/%3Fstatus%3Dnew"
    answer = client.post(asked["Location"], {"login": "ines", "password": PASSWORD})
    assert answer["Location"] == "/admin/referrals/referral/?status=new"


def test_the_old_address_of_the_admin_leads_to_the_way_in(client):
    assert client.get("/admin/login/?next=/admin/faq/")["Location"] == f"{LOGIN}?next=/admin/faq/"
    assert client.get("/admin/login/")["Location"] == f"{LOGIN}?next=/admin/"


def test_after_signing_in_comes_the_admin_and_never_another_site(client, ines):
    assert sign_in(client)["Location"] == "/admin/"
    data = {"login": "ines", "password": PASSWORD}
    for address in ("https://evil.example/", "//evil.example", "http://localhost/admin/faq/"):
        away = Client().post(f"{LOGIN}?next={address}", data)
        assert away["Location"] == "/admin/", address


def test_an_account_that_is_not_of_staff_is_told_so(client):
    client.force_login(User.objects.create_user("guest"))
    answer = client.get("/admin/")
    assert (answer.status_code, b"not open to you" in answer.content) == (403, True)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "login/passkey/signup/", "3rdparty/"]
)
def test_nobody_makes_an_account_or_an_address_by_themselves(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert "sign up" not in client.get(LOGIN).content.decode().lower()


def test_who_signs_out_in_the_admin_is_out(client, ines):
    sign_in(client)
    assert client.post("/admin/logout/")["Location"] == LOGIN
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/admin/logout/", "/accounts/logout/"])
def test_signing_out_makes_the_browser_forget_the_pages_of_staff(client, staff, path):
    client.force_login(staff())
    assert "Clear-Site-Data" not in client.get("/admin/")
    assert '"cache"' in client.post(path)["Clear-Site-Data"]
    assert "Clear-Site-Data" not in client.post(path)


def test_the_password_is_changed_in_one_place(client, ines):
    sign_in(client)
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    new = "another fine password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", data)
    assert is_signed_in(client)
    assert sign_in(Client(), new).status_code == 302


def test_a_deactivated_account_is_out_at_once(client, ines):
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    again = Client()
    sign_in(again)
    assert not is_signed_in(again)


@pytest.mark.parametrize(
    ("name", "typed"), [("ines", "Ines"), ("Ines", "ines"), ("inés", "Inés"), ("ángela", "Ángela")]
)
def test_a_username_is_known_however_it_is_typed(client, ines, name, typed):
    User.objects.update(username=name)
    sign_in(client, name=typed)
    assert is_signed_in(client)


def test_a_phone_is_asked_not_to_mend_a_username(client):
    field = BeautifulSoup(client.get(LOGIN).content, "lxml").select_one("[name=login]")
    asked = {field["autocapitalize"], field["autocorrect"], field["spellcheck"]}
    assert asked == {"none", "off", "false"}


def test_no_two_accounts_differ_by_case_alone(client, ines, staff):
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", interactive=False, username="INES", email="i@example.org")
    boss = staff()
    client.force_login(boss)
    taken = client.post("/admin/auth/user/add/", {"username": "Ines", "email": "i@example.org"})
    assert "username" in taken.context["adminform"].form.errors
    renamed = client.post(f"/admin/auth/user/{boss.pk}/change/", {"username": "iNes"})
    assert "there already" in str(renamed.context["adminform"].form.errors["username"])


# Guessing ------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_right_one_is_refused_and_later_accepted(client, ines):
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 200
    refused = sign_in(client)
    assert not is_signed_in(client)
    assert "Too many tries" in text_of(refused)
    with mock.patch("time.time", return_value=timezone.now().timestamp() + 301):
        sign_in(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("again", [{"HTTP_HOST": "localhost:81"}, {"REMOTE_ADDR": "192.0.2.9"}])
def test_a_locked_account_is_locked_from_everywhere(client, ines, again):
    for _ in range(5):
        sign_in(client, "wrong")
    assert "Too many tries" in text_of(sign_in(client, **again))


def test_one_connection_cannot_try_many_accounts_and_a_forged_header_does_not_help(client, ines):
    for number in range(10):
        sign_in(
            client, "wrong", name=f"name{number}", headers={"x-forwarded-for": f"9.9.9.{number}"}
        )
    refused = sign_in(client, headers={"x-forwarded-for": "9.9.9.99"})
    assert (is_signed_in(client), "Too many tries" in text_of(refused)) == (False, True)
    sign_in(client, REMOTE_ADDR="192.0.2.9")
    assert is_signed_in(client)


@pytest.mark.parametrize("second_factor", [False, True])
def test_who_signs_in_does_not_clear_the_connection_s_tries_at_other_accounts(
    client, ines, second_factor
):
    if second_factor:
        give_second_factor(ines)
    for number in range(9):
        sign_in(client, "wrong", name=f"name{number}")
    sign_in(client)
    if second_factor:
        client.post("/accounts/login/code/", {"code": app_code()})
    assert is_signed_in(client)
    guesser = Client()
    assert "Too many tries" not in text_of(sign_in(guesser, "wrong", name="name9"))
    assert "Too many tries" in text_of(sign_in(guesser, "wrong", name="name10"))


def test_wrong_codes_count_for_the_connection_as_wrong_passwords_do(client, ines):
    give_second_factor(ines)
    for number in range(7):
        sign_in(client, "wrong", name=f"name{number}")
    sign_in(client)
    for _ in range(3):
        client.post("/accounts/login/code/", {"code": "12"})
    right = client.post("/accounts/login/code/", {"code": app_code()})
    assert "Too many tries" in text_of(right)


def test_who_signs_in_begins_anew_with_their_own_password(client, ines):
    for _ in range(2):
        for number in range(4):
            sign_in(Client(), "wrong", REMOTE_ADDR=f"192.0.2.{number}")
        client = Client()
        sign_in(client)
        assert is_signed_in(client)


def test_behind_a_trusted_proxy_each_client_is_counted_for_itself(client, ines, settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    for number in range(10):
        sign_in(client, "wrong", name=f"name{number}", headers={"x-forwarded-for": "192.0.2.7"})
    assert "Too many tries" in text_of(sign_in(client, headers={"x-forwarded-for": "192.0.2.7"}))
    sign_in(client, headers={"x-forwarded-for": "192.0.2.8"})
    assert is_signed_in(client)


def test_of_who_tries_only_a_hash_is_kept(client, ines):
    with mock.patch("django.core.cache.backends.db.DatabaseCache.set") as kept:
        sign_in(client, "wrong", REMOTE_ADDR="192.0.2.9")
    keys = [call.args[0] for call in kept.call_args_list]
    assert len(keys) == 3
    assert not [key for key in keys if "192.0.2.9" in key or "ines" in key]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(client, ines):
    answers = {text_of(sign_in(client, "wrong", name=name)) for name in ("ines", "nobody")}
    assert len(answers) == 1


def test_too_many_posts_of_one_connection_get_a_page_with_what_to_do(client):
    answers = [client.post(LOGIN, {}) for _ in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert "Wait five minutes" in text_of(answers[-1])
    assert answers[-1].wsgi_request.META[request_numbers.KEY] in text_of(answers[-1])


# The second factor ---------------------------------------------------------------------------


@pytest.fixture
def https(settings):
    settings.HTTPS = True


@pytest.mark.parametrize("role", ["intake coordinator", "manager", None])
def test_over_https_who_may_open_requests_needs_a_second_factor(client, staff, https, role):
    user = staff(role)
    client.force_login(user)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    assert "Turn on the app or a passkey" in text_of(client.get("/accounts/2fa/"))
    assert client.get("/admin/referrals/referral/").status_code == 302
    give_second_factor(user)
    assert client.get("/admin/").status_code == 200


def test_over_https_who_only_edits_pages_may_do_without(client, staff, https):
    client.force_login(staff("content editor"))
    assert client.get("/admin/").status_code == 200


def test_over_plain_http_a_second_factor_is_offered(client, ines):
    sign_in(client)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert b'<a href="/accounts/2fa/">Second factor</a>' in page.content


def test_with_a_second_factor_the_password_alone_opens_nothing(client, ines):
    give_second_factor(ines)
    assert sign_in(client)["Location"] == "/accounts/login/code/"
    assert not is_signed_in(client)
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    wrong = client.post("/accounts/login/code/", {"code": "12"})
    assert "That did not match" in text_of(wrong)
    assert client.post("/accounts/login/code/", {"code": app_code()})["Location"] == "/admin/"
    assert is_signed_in(client)


def test_a_code_works_once(client, ines, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # no new code begins meanwhile
    give_second_factor(ines)
    for browser, signed_in in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post("/accounts/login/code/", {"code": app_code()})
        assert is_signed_in(browser) == signed_in


def test_a_recovery_code_stands_in_for_the_phone_once(client, ines):
    code = give_second_factor(ines)[0]
    for browser, signed_in in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post("/accounts/login/code/", {"code": code})
        assert is_signed_in(browser) == signed_in


def test_codes_cannot_be_guessed_at_leisure(client, ines):
    give_second_factor(ines)
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/login/code/", {"code": "12"})
    refused = client.post("/accounts/login/code/", {"code": app_code()})
    assert "Too many tries" in text_of(refused)
    assert not is_signed_in(client)


def test_to_turn_on_a_second_factor_takes_the_password_once_more(client, ines):
    sign_in(client)
    activate = "/accounts/2fa/totp/activate/"
    again = client.get(activate)["Location"]
    assert again.startswith("/accounts/reauthenticate/")
    assert client.post(again, {"password": PASSWORD})["Location"] == activate
    secret = BeautifulSoup(client.get(activate).content, "lxml").select_one(".secret").text
    answer = client.post(activate, {"code": app_code(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10


def test_no_cache_keeps_a_page_of_an_account(client, ines):
    assert "no-store" in client.get(LOGIN)["Cache-Control"]
    sign_in(client)
    assert "no-store" in client.get("/accounts/2fa/")["Cache-Control"]


def test_the_database_holds_no_secret_of_a_second_factor_in_clear(ines):
    codes = give_second_factor(ines)
    rows = list(Authenticator.objects.values_list("data", flat=True))
    assert len(rows) == 2
    assert not [word for word in (SECRET, *codes) if word in str(rows)]
    for row in rows:
        assert (row.get("secret") or row.get("seed")).startswith("2:gAAAA")


# A forgotten password ------------------------------------------------------------------------


def forget_password(client, email="ines@example.org", **headers):
    """Ask for a link on the page, and have the worker send what it finds."""
    answer = client.post(FORGOTTEN, {"email": email}, **headers)
    letters.send_due()
    return answer


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, ines, settings):
    settings.SITE_URL = "https://ot.njcmo.org"
    answer = forget_password(client, headers={"host": "localhost:99"})
    assert answer["Location"] == f"{FORGOTTEN}done/"
    (message,) = mail.outbox
    assert "https://ot.njcmo.org/accounts/" in message.body
    assert "ines" not in message.subject
    link = link_in(message)
    form = client.get(link)["Location"]
    new = "another fine password"
    done = client.post(form, {"password1": new, "password2": new})
    assert done["Location"] == f"{FORGOTTEN}key/done/"
    assert not is_signed_in(client)
    assert sign_in(Client(), new).status_code == 302
    assert "does not work any more" in text_of(client.get(link))


def test_what_nobody_sees_in_a_name_or_an_address_keeps_nobody_out(client, ines):
    client.post(FORGOTTEN, {"email": "ines@exam\u200bple.org\ufeff"})
    letters.send_due()
    assert mail.outbox[0].to == ["ines@example.org"]
    sign_in(client, name="\u200eines\u2060")
    assert is_signed_in(client)


def test_who_has_no_password_yet_gets_one_in_the_same_way(client, ines):
    ines.set_unusable_password()
    ines.save()
    forget_password(client)
    form = client.get(link_in(mail.outbox[0]))["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(client)
    assert is_signed_in(client)


def test_the_link_of_a_forgotten_password_ends_after_an_hour(client, ines):
    forget_password(client)
    link = link_in(mail.outbox[0])
    assert client.get(link).status_code == 302
    later = timezone.localtime().replace(tzinfo=None) + timedelta(seconds=3700)
    now = "django.contrib.auth.tokens.PasswordResetTokenGenerator._now"
    with mock.patch(now, return_value=later):
        assert "does not work any more" in text_of(client.get(link))


def test_a_new_password_does_not_do_away_with_the_second_factor(client, ines):
    give_second_factor(ines)
    forget_password(client)
    form = client.get(link_in(mail.outbox[0]))["Location"]
    new = "another fine password"
    client.post(form, {"password1": new, "password2": new})
    assert sign_in(client, new)["Location"] == "/accounts/login/code/"


def test_an_address_that_the_account_had_before_is_of_no_use(client, ines):
    forget_password(client)
    User.objects.update(email="ines.new@example.org")
    forget_password(client)
    assert len(mail.outbox) == 1
    assert "does not work any more" in text_of(client.get(link_in(mail.outbox[0])))


def test_nobody_learns_whether_an_address_has_an_account_not_even_by_a_clock(client, ines):
    """Alike in all that costs time: the statements of the database, passwords hashed, mails."""
    seen = []
    for who in ("ines", "nobody"):
        cache.clear()
        with (
            CaptureQueriesContext(connection) as asked,
            mock.patch("django.contrib.auth.hashers.make_password") as hashed,
        ):
            answer = client.post(FORGOTTEN, {"email": f"{who}@example.org"})
        statements = [query["sql"].split(" WHERE ")[0].split(" VALUES ")[0] for query in asked]
        statements = [re.sub(r"'[^']*'|\d+", "?", statement) for statement in statements]
        seen.append((answer.status_code, answer["Location"], statements, hashed.call_count))
        assert mail.outbox == []
    assert seen[0] == seen[1]
    letters.send_due()
    assert [message.to for message in mail.outbox] == [["ines@example.org"]]
    letters.send_due()
    assert len(mail.outbox) == 1
    assert AccountMail.objects.count() == 1


def test_a_link_goes_to_the_address_of_the_account_however_either_is_typed(client, ines):
    User.objects.filter(pk=ines.pk).update(email="Maria.Lopez@njcmo.org")
    forget_password(client, "maria.lopez@NJCMO.org")
    assert [message.to for message in mail.outbox] == [["Maria.Lopez@njcmo.org"]]


def test_of_two_accounts_with_one_address_each_gets_its_own_link(client, ines):
    User.objects.create_user("second", email="INES@example.org")
    User.objects.create_user("gone", email="ines@example.org", is_active=False)
    forget_password(client)
    said = [re.search(r"Your username is (\w+)\.", message.body)[1] for message in mail.outbox]
    assert said == ["ines", "second"]


def test_nobody_is_flooded_with_links_three_in_a_day(client, ines):
    for hour in range(5):
        cache.clear()  # of the limit of a minute
        forget_password(client)
        AccountMail.objects.update(made_at=F("made_at") - timedelta(hours=1))
        assert len(mail.outbox) == min(hour + 1, 3)
    # The person is told, so that who asks in their name does not lock them out without a word.
    assert ["third time within a day" in message.body for message in mail.outbox] == [0, 0, 1]
    AccountMail.objects.update(made_at=F("made_at") - timedelta(hours=20))
    forget_password(client)
    assert len(mail.outbox) == 4


def test_a_closed_account_gets_no_link_though_it_was_asked_for_before(client, ines):
    client.post(FORGOTTEN, {"email": "ines@example.org"})
    User.objects.filter(pk=ines.pk).update(is_active=False)
    letters.send_due()
    assert not mail.outbox


def test_a_link_that_another_process_took_meanwhile_is_not_sent_twice(client, ines, monkeypatch):
    client.post(FORGOTTEN, {"email": "ines@example.org"})
    claim = letters.claim
    monkeypatch.setattr(letters, "claim", lambda *mail: claim(*mail) and claim(*mail))
    assert letters.send_due() == 0
    assert not mail.outbox


def test_a_link_that_could_not_be_sent_is_sent_later_and_the_log_names_nobody(client, ines, caplog):
    refused = SMTPServerDisconnected("ines@example.org")
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=refused):
        answer = forget_password(client)
    assert answer["Location"] == f"{FORGOTTEN}done/"
    assert "not sent (SMTPServerDisconnected)" in caplog.text
    assert "ines" not in caplog.text
    AccountMail.objects.update(due_at=timezone.now())
    assert (letters.send_due(), letters.send_due()) == (1, 0)


def test_the_key_of_a_link_reaches_no_log_when_it_cannot_be_sent(client, ines, caplog):
    key = "an-unmistakable-key"
    tokens = mock.patch("njcmo_site.accounts.letters.default_token_generator.make_token")
    with tokens as token, mock.patch("django.core.mail.EmailMessage.send", fail_with_text):
        token.return_value = key
        forget_password(client)
    assert AccountMail.objects.get().last_error == "ValueError"
    stored = str(AccountMail.objects.values())
    assert not [where for where in (caplog.text, stored) if key in where]


def fail_with_text(message):
    raise ValueError(message.body)


def test_what_was_sent_about_an_account_is_forgotten_after_three_days(client, ines):
    forget_password(client)
    letters.forget_old()
    assert AccountMail.objects.count() == 1
    AccountMail.objects.update(made_at=timezone.now() - timedelta(days=4))
    letters.forget_old()
    assert not AccountMail.objects.exists()


def test_the_key_of_a_link_reaches_no_log_when_its_page_breaks(client, caplog, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("allauth.account.forms.UserTokenForm.is_valid", None)
    assert client.get("/accounts/password/reset/key/1-abc-secretkey/").status_code == 500
    lines = [DiscreetFormatter().format(record) for record in caplog.records]
    assert "Internal Server Error: /accounts/password/reset/key/" in lines[0]
    assert "secretkey" not in str(lines)


# Two languages -------------------------------------------------------------------------------


def test_the_chosen_language_stays_on_the_pages_of_the_account_alone(client, ines):
    assert client.get(LOGIN)["Content-Language"] == "en"
    spanish = client.get(f"{LOGIN}?lang=es&next=/admin/faq/")
    assert b'<html lang="es">' in spanish.content
    assert b'href="?lang=en&amp;next=%2Fadmin%2Ffaq%2F"' in spanish.content
    assert "El usuario y/o la contraseña" in text_of(sign_in(client, "wrong"))
    sign_in(client)
    assert client.get("/accounts/2fa/")["Content-Language"] == "es"
    assert client.get("/admin/")["Content-Language"] == "en"
    assert client.get("/faq/")["Content-Language"] == "en"


def test_the_mail_is_in_the_language_of_the_page_and_so_is_where_it_leads(client, ines):
    client.get(f"{FORGOTTEN}?lang=es")
    forget_password(client)
    (message,) = mail.outbox
    assert message.subject == "Una contraseña nueva para las páginas del personal de NJCMO"
    assert "Su nombre de usuario es ines." in message.body
    page = Client().get(link_in(message), follow=True)
    assert "Poner una contraseña nueva" in page.content.decode()


@pytest.mark.parametrize("language", ["fr", "", "es/../x"])
def test_a_language_that_we_do_not_have_changes_nothing(client, language):
    assert client.get(LOGIN, {"lang": language})["Content-Language"] == "en"


def staff_pages(client, user) -> dict[str, set]:
    """Every text of the pages of an account, by address, with and without a second factor."""
    client.force_login(user)
    found = {}
    session = client.session
    records = [{"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}]
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    for path in (
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "password/change/",
        "reauthenticate/",
        "logout/",
    ):
        found[path] = client.get(f"/accounts/{path}", follow=True)
    give_second_factor(user)
    for path in (
        "2fa/?",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "reauthenticate/code/",
    ):
        found[path] = client.get(f"/accounts/{path}", follow=True)
    client.logout()
    return found


def anonymous_pages(client, language) -> dict:
    paths = ["login/", "inactive/", "password/reset/", "password/reset/done/"]
    paths += ["password/reset/key/done/", "password/reset/key/1-x/"]
    found = {path: client.get(f"/accounts/{path}?lang={language}") for path in paths}
    sign_in(client)
    found["login/code/"] = client.get("/accounts/login/code/")
    found["refused"] = client.post("/accounts/login/code/", {"code": ""})
    return found


def test_no_page_of_an_account_has_an_untranslated_sentence(ines):
    texts, same = {}, {"html", "Error:"}
    for language in ("en", "es"):
        Authenticator.objects.all().delete()
        client = Client()
        client.get(f"{LOGIN}?lang={language}")
        client.force_login(ines)
        pages = staff_pages(client, ines)
        pages |= anonymous_pages(Client(), language)
        for path, page in pages.items():
            assert page.status_code == 200, path
            soup = BeautifulSoup(page.content, "lxml")
            assert soup.html["lang"] == language, path
            for part in soup.select("script, code, svg, .lang, .brand b"):
                part.decompose()
            words = {text.strip() for text in soup.find_all(string=re.compile("[A-Za-z]{2}"))}
            words |= {part["aria-label"] for part in soup.select("[aria-label]")}
            texts[language, path] = {word.removesuffix(" | NJCMO") for word in words} - same
    for language, path in texts:
        if language == "es":
            assert texts["en", path] & texts["es", path] == set(), path


# How long it lasts ---------------------------------------------------------------------------


def expiry(client):
    return Session.objects.get(pk=client.session.session_key).expire_date


def test_a_session_ends_after_half_an_hour_of_nothing_and_work_renews_it(client, ines):
    sign_in(client)
    client.get("/admin/")
    assert timedelta(minutes=29) < expiry(client) - timezone.now() <= timedelta(minutes=30)
    soon = timezone.now() + timedelta(minutes=10)
    Session.objects.update(expire_date=soon)
    client.get("/admin/")
    assert expiry(client) == soon  # renewed less than a minute ago
    in_a_minute = timezone.now() + timedelta(seconds=61)
    with mock.patch("django.utils.timezone.now", return_value=in_a_minute):
        client.get("/faq/")
        assert expiry(client) == soon  # nobody who reads pages asks for a session
        client.get("/admin/")
    assert expiry(client) > soon
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/admin/")["Location"].startswith(LOGIN)


def test_a_session_ends_with_the_browser(client, ines):
    assert sign_in(client).cookies["sessionid"]["max-age"] == ""
