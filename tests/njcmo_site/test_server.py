"""The site as an operator starts it: one command, real processes, real files."""

import http.client
import re
import socket
import stat
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress

import pytest
from cryptography.fernet import Fernet

from tests.families import TYPED, ask, family_sends, reference
from tests.server import ROOT, Server, free_port, wait_until

pytestmark = pytest.mark.browser  # no browser, but real servers


@pytest.fixture(scope="module")
def server(new_site):
    server = new_site("site").start()
    yield server
    server.stop()


def test_the_start_says_what_it_does_and_then_the_address(first_start):
    lines = first_start.said.splitlines()
    said = [line for line in lines if not line.startswith(("[", "Installing", "Making"))]
    assert said[:2] == ["Updating the database", "Filling what is empty with the starter content"]
    assert re.fullmatch(r"\d{3} texts filled\.", said[2])
    assert said[3:5] == ["Collecting static files", f"Serving on {first_start.url}"]


def test_what_it_keeps_is_for_its_own_user_alone(server):
    # The log of SQLite comes and goes with its last reader.
    kept_files = [path for path in server.folder.iterdir() if "sqlite3-" not in path.name]
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in kept_files}
    assert kept["njcmo.sqlite3"] == 0o600
    assert [mode for name, mode in kept.items() if name.endswith(".secret")] == [0o600] * 3


def test_static_files_are_hashed_kept_for_ever_and_sent_compressed(server):
    page = server.get("/")[1]
    css = re.search(r"/static/css/site\.[0-9a-f]{12}\.css", page)[0]
    for encoding in ("br", "gzip"):
        request = urllib.request.Request(server.url + css, headers={"Accept-Encoding": encoding})
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == encoding
            assert "immutable" in answer.headers["Cache-Control"]
            assert len(answer.read()) <= 12 * 1024


def test_pages_come_from_those_kept_ready_unless_the_tests_turn_them_off(server, request):
    with urllib.request.urlopen(f"{server.url}/faq/") as answer:
        is_kept = "ETag" in answer.headers  # Django itself gives pages none
    assert is_kept is (request.config.getoption("--store") != "off")


def test_no_query_referrer_address_or_agent_reaches_the_log(server):
    headers = {"Referer": "https://secret-referrer.example/", "User-Agent": "secret-agent"}
    server.get("/faq/?secret=query", **headers)
    server.get("/nope/?secret=query", **headers)
    wait_until(lambda: '"path": "/faq/"' in server.log.read_text())
    log = server.log.read_text()
    assert "secret" not in log
    assert "127.0.0.1 " not in log


def test_the_key_of_a_forgotten_password_does_not_reach_the_log(server):
    server.get("/accounts/password/reset/key/1-abc-secretkey/")
    wait_until(lambda: '"path": "/accounts/password/reset/key/"' in server.log.read_text())
    assert "secretkey" not in server.log.read_text()


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=idna",
        "application/x-www-form-urlencoded; charset*=nope''x",
        "text/plain; charset=base64",
        "multipart/form-data; boundary=\u00ff; charset=undefined",
    ],
)
def test_a_content_type_that_nobody_knows_is_no_error_and_logs_no_query(server, kind):
    request = urllib.request.Request(
        f"{server.url}/get-help/?county=%ff&secret=kept", headers={"Content-Type": kind}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    request.data = b"caregiver_name=x"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as answer:
        assert answer.code == 422
    assert "secret" not in server.log.read_text()


def answer_to(server, head: str, body=b"") -> bytes:
    """What the server says to a request as it is written here."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode() + body)
        with line.makefile("rb") as answer:
            return answer.read()


def test_two_hundred_who_send_slowly_keep_nobody_waiting(server):
    with ExitStack() as slow:
        for _ in range(200):
            line = slow.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.sendall(b"POST /get-help/ HTTP/1.1\r\nHost: localhost\r\n")
        assert server.get("/get-help/")[0] == 200


FORM = "Content-Type: application/x-www-form-urlencoded\r\nConnection: close"


def test_a_form_that_comes_in_pieces_without_a_length_is_read(server):
    pieces = [b"caregiver_name=Rosa+N", b"%C3%BA%C3%B1ez"]
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = f"POST /get-help/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{FORM}"
    assert 'value="Rosa Núñez"'.encode() in answer_to(server, head, body)
    broken = answer_to(server, head, b"5\r\ncareg\r\nZZ\r\n")
    assert broken.startswith(b"HTTP/1.1 400 ")
    assert b"has not reached us" in broken


def test_a_body_that_is_too_large_is_refused_while_nothing_of_it_has_come(server):
    for path in ("/get-help/", "/admin/faq/question/add/"):
        head = f"POST {path} HTTP/1.1\r\nContent-Length: 300000000\r\n{FORM}"
        assert answer_to(server, head).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "head",
    [f"GET /{'a' * 9000} HTTP/1.1", f"GET / HTTP/1.1\r\nX: {'a' * 9000}", "GET /secret HTP/1.1"],
)
def test_what_the_server_refuses_itself_is_a_page_with_every_header(server, head):
    answer = answer_to(server, head).decode()
    assert answer.startswith("HTTP/1.1 4")
    assert "We could not read what was sent" in answer
    assert "No pudimos leer lo que se envió" in answer
    assert "secret" not in answer
    for header in ("Permissions-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert f"\r\n{header}: " in answer
    for header in ("X-Frame-Options", "Content-Security-Policy", "Cross-Origin-Opener-Policy"):
        assert f"\r\n{header}: " in answer


def test_forged_headers_do_not_make_a_request_secure(server):
    assert server.get("/readyz", **{"X-Forwarded-Proto": "https"})[0] == 200
    assert server.get("/", Host="evil.example")[0] == 400


def test_a_second_start_finds_everything_in_place_and_keeps_it(server):
    shown = reference(family_sends(server))
    kept = {path: path.read_bytes() for path in server.folder.glob("*.secret")}
    server.stop()
    wait_until(lambda: not server.workers())
    server.log.write_text("")
    server.start()
    assert "0 texts filled." in server.log.read_text()
    assert "Collecting static files" not in server.log.read_text()
    assert kept == {path: path.read_bytes() for path in server.folder.glob("*.secret")}
    row = f"Referral.objects.get(reference={shown.replace('-', '')!r})"
    assert ask(server, f"print({row}.message)") == TYPED["message"]


def test_keys_that_do_not_open_what_is_stored_stop_the_start_with_one_line(server):
    stopped = subprocess.run(
        [ROOT / "script/server"],
        env=server.environment
        | {"FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(), "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert stopped.returncode == 2
    assert stopped.stderr.startswith("FIELD_ENCRYPTION_KEYS: these keys do not open")
    assert stopped.stderr.count("\n") == 1


def test_a_new_key_before_the_old_one_opens_everything(server):
    old = (server.folder / "field_encryption_keys.secret").read_text().strip()
    keys = f"{Fernet.generate_key().decode()},{old}"
    server.environment |= {"FIELD_ENCRYPTION_KEYS": keys}
    assert server.manage("check_stored_data") == ""


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("SITE_URL", "nowhere")])
def test_a_wrong_setting_stops_the_start_with_one_line_and_status_2(tmp_path, name, value):
    server = Server(tmp_path / "data", **{name: value})
    server.start()
    assert server.process.wait(30) == 2
    lines = [line for line in server.log.read_text().splitlines() if "Installing" not in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: must ")


def test_a_file_that_is_no_database_stops_the_start_with_one_line(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "njcmo.sqlite3").write_text("no database " * 100)
    server = Server(tmp_path / "data").start()
    assert server.process.wait(30) == 2
    assert server.log.read_text().splitlines()[-1] == (
        "DATABASE_URL: the database cannot be used (file is not a database)."
    )


def test_a_line_break_in_an_address_forges_no_line_of_the_log(server):
    server.get("/x%0aFORGED")
    wait_until(lambda: "x%0AFORGED" in server.log.read_text())
    assert not [line for line in server.log.read_text().splitlines() if line.startswith("FORGED")]


def test_two_that_start_together_on_one_folder_both_serve(tmp_path):
    first, second = Server(tmp_path / "data"), Server(tmp_path / "data")
    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(Server.start, (first, second)))
    try:
        assert [server.answers() for server in started] == [True, True]
        secrets = {path.name for path in first.folder.glob("*.secret")}
        assert len(secrets) == 3
    finally:
        for server in started:
            server.stop()


def test_a_port_that_is_taken_stops_the_start_with_one_line(server, tmp_path):
    other = Server(tmp_path / "data", PORT=str(server.port))
    other.port = free_port()
    other.start()
    assert other.process.wait(30) == 2
    assert (
        other.log.read_text() == "HOST, PORT: nothing can listen there (Address already in use).\n"
    )


def test_what_is_on_its_way_is_answered_before_the_server_stops(server):
    body = b"caregiver_name=Rosa"
    head = f"POST /get-help/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{FORM}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(f"{head}\r\n\r\n".encode() + body[:5])
        wait_until(lambda: accepts(server))  # it has begun to read
        server.process.terminate()
        wait_until(lambda: not accepts(server))
        line.sendall(body[5:])
        with line.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 422 ")
    server.process.wait(30)


def accepts(server) -> bool:
    """Whether it still takes what comes, or leaves it lying."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=0.5)
    with closing(line), suppress(OSError, http.client.HTTPException):
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    return False


def test_a_database_that_does_not_answer_stops_the_start_with_one_line(tmp_path):
    server = Server(tmp_path / "data", DATABASE_URL="postgres://nobody:secret@127.0.0.1:1/none")
    server.start()
    assert server.process.wait(30) == 2
    line = server.log.read_text().splitlines()[-1]
    assert line.startswith("DATABASE_URL: the database cannot be used")
    assert "secret" not in server.log.read_text()
