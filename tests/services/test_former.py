"""An address that families once read something at leads to it, wherever they read it now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.models import Card, Topic
from tests.factories import publish
from tests.staff_pages import save

pytestmark = pytest.mark.django_db

HUB = "/occupational-therapy/"


def leads_to(client, path) -> str:
    response = client.get(path)
    return response["Location"] if response.status_code == 301 else str(response.status_code)


@pytest.fixture
def moved():
    """A page that is read at another address now."""
    topic = Topic.objects.get(address="adhd")
    topic.address = "attention"
    topic.save()
    publish(topic)
    return topic


def test_an_editor_changes_an_address_and_the_old_one_leads_there(editor, client):
    topic = Topic.objects.get(address="adhd")
    assert save(editor, topic, address="attention").status_code == 302
    client.logout()
    assert client.get(f"{HUB}adhd/").status_code == 200, "a draft moves nothing"
    publish(topic)
    assert leads_to(client, f"{HUB}adhd/") == f"{HUB}attention/"
    assert leads_to(client, f"/es{HUB}adhd/") == f"/es{HUB}attention/"
    assert client.get(f"/es{HUB}attention/").status_code == 200


def test_what_follows_in_the_address_goes_along(client, moved):
    assert leads_to(client, f"{HUB}adhd/?utm_source=a%20b") == f"{HUB}attention/?utm_source=a%20b"
    hostile = leads_to(client, f"{HUB}adhd/?next=//evil.example/%0d%0aSet-Cookie:a=b")
    assert hostile.startswith(f"{HUB}attention/?")
    assert "\n" not in hostile


def test_a_page_that_moved_twice_and_back_has_no_circle(client, moved):
    moved.address = "focus"
    moved.save()
    publish(moved)
    assert leads_to(client, f"{HUB}adhd/") == f"{HUB}focus/"
    assert leads_to(client, f"{HUB}attention/") == f"{HUB}focus/"
    moved.address = "adhd"
    moved.save()
    publish(moved)
    assert client.get(f"{HUB}adhd/").status_code == 200
    assert leads_to(client, f"{HUB}attention/") == leads_to(client, f"{HUB}focus/") == f"{HUB}adhd/"


def test_with_a_hub_its_pages_move(client):
    hub = Topic.objects.get(address="occupational-therapy")
    hub.address = "therapy"
    hub.save()
    publish(hub)
    assert leads_to(client, HUB) == "/therapy/"
    assert leads_to(client, f"/es{HUB}autism/") == "/es/therapy/autism/"
    home = client.get("/").content.decode()
    assert 'href="/therapy/costs/"' in home


def test_another_page_at_the_old_address_is_read_itself(client, moved):
    autism = Topic.objects.get(address="autism")
    autism.address = "adhd"
    autism.save()
    publish(autism)
    assert client.get(f"{HUB}adhd/").status_code == 200
    assert leads_to(client, f"{HUB}autism/") == f"{HUB}adhd/"


def test_a_card_that_moved_is_found(client):
    card = Card.objects.get(slug="socks")
    card.slug = "getting-dressed"
    card.save()
    publish(card)
    assert leads_to(client, "/try-today/socks/") == "/try-today/getting-dressed/"
    assert (
        leads_to(client, "/es/try-today/socks/?both=1") == "/es/try-today/getting-dressed/?both=1"
    )


@pytest.mark.parametrize("path", [f"{HUB}focus/", f"{HUB}adhd/x/", "/therapy/", "/try-today/x/"])
def test_where_nothing_ever_was_nothing_is_found(client, moved, path):
    assert leads_to(client, path) == "404"


def test_what_was_withdrawn_is_found_at_none_of_its_addresses(client, moved):
    moved.withdraw()
    assert leads_to(client, f"{HUB}adhd/") == leads_to(client, f"{HUB}attention/") == "404"


def test_an_address_that_was_never_read_leads_nowhere(client):
    topic = Topic.objects.get(address="adhd")
    topic.address = "attention"
    topic.save()
    topic.keep(topic.content(), None, "Kept only")
    assert leads_to(client, f"{HUB}attention/") == "404"


def test_an_old_address_costs_as_much_however_many_editions_there_are(client, moved):
    def asked():
        client.get(f"{HUB}adhd/")  # what is kept in memory is read anew
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{HUB}adhd/")
        return len(queries)

    before = asked()
    for _ in range(5):
        publish(moved)
    assert asked() == before <= 6
