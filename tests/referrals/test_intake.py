"""What must never be lost and never be seen: real processes, both databases, a real mail server."""

import email
import email.policy
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiosmtpd.controller import Controller

from tests.families import MARKER, ask, family_is_thanked, family_sends, reference, stored
from tests.server import free_port, wait_until

pytestmark = pytest.mark.browser  # no browser, but real servers

SPELLINGS = [MARKER, "2015550147", "201-555-0147", "555-0147"]


class Inbox:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name is aiosmtpd's
        self.messages.append(envelope)
        return "250 OK"


def listening(inbox, port) -> Controller:
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, new_site):
    """A site that trusts this machine as a proxy; its mail goes to a port where nobody listens."""
    settings = {"TRUSTED_PROXIES": "127.0.0.1"}
    if request.param == "postgresql":
        settings["DATABASE_URL"] = request.getfixturevalue("new_database")("site")
    server = new_site("intake", **settings)
    server.mail_port = free_port()
    server.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.mail_port}"
    server.start()
    ask(server, "IntakeSettings.objects.create(id=1, notice_email='intake@example.org')")
    yield server
    server.stop()


def test_fifty_families_at_once_are_all_stored_once(server):
    before = stored(server)
    with ThreadPoolExecutor(50) as pool:
        shown = list(pool.map(lambda _: reference(family_sends(server)), range(50)))
    assert sorted(stored(server)) == sorted(before + shown)
    assert len(set(shown)) == 50
    assert "database is locked" not in server.log.read_text()
    assert '"status": 500' not in server.log.read_text()


def test_one_page_sent_from_many_places_at_once_is_one_referral(server):
    before = stored(server)
    number = "0b8f6c9e-4a1d-4f0e-9b7a-1c2d3e4f5a6b"
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: family_sends(server, page_number=number), range(8)))
    # Each place has a browser of its own: who was not the first reads that it is here, and no more.
    assert sum("We have this request already" in page for page in pages) == 7
    assert sum(bool(re.search(r"<b[^>]*>\w{4}-\w{4}</b>", page)) for page in pages) == 1
    assert len(stored(server)) == len(before) + 1


def race(server, name) -> str:
    code = f"from tests import races; print(races.{name}())"
    return server.manage("shell", "-v0", "-c", code).strip()


def test_staff_who_ask_for_the_next_call_at_once_get_one_family_each(server):
    assert race(server, "next_calls") == "16 8"


def test_one_of_those_who_take_a_referral_at_once_has_it(server):
    assert race(server, "takes") == "1 1"


def test_one_of_those_who_undo_an_outcome_at_once_puts_it_back(server):
    assert race(server, "undos") == "1 0 3"


def test_of_requests_that_come_at_once_for_one_address_three_are_answered_by_mail(server):
    assert race(server, "mails") == "24 3"


def test_one_of_those_who_save_a_page_at_once_is_stored_and_the_others_are_told(server):
    assert race(server, "saves") == "1 7 1"


def test_of_those_who_publish_a_page_at_once_one_makes_an_edition_and_the_others_are_told(server):
    assert race(server, "publications") == "1 7"


def test_what_two_people_do_with_a_referral_at_once_is_done_one_after_the_other(server):
    assert race(server, "pairs") == ""


def test_a_family_does_not_wait_for_a_text_that_an_editor_saves(server):
    assert race(server, "slow_save") == "303 302"


def test_what_families_sent_while_the_mail_server_was_down_goes_out_when_it_returns(server):
    shown = reference(family_sends(server))
    waits = "print(Notice.objects.waiting().filter(tries__gt=0).exists())"
    wait_until(lambda: ask(server, waits) == "True")
    inbox = Inbox()
    mail_server = listening(inbox, server.mail_port)
    try:
        ask(server, "Notice.objects.waiting().update(due_at='2026-01-01T00:00Z')")
        wait_until(lambda: ask(server, "print(Notice.objects.waiting().exists())") == "False", 60)
    finally:
        mail_server.stop()

    mails = [
        email.message_from_bytes(one.content, policy=email.policy.default) for one in inbox.messages
    ]
    to_staff = [mail for mail in mails if mail["To"] == "intake@example.org"]
    unread = ask(server, "print(Referral.objects.unread().count())")
    assert to_staff[-1]["Subject"] == f"New requests: {unread}"
    to_families = [mail for mail in mails if mail["To"].startswith(MARKER)]
    assert [mail for mail in to_families if shown in mail.get_body(("plain",)).get_content()]
    assert [mail for mail in to_families if shown in mail.get_body(("html",)).get_content()]
    for mail in mails:
        assert found_in(readable(mail)) == []


def test_a_killed_server_has_every_request_that_it_thanked_for_once(server):
    before = set(stored(server))
    with ThreadPoolExecutor(8) as pool:
        sending = [pool.submit(family_is_thanked, server) for _ in range(200)]
        wait_until(lambda: sum(one.done() and bool(one.result()) for one in sending) >= 60, 120)
        os.killpg(server.process.pid, signal.SIGKILL)
        thanked = [one.result() for one in sending if one.result()]
    server.process.wait()
    server.start()
    after = stored(server)
    assert 60 <= len(thanked) < 200
    assert len(after) == len(set(after))
    assert set(thanked) <= set(after) - before
    sent = "Referral.objects.exclude(page_number=None)"  # the others were made by races
    notices = f"print({sent}.exclude(notices__audience='intake').exists())"
    assert ask(server, notices) == "False"


def test_when_one_process_is_killed_the_other_goes_on_and_what_was_thanked_for_is_stored(server):
    before = set(stored(server))
    killed, other = server.serving()
    with ThreadPoolExecutor(8) as pool:
        sending = [pool.submit(family_is_thanked, server) for _ in range(60)]
        wait_until(lambda: sum(one.done() for one in sending) >= 15, 120)
        os.kill(killed, signal.SIGKILL)
        answers = [server.get(path)[0] for path in ("/faq/", "/get-help/", "/search/?q=autism")]
        thanked = [one.result() for one in sending if one.result()]
    assert answers == [200] * 3
    assert len(thanked) >= 60 - 8  # the eight that were on their way, at most
    after = stored(server)
    assert set(thanked) <= set(after) - before
    assert len(after) == len(set(after))
    wait_until(lambda: len(server.serving()) == 2 and killed not in server.serving(), 60)
    assert other in server.serving()
    assert server.get("/readyz")[0] == 200


def test_the_mail_worker_is_started_again_when_it_dies_and_ends_with_the_server(server):
    wait_until(server.workers)
    (first,) = server.workers()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: server.workers() and server.workers() != [first])
    server.stop()
    wait_until(lambda: not server.workers())
    server.start()


def test_nothing_that_a_family_typed_is_found_anywhere(server, request):
    """Neither in database, WAL, mail folder, cache, output nor, for PostgreSQL, a dump."""
    server.stop()
    mail_server = server.environment.pop("EMAIL_URL")
    server.start()
    try:
        shown = reference(family_sends(server))
        family_sends(server, website=MARKER)  # what falls into the trap is stored as well
        wait_until(lambda: list(mails_to_families(server, shown)))
        texts = {path: path.read_bytes() for path in server.folder.rglob("*") if path.is_file()}
        texts[server.log] = server.log.read_bytes()
        for mail in (server.folder / "mail").iterdir():
            texts[mail] = "\n".join(readable(mail) for mail in mails_in(mail)).encode()
        if "DATABASE_URL" in server.environment:
            dump = request.getfixturevalue("cluster").dump("site")
            assert shown.replace("-", "") in dump
            texts["dump"] = dump.encode()
        else:
            assert any("njcmo.sqlite3" in str(path) for path in texts)
        assert {path: found for path, text in texts.items() if (found := found_in(text))} == {}
    finally:
        server.environment["EMAIL_URL"] = mail_server


def found_in(text) -> list[str]:
    text = text.encode() if isinstance(text, str) else text
    return [one for one in SPELLINGS if one.lower().encode() in text.lower()]


def mails_in(path) -> list:
    parts = path.read_bytes().split(b"-" * 79 + b"\n")
    return [email.message_from_bytes(part, policy=email.policy.default) for part in parts if part]


def mails_to_families(server, shown):
    for path in (server.folder / "mail").glob("*"):
        for mail in mails_in(path):
            if shown in readable(mail):
                yield mail


def readable(mail) -> str:
    """A mail without the one header in which its receiver stands, and with its parts decoded."""
    headers = [f"{name}: {value}" for name, value in mail.items() if name != "To"]
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join(headers + parts)
