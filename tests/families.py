"""Families that ask for help over the wire, as their browsers do."""

import contextlib
import http.client
import http.cookiejar
import random
import re
import urllib.error
import urllib.parse
import urllib.request
from types import SimpleNamespace

from bs4 import BeautifulSoup
from django.core.signing import Signer

MARKER = "Zyxwv"  # stands in everything that a family types
TYPED = {
    "caregiver_name": f"{MARKER} Caregiver",
    "relationship": "parent",
    "contact_method": "phone",
    "phone": "201-555-0147",
    "preferred_language": "other",
    "language_other": f"{MARKER} Language",
    "county": "essex",
    "child_first_name": f"{MARKER} Child",
    "child_age": "6_to_8",
    "concerns": "autism",
    "message": f"{MARKER} message",
    "consent": "on",
}


def family_sends(server, **changes) -> str:
    """Open the form, fill it in and send it; return the page that follows.

    Each family has an e-mail address of its own, and, where the server trusts this machine as a
    proxy, an internet address.
    """
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    own_network = f"198.51.{random.getrandbits(8)}.7"
    browser.addheaders = [("X-Forwarded-For", own_network), ("Origin", server.url)]
    page = browser.open(f"{server.url}/get-help/", timeout=30).read().decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert set(hidden) == {"csrfmiddlewaretoken", "page_number", "page_opened", "consent_version"}
    own_address = {"email": f"{MARKER}{random.getrandbits(32)}@example.org"}
    answers = hidden | TYPED | own_address | changes
    answers["page_opened"] = earlier(server, answers["page_number"])
    body = urllib.parse.urlencode(answers).encode()
    return browser.open(f"{server.url}/get-help/", body, timeout=60).read().decode()


def earlier(server, number: str) -> str:
    """What the page says that was opened long ago; nobody has to wait for it here."""
    secret = (server.folder / "secret_key.secret").read_text().strip()
    return Signer(key=secret, salt="referrals.opened_page").sign(f"{number}.1000000000000")


def reference(page: str) -> str:
    return re.search(r"<b[^>]*>(\w{4}-\w{4})</b>", page)[1]


def family_is_thanked(server) -> str | None:
    """The reference that a family was shown; None when its connection broke before."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        return reference(family_sends(server))
    return None


def ask(server, question: str) -> str:
    """What the site’s own shell prints."""
    code = f"from referrals.models import *; from services.models import *; {question}"
    return server.manage("shell", "-v0", "-c", code)


def stored(server) -> list[str]:
    """The references of all referrals, as families read them."""
    everything = "print(*map(str, Referral.objects.all()), sep='\\n')"
    return ask(server, everything).split()


def family_at(server) -> SimpleNamespace:
    """A browser that has the form open, and what it would send."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    browser.addheaders = [("Origin", server.url)]
    page = browser.open(f"{server.url}/get-help/").read().decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    hidden["page_opened"] = earlier(server, hidden["page_number"])
    return SimpleNamespace(browser=browser, answers=hidden | TYPED)


def soon(server, path, form=None, browser=None) -> tuple[int, str]:
    """What is answered while something hangs; by default to somebody without a cookie.

    That the waits of ours add up to less than three seconds is a test of its own: how long an
    answer takes is decided by what else this machine does.
    """
    body = urllib.parse.urlencode(form).encode() if form else None
    try:
        answer = (browser or urllib.request.build_opener()).open(server.url + path, body, 30)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        return answer.status, answer.read().decode()


def typed_on(page: str) -> dict[str, str]:
    """What a page that comes back would send again."""
    fields = BeautifulSoup(page, "lxml").select("form [name]")
    return {field["name"]: field.get("value", field.get_text().strip()) for field in fields}
