"""Whatever is typed or sent is stored as it was meant, or refused whole."""

import re
import unicodedata
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from referrals.families.form import ReferralForm
from referrals.models import Referral
from tests.factories import make_referral
from tests.referrals.sending import send

pytestmark = pytest.mark.django_db


def test_an_oversized_body_is_refused_with_a_page(client, answers):
    response = send(client, answers | {"message": "a" * 300_000})
    assert response.status_code == 413
    assert "has not reached us" in response.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe%%%=%zz&caregiver_name=%C3%28", "application/x-www-form-urlencoded"),
        (b"caregiver_name=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"{}", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"", "text/plain"),
        (
            b"--x\r\nContent-Disposition: form-data; name*=nope''%00\r\n\r\na\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_body_of_rubbish_is_refused_and_stores_nothing(client, body, kind):
    response = client.generic("POST", "/get-help/", body, content_type=kind)
    assert response.status_code in {400, 422}
    assert b"<html" in response.content
    assert not Referral.objects.exists()


ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec="utf-8", categories=["Cc", "Cf", "Mn", "Lo", "Zl"]), max_size=20),
    st.sampled_from(["\x00", "\r\nBcc: a@b.c", "'\"><script>x</script>", "{{ 7*7 }}", "%s%n"]),
    st.sampled_from(["a" * 101, "a" * 2001, "\r\n" * 1000, "=1+1", "\u202egnp.exe"]),
)
ONE_LINE = ["caregiver_name", "family_name", "child_first_name", "language_other"]
ONE_LINE += ["contact_notes"]
ANSWERS = [name for name in ReferralForm.base_fields if name != "page_number"]
# Who changes more than two answers is nearly always refused.
CHANGES = st.one_of(
    st.dictionaries(st.sampled_from(ANSWERS), ANY_TEXT | st.lists(ANY_TEXT), max_size=most)
    for most in (2, None)
)


NOT_SEEN = {"Cc", "Cf", "Cs"}
SEEN_ALL_THE_SAME = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
SEEN_ALL_THE_SAME += "\U000110bd\U000110cd"
NOT_SEEN_EITHER = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2065\u3164\uffa0\U0001d159"
JOINER = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def as_meant(typed: str) -> str:
    """What a person sees of what was typed: told again here, without the code that stores it."""
    seen = [""]
    typed = typed.replace("\r\n", "\n")
    for sign, following in zip(typed, f"{typed} "[1:], strict=True):
        before = seen[-1]
        if JOINER.match(sign):
            joins = before > "\u05ff" and not before.isspace() and not "\u1e00" <= before < "\u203c"
            seen += [sign] if joins or before in {"©", "®"} or following == "\u20e3" else []
        elif sign in "\t\x1f\u2800":
            seen += [" "]
        elif len(sign.splitlines()[0]) == 0:
            seen += ["\n"]
        elif sign in SEEN_ALL_THE_SAME or not (
            unicodedata.category(sign) in NOT_SEEN
            or sign in NOT_SEEN_EITHER
            or "\ufff0" <= sign <= "\ufffb"
            or "\U000e0000" <= sign <= "\U000e0fff"
        ):
            seen += [sign]
    return unicodedata.normalize("NFC", "".join(seen).strip())


@hypothesis_settings(max_examples=500)
@given(changes=CHANGES)
def test_whatever_is_typed_is_stored_as_it_was_meant_or_refused_whole(client, answers, changes):
    Referral.objects.all().delete()
    sent = answers | changes
    with mock.patch("referrals.families.limits.REQUESTS_AN_HOUR", 100_000):
        response = client.post("/get-help/", sent)
    stored = list(Referral.objects.all())
    assert (response.status_code, len(stored)) in {(303, 1), (422, 0)}
    for referral in stored:
        last = {
            name: (value or [""])[-1] if isinstance(value, list) else value
            for name, value in sent.items()
        }
        assert referral.message == as_meant(last["message"])
        for name in ONE_LINE:
            assert getattr(referral, name) == re.sub(r"\s", " ", as_meant(last.get(name, "")))
        for name in ("relationship", "contact_method", "preferred_language", "child_age"):
            assert getattr(referral, name) == last[name].strip()
        assert referral.county_id == as_meant(last["county"])
        assert set(referral.concerns) == set(sent["concerns"])
        trapped = bool(as_meant(last.get("website", "")))
        assert referral.suspected == (trapped or "page_opened" in changes)


@hypothesis_settings(max_examples=100)
@given(
    body=st.binary(max_size=300) | st.binary(max_size=50).map(lambda part: part * 60_000),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain; charset=utf-16",
        ]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
def test_no_body_whatever_it_is_makes_the_server_fail(client, body, kind):
    response = client.generic("POST", "/get-help/", body, content_type=kind)
    assert response.status_code in {400, 413, 422}
    assert b"<html" in response.content
    assert not Referral.objects.exists()


def test_what_is_too_long_is_not_put_in_order_first(client, answers, monkeypatch):
    """That takes up to minutes, in which the whole process answers nobody."""

    def normalize(form, text, real=unicodedata.normalize):
        assert len(text) <= 4 * 2000
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    accents = "a" + "\u0345\u0300" * 4995
    names = {*ONE_LINE, "message", "phone", "second_phone", "email"}
    hidden = {"page_opened", "website", "consent_version", "county"}
    response = send(client, answers | dict.fromkeys(names | hidden, accents))
    assert response.status_code == 422
    refused = response.context["form"].errors
    assert refused["message"] == ["Shorten this to 2000 characters; it has 9991"]
    assert set(refused) == names | {"county"}


def test_letters_that_come_in_pieces_are_counted_whole(client, answers):
    pieces = unicodedata.normalize("NFD", "ế" * 2000)
    assert len(pieces) == 6000
    assert send(client, answers | {"message": f" {pieces}\r\n "}).status_code == 303
    assert Referral.objects.get().message == "ế" * 2000


PARTS = ["reference", "proof", "phone", "change_phone", "take_back", "switch_language"]


@hypothesis_settings(max_examples=40)
@given(asked=st.dictionaries(st.sampled_from(PARTS), ANY_TEXT), known=st.booleans())
def test_where_a_request_stands_is_asked_with_any_text(client, asked, known):
    if known:
        referral = Referral.objects.first() or make_referral()
        asked = asked | {"reference": str(referral), "proof": "0123"}
    response = client.post("/request-status/", asked)
    assert response.status_code in {200, 422, 429}
    assert b"<html" in response.content
