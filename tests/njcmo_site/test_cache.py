"""A cache that is away costs no answer."""

import socket

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction

from faq.models import Question
from njcmo_site import env
from njcmo_site.cache import DatabaseCache
from njcmo_site.redis_cache import RedisCache
from referrals.models import Referral
from tests.staff_pages import publish_draft

pytestmark = pytest.mark.django_db

NOBODY_LISTENS = "redis://127.0.0.1:1"


@pytest.fixture
def redis_at(monkeypatch, settings):
    def use(url):
        monkeypatch.setattr(RedisCache, "away_until", 0.0)
        monkeypatch.setenv("CACHE_URL", url)
        settings.CACHES = {"default": env.cache()}

    return use


@pytest.fixture(params=["Redis", "table"])
def cache_is_away(request, redis_at, monkeypatch):
    """No Redis where it should be; or the table in the database has been dropped."""
    if request.param == "Redis":
        redis_at(NOBODY_LISTENS)
    else:
        monkeypatch.setattr(DatabaseCache, "away_until", 0.0)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE cache")


def test_without_a_cache_families_search_and_send(client, answers, cache_is_away):
    assert client.get("/search/?q=autism").status_code == 200
    assert client.post("/get-help/", answers).status_code == 303
    assert Referral.objects.exists()
    assert client.get("/readyz").status_code == 503


def test_without_a_cache_staff_get_in(client, staff, cache_is_away):
    user = staff("intake coordinator")
    user.set_password("a good password")
    user.save()
    client.post("/accounts/login/", {"login": user.username, "password": "a good password"})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_without_a_cache_a_page_is_saved_published_said_so_and_found(
    client, staff, cache_is_away, django_capture_on_commit_callbacks
):
    client.force_login(staff())
    assert client.get("/search/?q=trampoline").context["hits"] is None
    question = Question.objects.first()
    path = f"/admin/faq/question/{question.pk}/change/"
    page = client.get(path).context["adminform"].form
    typed = {name: page[name].value() or "" for name in page.fields}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, typed | {"question_en": "A trampoline?"}, follow=True)
    assert "was changed successfully" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        publish_draft(client, path)
    assert client.get("/search/?q=trampoline").context["hits"]


def test_what_a_cache_refuses_undoes_no_transaction(cache_is_away):
    with transaction.atomic():
        cache.set("one", 1)
        assert cache.get("one", "nothing") == "nothing"
        User.objects.create_user("written-after")
    assert User.objects.filter(username="written-after").exists()


def test_a_cache_that_hangs_is_asked_once_and_then_left_alone(
    client, staff, redis_at, monkeypatch, caplog
):
    monkeypatch.setattr("njcmo_site.redis_cache.REDIS_TIMEOUT", 0.2)
    staff()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        redis_at(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        client.post("/accounts/login/", {"login": "admin", "password": "wrong"})
        client.get("/search/?q=autism")
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
    said = [record.getMessage() for record in caplog.records if record.name == "njcmo_site.cache"]
    assert said == ["The cache does not answer (TimeoutError)"]


def test_a_cache_that_has_come_back_is_used_again(monkeypatch):
    monkeypatch.setattr(DatabaseCache, "away_until", 1e12)
    cache.set("one", 1)
    assert cache.get("one") is None
    monkeypatch.setattr(DatabaseCache, "away_until", 0.0)
    cache.set("one", 1)
    assert cache.get("one") == 1
    assert not cache.add("one", 2)


def test_an_entry_that_was_damaged_is_as_none_and_goes(client):
    cache.set("one", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = 'damaged'")
    assert cache.get("one", "nothing") == "nothing"
    assert cache.get_many(["one"]) == {}
    assert cache.add("one", 2)
    assert client.get("/readyz").status_code == 200


def test_an_answer_that_a_server_closes_twice_is_no_error(client):
    client.get("/").close()  # the client has closed it once
