"""An address that families once read something at leads to it, wherever they read it now."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faq.models import Question
from services.models import Card, CardEdition, Stamp, Term, Topic
from services.models.inside import leads_nowhere
from tests.factories import publish
from tests.staff_pages import delete, save

pytestmark = pytest.mark.django_db

HUB = "/occupational-therapy/"


def leads_to(client, path) -> str:
    response = client.get(path)
    # A browser that kept it would never see what is read at the address later.
    assert response.status_code != 301 or response["Cache-Control"] == "no-cache"
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


def test_staff_are_led_where_families_are_led(editor, moved):
    assert leads_to(editor, f"{HUB}adhd/") == f"{HUB}attention/"
    assert leads_to(editor, f"{HUB}adhd/?draft") == f"{HUB}attention/?draft"
    card = Card.objects.get(slug="socks")
    card.slug = "dressing"
    card.save()
    publish(card)
    assert leads_to(editor, "/try-today/socks/") == "/try-today/dressing/"


@pytest.mark.parametrize("address", ["504", "null", "true", "1e5"])
def test_an_address_may_look_like_a_number(client, moved, address):
    for there in (address, "focus"):
        moved.address = there
        moved.save()
        publish(moved)
    assert leads_to(client, f"{HUB}{address}/") == f"{HUB}focus/"


def test_a_hub_with_the_name_of_another_has_its_own_pages(client, moved):
    old = Topic.objects.get(address="occupational-therapy")
    old.address = "ot"
    old.save()
    publish(old)
    new = Topic.objects.create(address="occupational-therapy", title_en="New", short_title_en="New")
    publish(new)
    page = Topic.objects.create(hub=new, address="adhd", title_en="New", short_title_en="New")
    publish(page)
    moved.address = "adhd"  # under the old hub, which had this name
    moved.save()
    publish(moved)
    page.address = "other"
    page.save()
    publish(page)
    assert leads_to(client, f"{HUB}adhd/") == f"{HUB}other/"


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


# What was withdrawn ----------------------------------------------------------------------------


def withdraw(client, draft, page=None):
    there = f"/admin/services/{draft._meta.model_name}/{draft.pk}/editions/"
    shown = client.get(there).content.decode()
    answer = client.post(there, {"withdraw": "", "leads_on_to": page.pk if page else ""})
    assert answer.status_code == 302
    return " ".join(shown.split())


def test_the_address_of_a_page_that_is_withdrawn_leads_to_another(editor, client, moved):
    autism = Topic.objects.get(address="autism")
    withdraw(editor, moved, autism)
    client.logout()
    for old in ("adhd", "attention"):
        assert leads_to(client, f"/es{HUB}{old}/") == f"/es{HUB}autism/"
    publish(moved)
    assert client.get(f"{HUB}attention/").status_code == 200
    assert leads_to(client, f"{HUB}adhd/") == f"{HUB}attention/"


def test_nobody_is_sent_from_one_withdrawn_page_to_the_next(editor, client):
    first, second, third = (
        Topic.objects.get(address=one) for one in ("adhd", "autism", "behavior")
    )
    card = Card.objects.get(slug="socks")
    withdraw(editor, card, first)
    withdraw(editor, first, second)
    withdraw(editor, second, third)
    client.logout()
    for old in (f"{HUB}adhd/", f"{HUB}autism/", "/try-today/socks/"):
        assert leads_to(client, old) == f"{HUB}behavior/"


def test_two_pages_may_lead_on_to_each_other_in_turn(editor, client, moved):
    autism = Topic.objects.get(address="autism")
    withdraw(editor, moved, autism)
    publish(moved)
    withdraw(editor, autism, moved)
    client.logout()  # staff see the draft
    assert leads_to(client, f"{HUB}autism/") == f"{HUB}attention/"
    assert client.get(f"{HUB}attention/").status_code == 200


def test_a_way_on_holds_until_it_is_changed(editor, client, moved):
    autism, behavior = (Topic.objects.get(address=one) for one in ("autism", "behavior"))
    withdraw(editor, moved, autism)
    withdraw(editor, autism)
    assert leads_to(Client(), f"{HUB}adhd/") == "404"
    publish(autism)
    assert leads_to(Client(), f"{HUB}adhd/") == f"{HUB}autism/"
    assert f'<option value="{autism.pk}" selected>' in withdraw(editor, moved, behavior)
    assert leads_to(client, f"{HUB}adhd/") == f"{HUB}behavior/"


def test_what_leads_on_is_not_deleted(editor, moved):
    withdraw(editor, moved, Topic.objects.get(address="autism"))
    assert "leads on to “Occupational Therapy for Kids with Autism”" in (
        delete(editor, moved).content.decode()
    )
    withdraw(editor, moved)
    assert delete(editor, moved).status_code == 302


def test_with_a_hub_that_is_withdrawn_its_pages_lead_on(editor, client):
    second = Topic.objects.create(address="second", title_en="Second", short_title_en="Second")
    publish(second)
    withdraw(editor, Topic.objects.get(address="occupational-therapy"), second)
    client.logout()
    for old in (HUB, f"{HUB}adhd/", f"{HUB}costs/"):
        assert leads_to(client, old) == "/second/"
    assert leads_to(client, f"{HUB}never/") == "404"


def test_no_page_stands_twice_where_two_lead_on_to_it(client):
    costs, choosing = (Topic.objects.get(address=one) for one in ("costs", "choosing-a-therapist"))
    costs.withdraw(choosing)
    guides = BeautifulSoup(client.get("/").content, "lxml").select(
        f"a[href='{HUB}choosing-a-therapist/']"
    )
    before = len(guides)
    assert before == len({str(one.parent) for one in guides})


def test_a_page_leads_on_to_what_families_read_and_not_to_itself(editor, client):
    hub, adhd = (Topic.objects.get(address=one) for one in ("occupational-therapy", "adhd"))
    unread = Topic.objects.create(address="unread", title_en="Unread", short_title_en="Unread")
    for draft, page in ((adhd, adhd), (adhd, unread), (hub, adhd)):
        withdraw(editor, draft, page)
        assert client.get(draft.get_absolute_url()).status_code == 200


def test_who_withdraws_a_page_is_told_where_it_is_named(editor):
    told = withdraw(editor, Topic.objects.get(address="adhd"))
    assert "Occupational Therapy Services for Kids: section “What Pediatric" in told
    assert ": related pages" in told
    assert "pages to read on" in told
    assert "question “" in told
    assert "section “What treats ADHD" not in told, "its own sections go with it"
    assert "the home page" in withdraw(editor, Card.objects.get(slug="socks"))
    assert "the menu of every page" in withdraw(
        editor, Topic.objects.get(address="occupational-therapy")
    )


@pytest.mark.parametrize(("was_read", "offers"), [(False, 0), (True, 1)])
def test_only_of_what_families_have_read_is_chosen_where_its_address_leads(
    editor, was_read, offers
):
    page = Topic.objects.create(address="new", title_en="New", title_es="Nueva")
    if was_read:
        publish(page)
        page.withdraw()
    form = BeautifulSoup(
        editor.get(f"/admin/services/topic/{page.pk}/editions/").content, "lxml"
    ).select("select[name=leads_on_to]")
    assert len(form) == offers


# Sections --------------------------------------------------------------------------------------


def renamed(topic, section, anchor):
    topic.sections.filter(pk=section.pk).update(anchor=anchor)
    publish(topic)


def anchors_in(client, section, path=f"{HUB}adhd/") -> list[str]:
    """All that lead to this section."""
    found = BeautifulSoup(client.get(path).content, "lxml").find(id=section.anchor)
    return [found["id"], *[one["id"] for one in found.select("span[id]")]]


def test_a_link_to_a_section_leads_there_under_each_anchor_that_it_had(client):
    topic = Topic.objects.get(address="adhd")
    first, second, *_ = topic.sections.all()
    old = first.anchor
    renamed(topic, first, "every-day")
    renamed(topic, first, "each-day")
    first.refresh_from_db()
    for path in (f"{HUB}adhd/", f"/es{HUB}adhd/"):
        assert anchors_in(client, first, path) == ["each-day", old, "every-day"]
    second_was = second.anchor
    renamed(topic, second, old)  # now another section’s own
    second.refresh_from_db()
    assert anchors_in(client, first) == ["each-day", "every-day"]
    assert anchors_in(client, second) == [old, second_was]


def test_what_is_scheduled_leads_on_when_its_turn_is_over(client, monkeypatch):
    topic = Topic.objects.get(address="adhd")
    section = topic.sections.first()
    now = timezone.now()
    for hours, anchor in ((1, "next-hour"), (2, "later")):
        topic.sections.filter(pk=section.pk).update(anchor=anchor)
        topic.publish(topic.content(), None, "Test", now + timedelta(hours=hours))
    assert anchors_in(client, section) == [section.anchor, "next-hour", "later"]
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=3))
    first, section.anchor = section.anchor, "later"
    assert set(anchors_in(client, section)) == {"later", first, "next-hour"}


@pytest.mark.parametrize("anchor", ["treatment-h", "questions-h", "box-for-ot-itself", "urgent"])
def test_an_id_that_the_page_gives_out_is_no_anchor(editor, anchor):
    section = Topic.objects.get(address="adhd").sections.first()
    assert "uses this anchor for something else" in (
        save(editor, section, anchor=anchor).content.decode()
    )


def test_an_anchor_that_families_never_read_leads_nowhere(client):
    topic = Topic.objects.get(address="adhd")
    section = topic.sections.first()
    topic.sections.filter(pk=section.pk).update(anchor="never-read")
    topic.keep(topic.content(), None, "Kept only")
    topic.sections.filter(pk=section.pk).update(anchor=section.anchor)
    publish(topic)
    assert anchors_in(client, section) == [section.anchor]


# Where nothing is ------------------------------------------------------------------------------


@pytest.mark.parametrize("damaged", [None, 7, ["adhd"], {"a": 1}])
def test_a_damaged_edition_leads_nowhere_and_breaks_nothing(client, moved, damaged):
    for edition in (moved.editions.first(), CardEdition.objects.first()):
        whole = edition.content["fields"]
        for name in ("address", "slug", "hub_id"):
            edition.content["fields"] = whole | {name: damaged}
            type(edition).objects.filter(pk=edition.pk).update(content=edition.content)
            Stamp.renew()
            for nothing in (f"{HUB}never/", "/try-today/never/"):
                assert leads_to(client, nothing) == "404"


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


# Questions and words ---------------------------------------------------------------------------


def ids_at(client, path, anchor) -> list[str]:
    found = BeautifulSoup(client.get(path).content, "lxml").find(id=anchor)
    return [found["id"], *[one["id"] for one in found.select("span[id]")]]


def asked_under(anchor, question):
    question.anchor = anchor
    question.save()
    publish(question)


def test_a_link_to_an_answer_leads_there_under_each_anchor_that_it_had(client):
    first, second = Question.objects.filter(topic__address="autism")[:2]
    was, second_was = f"q-{first.anchor}", f"q-{second.anchor}"
    asked_under("504", first)
    asked_under("first", first)
    for path in ("/faq/", "/es/faq/", f"{HUB}autism/"):
        assert ids_at(client, path, "q-first") == ["q-first", was, "q-504"]
    assert not leads_nowhere(f"/faq/#{was}", first)
    asked_under("504", second)
    assert ids_at(client, "/faq/", "q-first") == ["q-first", was]
    assert ids_at(client, "/faq/", "q-504") == ["q-504", second_was]
    first.withdraw()
    assert f'"{was}"' not in client.get("/faq/").content.decode()
    assert leads_nowhere(f"/faq/#{was}", second)


def test_a_link_to_a_word_leads_there_under_each_anchor_that_it_had(editor, client):
    fork, spoon = (
        Term.objects.create(anchor=name, group="skills", term_en=name, meaning_en="A tool")
        for name in ("fork", "spoon")
    )
    for anchor in ("forks", "main-h", "silver-fork"):
        assert save(editor, fork, anchor=anchor).status_code == 302
    client.logout()
    for path in ("/glossary/", "/es/glossary/"):
        assert ids_at(client, path, "silver-fork") == ["silver-fork", "fork", "forks"]
    assert not leads_nowhere("/glossary/#forks", spoon)
    client.force_login(User.objects.get())
    assert save(client, spoon, anchor="fork").status_code == 302
    assert ids_at(client, "/glossary/", "silver-fork") == ["silver-fork", "forks"]
    assert ids_at(client, "/glossary/", "fork") == ["fork", "spoon"]
    fork.delete()
    assert leads_nowhere("/glossary/#forks", spoon)


def test_the_form_ticks_the_concern_of_a_page_that_moved(client, moved):
    link = BeautifulSoup(client.get(f"{HUB}attention/").content, "lxml").select_one(
        "a[href*='concerns=']"
    )["href"]
    for asked in (link, "/get-help/?concerns=adhd&concerns=attention&concerns=costs"):
        assert client.get(asked).context["form"]["concerns"].value() == ["adhd"]
