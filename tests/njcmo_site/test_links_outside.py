"""Links to other sites are asked politely, and nothing of our own network ever is.

A server of this machine answers for the internet: names are looked up in a list, and whoever
connects to a public address gets to it.
"""

import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from unittest import mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.utils import timezone

from njcmo_site.health import visiting
from njcmo_site.health.asking import Asking
from njcmo_site.health.public_addresses import is_public
from njcmo_site.health.visiting import Visitor
from services.models import CareManagementOrganization, FirstCall, LinkCheck, Source
from tests.njcmo_site.test_health import row_about, rows, section, signed_in
from tests.staff_pages import form_at

PUBLIC = "93.184.216.34"
NAMES = {
    "example.org": [PUBLIC],
    "other.example": [PUBLIC],
    "intern.example": ["10.0.0.7"],
    "both.example": [PUBLIC, "127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
}


class Internet(BaseHTTPRequestHandler):
    """Answers by path: what a test has put there, else 404."""

    protocol_version = "HTTP/1.1"
    answers: dict[str, Callable]
    asked: list

    def answer(self):
        self.asked.append((self.command, self.headers["Host"], self.path, dict(self.headers)))
        self.answers.get(self.path, lambda site: site.say(404))(self)

    do_HEAD = do_GET = answer  # noqa: N815  names of the library

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True

    def log_message(self, *args):
        pass


@pytest.fixture
def internet(monkeypatch):
    class Site(Internet):
        answers, asked = {}, []

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Site.connected = []

    def look_up(host, port, **_kind):
        try:
            addresses = NAMES[host] if host in NAMES else [str(ip_address(host))]
        except ValueError:
            raise socket.gaierror(socket.EAI_NONAME, "unknown") from None
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    def connect(address, timeout):
        Site.connected.append(address)
        connection = socket.socket()
        connection.settimeout(timeout)
        connection.connect(server.server_address)
        return connection

    monkeypatch.setattr(visiting.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(visiting.socket, "create_connection", connect)
    monkeypatch.setattr(visiting, "PAUSE", 0)
    Site.server = server
    yield Site
    server.shutdown()
    server.server_close()


def to(place: str) -> Callable:
    return lambda site: site.say(302, Location=place)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "works"),
        (404, "gone"),
        (410, "gone"),
        (403, "unknown"),
        (429, "unknown"),
        (500, "unknown"),
        (304, "unknown"),
    ],
)
def test_what_an_answer_says_of_a_link(internet, status, state):
    internet.answers["/a?b=1"] = lambda site: site.say(status)
    assert Visitor().state("http://example.org/a?b=1#c") == state


def test_a_site_is_asked_without_a_cookie_by_who_says_its_name(internet, settings):
    internet.answers["/"] = lambda site: site.say(200, **{"Set-Cookie": "a=1"})
    visitor = Visitor()
    for _twice in range(2):
        visitor.state("http://example.org")
    method, host, path, headers = internet.asked[1]
    assert (method, host, path) == ("HEAD", "example.org", "/")
    assert headers.keys() == {"Host", "Connection", "Accept", "User-Agent"}
    assert settings.SITE_URL in headers["User-Agent"]


def test_a_site_that_refuses_to_be_asked_for_the_head_is_asked_for_the_page(internet):
    internet.answers["/"] = lambda site: site.say(405 if site.command == "HEAD" else 200)
    assert Visitor().state("http://example.org/") == "works"


def test_a_link_that_leads_on_is_followed_five_times(internet):
    internet.answers |= {f"/{one}": to(f"/{one + 1}") for one in range(5)}
    internet.answers["/5"] = lambda site: site.say(200)
    assert Visitor().state("http://example.org/0") == "works"
    internet.answers |= {"/5": to("//other.example/6"), "/6": lambda site: site.say(200)}
    assert Visitor().state("http://example.org/0") == "unknown"
    assert Visitor().state("http://example.org/1") == "works"
    assert internet.asked[-1][1] == "other.example"


def test_a_host_that_is_not_there_is_gone(internet):
    assert Visitor().state("http://no-such-host.example/") == "gone"


NEVER = [
    "ftp://example.org/",
    "file:///etc/passwd",
    "http://example.org:8000/",
    "https://example.org:22/",
    "http://user:secret@example.org/",
    "http://intern.example/",
    "http://both.example/",
    "http://metadata.example/latest/",
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[fe80::1]/",
    "http://exam ple.org:x/",
]


@pytest.mark.parametrize("address", NEVER)
def test_what_is_no_page_of_the_internet_is_never_connected_to(internet, address):
    assert Visitor().state(address) == "unknown"
    assert internet.connected == []


@pytest.mark.parametrize("address", NEVER)
def test_nor_where_a_page_of_the_internet_leads_there(internet, address):
    internet.answers["/"] = to(address)
    assert Visitor().state("http://example.org/") == "unknown"
    assert internet.connected == [(PUBLIC, 80)]


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(internet):
    internet.answers["/"] = lambda site: site.say(200)
    Visitor().state("http://example.org/")
    assert internet.connected == [(PUBLIC, 80)]  # not a name, which could mean another one by then


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.168.0.1"]
    + ["224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fc00::1", "fe80::1%eth0"]
    + ["ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::1"]
    + ["2001:0:a00:1::1", "2001:db8::1"],
)
def test_an_address_of_a_network_of_its_own_is_not_public(address):
    assert not is_public(address)


def test_an_address_of_the_internet_is_public():
    assert all(map(is_public, [PUBLIC, "8.8.8.8", "2606:4700::1111"]))


def test_an_answer_that_never_ends_is_not_waited_for(internet, monkeypatch):
    def endless(site):
        with suppress(OSError):  # once nobody reads it any more
            while True:
                site.wfile.write(b"HTTP/1.1 200" + b" OK" * 1000)

    internet.answers["/"] = endless
    assert Visitor().state("http://example.org/") == "unknown"
    internet.answers["/"] = lambda site: site.say(200)
    monkeypatch.setattr(visiting, "LONGEST", 0)
    assert Visitor().state("http://example.org/") == "unknown"


def test_two_requests_to_one_host_are_seconds_apart(internet, monkeypatch):
    waited = []
    monkeypatch.setattr(visiting, "PAUSE", 1000)
    monkeypatch.setattr(visiting.time, "sleep", waited.append)
    visitor = Visitor()
    for address in ("http://example.org/a", "http://other.example/a", "http://example.org/b"):
        visitor.state(address)
    assert [seconds > 900 for seconds in waited] == [False, False, True]


def test_a_link_with_https_works_where_the_site_can_prove_its_name(internet, tmp_path, monkeypatch):
    path = certificate_for("example.org", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = internet.server
    lazily = {"server_side": True, "do_handshake_on_connect": False}
    server.socket = context.wrap_socket(server.socket, **lazily)
    internet.answers["/"] = lambda site: site.say(200)
    assert Visitor().state("https://example.org/") == "unknown"
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    assert Visitor().state("https://example.org/") == "works"
    assert Visitor().state("https://other.example/") == "unknown"


def certificate_for(name, folder):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = timezone.now()
    made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "certificate.pem"
    path.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(pem))
    return path


# What is kept of it ------------------------------------------------------------------------------


@pytest.fixture
def visits(monkeypatch):
    """Each address that the command asks; all work but what a test says."""
    asked, states = [], {}

    def state(visitor, address):
        visitor.is_online = True
        asked.append(address)
        return states.get(address, "works")

    monkeypatch.setattr(Visitor, "state", state)
    return asked, states


def run() -> str:
    printed = StringIO()
    call_command("check_links", stdout=printed)
    return printed.getvalue()


def on(day, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: day)


@pytest.mark.django_db
def test_a_link_that_was_gone_on_three_different_days_is_listed(visits, monkeypatch, staff):
    editor = signed_in(staff())
    row = section(body_en='<p><a href="https://gone.example/a">Places</a></p>')
    source = row.topic.sources.first()
    Source.objects.filter(pk=source.pk).update(url="https://gone.example/b")
    visits[1].update({f"https://gone.example/{name}": "gone" for name in "ab"})
    for day in (1, 1, 2):
        on(date(2026, 12, day), monkeypatch)
        run()
        assert not [row for row in rows(editor) if "gone.example" in row[0]]
    visits[1]["https://gone.example/a"] = "unknown"  # which changes nothing
    on(date(2026, 12, 3), monkeypatch)
    run()
    assert row_about(editor, "gone.example")[1] == f"{form_at(source)}#id_url"
    visits[1]["https://gone.example/a"] = "gone"
    on(date(2026, 12, 4), monkeypatch)
    run()
    told = row_about(editor, "https://gone.example/a was gone on 3 different days")
    assert told[1] == f"{form_at(row)}#id_body_en"
    visits[1].clear()
    on(date(2026, 12, 5), monkeypatch)
    run()
    assert not [row for row in rows(editor) if "gone.example" in row[0]]


@pytest.mark.django_db
def test_a_run_goes_on_where_the_one_before_was_stopped(visits, monkeypatch):
    monkeypatch.setattr("njcmo_site.management.commands.check_links.MOST_IN_A_RUN", 5)
    assert "5 links asked: 5 works, 0 gone, 0 cannot tell." in run()
    first = list(visits[0])
    run()
    assert len({*visits[0]}) == 10  # each once a day
    on(date(2999, 1, 1), monkeypatch)
    for check in LinkCheck.objects.filter(address__in=first):
        LinkCheck.note(check.address, "works")
    monkeypatch.setattr("njcmo_site.management.commands.check_links.MOST_IN_A_RUN", 10_000)
    run()
    later = visits[0][10:]
    assert {*later} & {*first} == set()
    assert {*later[-5:]} == {*visits[0][5:10]}  # what was never asked comes first


@pytest.mark.django_db
def test_all_links_to_other_sites_are_asked_and_none_to_ours(visits, settings):
    run()
    wanted = {row.source_url for row in FirstCall.objects.exclude(source_url="")}
    wanted |= {*Source.objects.values_list("url", flat=True)}
    organizations = CareManagementOrganization.objects.exclude(website="")
    wanted |= {*organizations.values_list("website", flat=True)}
    assert wanted <= {*visits[0]}
    assert not [one for one in visits[0] if one.startswith((settings.SITE_URL, "/", "tel:", "#"))]


@pytest.mark.django_db
def test_a_machine_without_the_internet_finds_nothing_gone(internet):
    assert " 0 works, 0 gone" in run()
    assert set(LinkCheck.objects.values_list("state", flat=True)) == {"unknown"}
    LinkCheck.objects.all().delete()
    section(body_en='<p><a href="http://example.org/">Open</a></p>')
    internet.answers["/"] = lambda site: site.say(200)
    run()
    assert LinkCheck.objects.filter(state="works").count() == 1
    assert LinkCheck.objects.filter(state="gone").count() > 50


@pytest.mark.django_db
def test_what_nobody_links_to_any_more_is_forgotten(visits):
    LinkCheck.note("https://nobody.example/", "gone")
    run()
    assert not LinkCheck.objects.filter(address="https://nobody.example/").exists()


# Each night --------------------------------------------------------------------------------------


@pytest.fixture
def night(monkeypatch, settings, db):
    """It is night.hour; night.begin begins night.run, a process."""
    settings.SITE_URL = "https://ot.example.org"
    begin = mock.Mock()
    monkeypatch.setattr("subprocess.Popen", begin)
    begin.return_value.poll.return_value = None  # it runs
    night = SimpleNamespace(run=begin.return_value, begin=begin, hour=4)
    monkeypatch.setattr(timezone, "localtime", lambda: night)
    return night


def test_links_are_asked_once_a_night_by_one_machine(night):
    machines = Asking(), Asking()
    for night.hour in (3, 4, 4, 5):
        for machine in machines:
            machine.go_on()
        assert night.begin.call_count == (night.hour > 3)
    command = night.begin.call_args.args[0]
    assert command[0] == sys.executable
    assert command[1:] == [str(Path(__file__).parents[2] / "manage.py"), "check_links"]


@pytest.mark.parametrize("url", ["http://ot.example.org", "https://localhost:8443"])
def test_a_site_that_is_tried_out_asks_nobody(night, settings, url):
    settings.SITE_URL = url
    Asking().go_on()
    assert not night.begin.called


def test_a_run_that_hangs_is_ended_and_one_that_is_done_is_left(night, monkeypatch):
    machine = Asking()
    machine.go_on()
    machine.go_on()
    assert not night.run.kill.called
    monkeypatch.setattr("njcmo_site.health.asking.LONGEST_RUN", 0)
    machine.begin()
    machine.go_on()
    assert night.run.kill.called
    night.run.poll.return_value = 0
    machine.go_on()
    assert night.run.kill.call_count == 1


def test_a_machine_without_room_for_it_goes_on_with_the_mails(night, caplog):
    night.begin.side_effect = OSError
    Asking().go_on()
    assert "Links to other sites were not asked (OSError)" in caplog.text
