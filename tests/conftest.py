import fcntl
import gc
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from itertools import chain, groupby

# Playwright keeps an event loop alive in this thread, beside which Django refuses its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import QuerySet
from django.template import RequestContext
from django.test import client, override_settings
from django.utils.translation import override
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from faq.models import Question
from faq.published import read_questions
from njcmo_site.heard.pages import read_addresses
from njcmo_site.search import freshness
from njcmo_site.search.freshness import PUBLIC
from services import names
from services.models import Topic, calls, kept, published
from tests import postgresql, store
from tests.factories import publish, valid_answers, works_for
from tests.server import Server, wait_until

# The same examples every time, however slow the machine is: neither chance nor a clock decides.
hypothesis_settings.register_profile(
    "no chance",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("no chance")

# What a process keeps of the rows of a new site, and its search: made once, and not anew for
# each test.
KEPT: dict = {}
INDEXES: dict = {}

JOURNEYS = Path(__file__).parent / "browser"


def pytest_addoption(parser):
    store.add_option(parser)


def pytest_configure(config):
    if config.getoption("--store") == "off":
        store.turn_off()


@pytest.fixture(autouse=True)
def the_store_beside_each_client(request, monkeypatch):
    if request.config.getoption("--store") == "on":
        store.turn_on(monkeypatch)


@pytest.fixture(scope="session")
def pages_kept_ready(request):
    """For tests of real servers that are about these pages."""
    if request.config.getoption("--store") == "off":
        pytest.skip("is about pages kept ready, and servers keep none with --store off")


def pytest_collection_modifyitems(config, items):
    """All of the folder of journeys starts a browser.

    Each worker begins with its part of the list (see script/test), and takes from the end of
    another's when it is through. So each part begins with whole files of what takes longest and
    cannot be shared out later, and ends with short tests.
    """
    for item in items:
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker("browser")
    items.sort(key=turn)
    parts = [[] for _ in range(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))]
    long, short = [[item for item in items if (turn(item) < 2) is long] for long in (True, False)]
    for _path, of_file in groupby(long, key=lambda item: item.path):
        min(parts, key=len).extend(of_file)
    for part in parts:
        wanted = max(0, len(items) // len(parts) - len(part))
        part += short[:wanted]
        del short[:wanted]
    items[:] = [*chain.from_iterable(parts), *short]


def turn(item) -> int:
    """The types, for which a worker needs no database while the other makes it; real servers, then
    real browsers, then all that needs neither."""
    if item.path.name == "test_types.py":
        return -1
    if not item.get_closest_marker("browser"):
        return 2
    return int(item.path.is_relative_to(JOURNEYS))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory, worker_id):
    """`with made_once("data") as path`: what the first worker makes there, the others find."""
    run = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        run = run.parent

    @contextmanager
    def alone(name):
        with (run / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield run / name

    return alone


@pytest.fixture(scope="session")
def django_db_setup(request, made_once, django_db_blocker):
    """The test database as a new site has it: migrated, with the starter content, nothing cached.

    That takes ten seconds, so it is done once for all workers and copied. What a test leaves in
    the cache goes with its transaction.
    """
    with made_once("database") as copy, django_db_blocker.unblock():

        def fill(connection, **_signal):
            with closing(sqlite3.connect(copy)) as made:
                made.backup(connection.connection)

        is_made = copy.exists()
        if is_made:
            connection_created.connect(fill)
        request.getfixturevalue("django_db_setup")
        connection_created.disconnect(fill)
        if not Topic.objects.exists():  # in a copy of a database it is there already
            call_command("load_starter_content", verbosity=0)
        if connection.vendor == "sqlite" and not is_made:
            with closing(sqlite3.connect(copy)) as made:
                connection.connection.backup(made)
        cache.clear()
        for read in (published.read_pages, published.read_cards, calls.read_doors):
            kept.kept(read)
        kept.kept(read_questions)
        kept.kept(read_addresses)
        for read in (names.read_numbers, names.read_signs, names.read_boxes, names.read_texts):
            kept.kept(read)
        KEPT.update(kept._rows)
        for language, _name in settings.LANGUAGES:
            with override(language):
                freshness.index()
        INDEXES.update(freshness._indexes)


@pytest.fixture(scope="session", autouse=True)
def rare_collections_of_garbage():
    """What Django and the tests are made of stays to the end: to look through it again and again
    for garbage takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session", autouse=True)
def cheap_settings():
    """No test of a page needs hashed names, nor all static files looked through for each client;
    tests of the real server have them. No test is about how long it takes to hash a password;
    really it is a third of a second."""
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        STATIC_ROOT=settings.STATICFILES_DIRS[0],
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": backend}},
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def first_start(made_once):
    """The folder of a site that has been started once and stopped, what it said, and its address.

    A first start takes a quarter of a minute, so there is one for all workers.
    """
    with made_once("first_start") as folder:
        port = folder.with_suffix(".port")
        if not port.exists():
            server = Server(folder).start()
            port.write_text(str(server.port))
            server.stop()
            wait_until(lambda: not server.workers())
    log = folder.with_suffix(".log").read_text()
    return SimpleNamespace(folder=folder, said=log, url=f"http://127.0.0.1:{port.read_text()}")


@pytest.fixture(scope="session")
def new_site(tmp_path_factory, first_start):
    """new_site("desk") is a real site in a folder of its own, yet to be started again."""

    def make(name, **settings) -> Server:
        folder = tmp_path_factory.mktemp(name) / "data"
        shutil.copytree(first_start.folder, folder)
        return Server(folder, **settings)

    return make


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of this worker's own; .ci/run says that it must be there."""
    if not postgresql.programs():
        if os.environ.get("POSTGRESQL") == "required":
            pytest.fail("PostgreSQL's programs are missing")
        pytest.skip("PostgreSQL's programs are missing: what needs them was LEFT OUT")
    cluster = postgresql.Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def new_database(cluster, new_site):
    """new_database("site") is the URL of a new database on PostgreSQL, as the first start of a
    site leaves it: that is done once, and copied."""
    new_site("prepared", DATABASE_URL=cluster.new_database("prepared")).manage("prepare")
    return lambda name: cluster.new_database(name, like="prepared")


def keep_the_rows_of_a_new_site() -> None:
    kept._rows.clear()
    kept._rows.update(KEPT)
    freshness._indexes.clear()
    freshness._indexes.update(INDEXES)


@pytest.fixture(scope="session")
def new_site_again(django_db_setup, django_db_blocker):
    """`with new_site_again():` the database is as a new site has it, for what several tests share;
    whatever happens to it there is taken back."""

    @contextmanager
    def for_a_while():
        with django_db_blocker.unblock(), transaction.atomic():
            keep_the_rows_of_a_new_site()
            yield
            transaction.set_rollback(True)

    return for_a_while


@pytest.fixture(autouse=True)
def nothing_else_kept(monkeypatch):
    """What one test changed past the models, and took back, is not kept for the next.

    Nor is what it changes so itself: a process would hear of that within the hour.
    """
    keep_the_rows_of_a_new_site()
    update = QuerySet.update

    def update_and_tell(rows, **changes):
        if rows.model in PUBLIC:
            kept._rows.clear()
        return update(rows, **changes)

    monkeypatch.setattr(QuerySet, "update", update_and_tell)


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages_alone():
    """Django's client copies the context of each template for the test; a page has hundreds, for
    its fields above all, and a test asks for what the page itself was given."""
    store = client.store_rendered_templates

    def store_pages(*found, context, **rendered):
        if isinstance(context, RequestContext):
            store(*found, context=context, **rendered)

    with mock.patch.object(client, "store_rendered_templates", store_pages):
        yield


@pytest.fixture
def pages_of_2020(db):
    """The hub and the page about autism, and all that families read there: as of January 1."""
    Topic.objects.update(words_changed_on="2020-01-01")
    Question.objects.update(words_changed_on="2020-01-01")
    pages = Topic.objects.filter(address__in=["occupational-therapy", "autism"])
    publish(*pages, *Question.objects.filter(topic__in=pages))


@pytest.fixture
def answers():
    return valid_answers()


@pytest.fixture
def staff(db):
    """staff("content editor") is a member of that group; staff() may do everything."""

    def make(role=None):
        if role is None:
            return User.objects.create_superuser("admin")
        user = User.objects.create_user(role.replace(" ", "-"), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        works_for(user)
        return user

    return make


@pytest.fixture
def coordinator(client, staff):
    client.force_login(staff("intake coordinator"))
    return client


@pytest.fixture
def manager(client, staff):
    client.force_login(staff("manager"))
    return client


@pytest.fixture
def editor(client, staff):
    client.force_login(staff("content editor"))
    return client
