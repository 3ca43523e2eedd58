"""Two servers, one PostgreSQL, one Redis, and deploy/nginx.conf before them: one site."""

import shutil
import signal
import subprocess
from types import SimpleNamespace

import pytest

from tests.families import family_is_thanked, stored
from tests.njcmo_site.test_ready_server import AUTISM, number_read, publish
from tests.proxy import NGINX, Proxy
from tests.server import free_port, wait_until

pytestmark = pytest.mark.browser  # no browser, but real servers

REDIS = shutil.which("redis-server")


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    if not REDIS:
        pytest.skip("there is no redis-server: what needs it was LEFT OUT")
    port = free_port()
    words = [
        REDIS,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--loglevel",
        "warning",
    ]
    process = subprocess.Popen(words, cwd=tmp_path_factory.mktemp("redis"))
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def machines_and_proxy(new_site, new_database, redis, tmp_path_factory):
    if not NGINX:
        pytest.skip("there is no nginx: what needs it was LEFT OUT")
    shared = {"DATABASE_URL": new_database("machines"), "CACHE_URL": redis}
    machines = [new_site(name, **shared, TRUSTED_PROXIES="127.0.0.1") for name in ("one", "two")]
    proxy = Proxy(tmp_path_factory.mktemp("proxy"), *(machine.port for machine in machines))
    url = f"https://localhost:{proxy.https}"
    for machine in machines:
        machine.environment |= {"SITE_URL": url, "ALLOWED_HOSTS": "localhost"}
        machine.start()
    proxy.start()
    yield machines, proxy
    proxy.stop()
    for machine in machines:
        machine.stop()


@pytest.fixture
def site(machines_and_proxy, monkeypatch):
    """.machines are the servers, .url is where families reach them."""
    machines, proxy = machines_and_proxy
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.folder / "ot.example.org.pem"))
    url = machines[0].environment["SITE_URL"]
    return SimpleNamespace(machines=machines, url=url, folder=machines[0].folder, proxy=proxy)


def test_every_machine_shows_what_is_published_and_keeps_what_families_send(site):
    one, two = site.machines
    headers = {"X-Forwarded-Proto": "https", "Host": site.url.removeprefix("https://")}
    for path in (AUTISM, f"/es{AUTISM}"):
        assert number_read(two, path, **headers) == 0
    publish(one, 1)
    for path in (AUTISM, f"/es{AUTISM}"):
        wait_until(lambda path=path: number_read(two, path, **headers) == 1)

    # nginx takes turns: the form comes from one machine and is sent to the other.
    thanked = [family_is_thanked(site) for _ in range(4)]
    assert None not in thanked
    assert set(thanked) <= set(stored(one))
    assert stored(one) == stored(two)


def test_when_a_machine_dies_families_do_not_notice(site):
    one, two = site.machines
    before = family_is_thanked(site)
    two.stop(signal.SIGKILL)
    thanked = [family_is_thanked(site) for _ in range(4)]
    pages = [
        site.proxy.get(path).status for path in ("/faq/", "/es/faq/", "/glossary/", "/get-help/")
    ]
    two.start()
    assert None not in thanked
    assert pages == [200] * 4
    assert {before, *thanked} <= set(stored(one))
