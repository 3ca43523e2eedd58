"""What editors can do with a page, and what is refused."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from faq.models import Question
from njcmo_site import richtext
from services.models import Card, CareManagementOrganization, Source, Topic
from tests.queries import queries_of
from tests.staff_pages import NEW_SECTION, add, form_at, form_of, publish_draft, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return Topic.objects.get(address="autism")


def test_what_an_editor_saves_is_on_the_site_once_it_is_published(
    editor, client, pages_of_2020, topic
):
    words = "<p>New words.<script>x</script></p>"
    before = client.get(topic.get_absolute_url()).content
    assert save(editor, topic, title_en="A new title").status_code == 302
    assert save(editor, topic.sections.first(), body_en=words).status_code == 302
    assert Client().get(topic.get_absolute_url()).content == before
    assert b"January 1, 2020" in before
    assert publish_draft(editor, form_at(topic)).status_code == 302
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "<p>New words.</p>" in page
    assert "A new title" in page
    assert "<script>" not in page
    assert "January 1, 2020" not in page


def test_a_page_is_opened_with_the_same_queries_however_many_rows_it_has(editor, topic):
    many = queries_of(editor, form_at(topic))
    for rows in (topic.sections, topic.approaches):
        assert rows.count() > 1
        rows.exclude(pk=rows.first().pk).delete()
    assert queries_of(editor, form_at(topic)) == many


@pytest.mark.parametrize("parts", ["sections", "sources", "approaches"])
def test_a_part_is_opened_with_the_same_queries_however_many_are_beside_it(editor, topic, parts):
    part = getattr(topic, parts).first()
    many = queries_of(editor, form_at(part))
    assert topic.sections.exclude(pk=part.pk).delete()
    assert topic.approaches.exclude(pk=part.pk).delete()
    assert topic.sources.exclude(pk=part.pk).filter(approaches=None).delete()
    assert queries_of(editor, form_at(part)) == many


def test_saving_a_page_and_its_parts_as_they_are_does_not_date_it_anew(editor):
    topic = Topic.objects.get(address="ot-vs-pt")
    Topic.objects.update(words_changed_on="2020-01-01")
    rows = [topic.sections, topic.sources, Topic.objects.get(address="autism").approaches]
    before = [list(each.values()) for each in rows]
    for row in [topic, *(each.first() for each in rows)]:
        assert save(editor, row).status_code == 302
    dates = Topic.objects.values_list("words_changed_on", flat=True)
    assert set(map(str, dates)) == {"2020-01-01"}
    assert [list(each.values()) for each in rows] == before


@pytest.fixture
def card():
    """With three sources, numbered from 1."""
    card = Card.objects.get(slug="socks")
    card.sources.all().delete()
    for number in (1, 2, 3):
        fields = {"title": f"Study {number}", "organization": "X", "url": "https://example.org"}
        card.sources.create(order=number, checked_on="2026-01-01", **fields)
    return card


def numbered(card) -> list:
    return list(card.sources.values_list("title", "order"))


def test_the_sources_of_a_card_are_put_in_order_by_number(editor, card):
    page = editor.get(form_at(card)).content.decode()
    assert 'type="number" name="sources-0-order"' in page
    numbers = {"sources-0-order": "2", "sources-1-order": "3", "sources-2-order": "1"}
    assert save(editor, card, **numbers).status_code == 302
    assert numbered(card) == [("Study 3", 1), ("Study 1", 2), ("Study 2", 3)]


def test_a_number_that_was_changed_decides_between_equals(editor, card):
    save(editor, card, **{"sources-2-order": "1"})
    assert numbered(card) == [("Study 3", 1), ("Study 1", 2), ("Study 2", 3)]
    save(editor, card, **{"sources-0-order": "3"})
    assert numbered(card) == [("Study 1", 1), ("Study 2", 2), ("Study 3", 3)]


def test_a_source_whose_number_is_cleared_stays_where_it_was(editor, card):
    before = numbered(card)
    assert save(editor, card, **{"sources-1-order": ""}).status_code == 302
    assert numbered(card) == before


def test_a_new_page_is_a_draft_that_only_its_editors_see(client, staff):
    hub = Topic.objects.get(hub=None)
    client.force_login(staff("content editor"))
    data = form_of(client.get("/admin/services/topic/add/"))
    data |= dict.fromkeys(("title_en", "short_title_en", "summary_en", "description_en"), "New")
    assert (
        client.post(
            "/admin/services/topic/add/", data | {"hub": hub.pk, "address": "new"}
        ).status_code
        == 302
    )
    assert Topic.objects.order_by("order").last().address == "new"
    draft = client.get("/occupational-therapy/new/")
    assert "This page is a draft." in draft.content.decode()
    assert "no-store" in draft["Cache-Control"]
    assert Client().get("/occupational-therapy/new/").status_code == 404
    client.force_login(staff("intake coordinator"))
    assert client.get("/occupational-therapy/new/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"urgent_signs": ["abc"]}, "is not a valid value"),
        ({"related": ["abc"]}, "is not a valid value"),
        ({"title_en": ""}, "This field is required."),
    ],
    ids=str,
)
def test_a_mistake_on_a_page_is_answered_with_what_to_do(editor, topic, changes, told):
    refused = save(editor, topic, **changes)
    assert (refused.status_code, told in refused.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("parts", "changes", "told"),
    [
        ("sections", {"heading_en": ""}, "This field is required."),
        ("sections", {"links_to": "987654"}, "Select a valid choice."),
        ("sources", {"year": "20266"}, "Enter a year up to now, or nothing."),
        ("sources", {"url": "no address"}, "Enter a valid URL."),
        ("approaches", {"strength": "magic"}, "Select a valid choice."),
        ("approaches", {"source": ""}, "This field is required."),
    ],
    ids=str,
)
def test_a_mistake_on_a_part_is_answered_with_what_to_do(editor, topic, parts, changes, told):
    rows = getattr(topic, parts)
    before = list(rows.values())
    refused = save(editor, rows.first(), **changes)
    assert (refused.status_code, told in refused.content.decode()) == (200, True)
    assert list(rows.values()) == before


def test_an_approach_rests_on_a_source_of_its_own_page(editor, topic):
    approach = topic.approaches.first()
    other = Source.objects.exclude(topic=topic).first()
    refused = save(editor, approach, source=other.pk)
    assert "Select a valid choice." in refused.content.decode()
    own = topic.sources.exclude(pk=approach.source_id).first()
    assert save(editor, approach, source=own.pk).status_code == 302
    approach.refresh_from_db()
    assert approach.source == own


def test_two_sections_of_one_anchor_are_refused_with_a_message(editor, topic):
    """So those that are to swap theirs are given another one in between."""
    first, second = topic.sections.all()[:2]
    anchors = list(topic.sections.values_list("anchor", flat=True))
    for one, taken in ((first, second.anchor), (second, first.anchor)):
        refused = save(editor, one, anchor=taken)
        assert refused.status_code == 200
        assert "Another section of this page has this anchor." in refused.content.decode()
    assert list(topic.sections.values_list("anchor", flat=True)) == anchors


def test_a_new_section_with_the_anchor_of_another_is_refused_with_a_message(editor, topic):
    before = list(topic.sections.values())
    refused = add(editor, "section", topic, **NEW_SECTION | {"anchor": before[0]["anchor"]})
    assert refused.status_code == 200
    assert "Another section of this page has this anchor." in refused.content.decode()
    assert list(topic.sections.values()) == before


@pytest.mark.parametrize("anchor", ["sources", "q-school", "two words"])
def test_an_anchor_that_the_page_uses_otherwise_is_refused(editor, topic, anchor):
    refused = save(editor, topic.sections.first(), anchor=anchor)
    assert refused.status_code == 200
    assert "anchor" in refused.context["adminform"].form.errors
    assert not topic.sections.filter(anchor=anchor).exists()


def test_an_editor_polishes_urgent_advice_and_cannot_lower_its_level(editor, client):
    topic = Topic.objects.get(address="autism")
    sign = topic.urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now.", "level": 4, "name": "x"})
    sign.refresh_from_db()
    assert (sign.level, sign.name) == (1, "u-breathing")
    assert "Trouble breathing: call" in client.get(topic.get_absolute_url()).content.decode()


def test_advice_that_no_longer_names_911_is_refused_and_other_advice_dates_its_pages(
    editor, client, pages_of_2020
):
    topic = Topic.objects.get(address="autism")
    sign = topic.urgent_signs.get(name="u-breathing")
    path = reverse("admin:services_urgentsign_change", args=[sign.pk])
    refused = editor.post(path, {"advice_en": "Trouble breathing: wait."})
    assert "This sign is one for 911" in refused.content.decode()
    assert "January 1, 2020" in client.get(topic.get_absolute_url()).content.decode()
    editor.post(path, {"advice_en": "Trouble breathing: call 911 now."})
    assert "January 1, 2020" not in client.get(topic.get_absolute_url()).content.decode()


def test_an_editor_keeps_the_organizations_up_to_date(editor):
    organization = CareManagementOrganization.objects.get(slug="essex")
    path = reverse("admin:services_caremanagementorganization_change", args=[organization.pk])
    data = form_of(editor.get(path)) | {"phone_verified": "on", "phone": ""}
    assert "Enter the phone number that was verified." in editor.post(path, data).content.decode()
    refused = editor.post(path, data | {"phone": "abc"}).content.decode()
    assert "Enter it as 973-555-0100" in refused
    assert editor.post(path, data | {"phone": "973-555-0100"}).status_code == 302
    assert CareManagementOrganization.objects.get(slug="essex").phone_verified


def test_a_text_that_is_too_long_to_clean_is_refused(editor):
    question = Question.objects.first()
    response = editor.post(
        f"/admin/faq/question/{question.pk}/change/", {"answer_en": "<li>" * 20_000}
    )
    assert "at most 50000 characters" in response.content.decode()


def test_a_page_that_would_be_too_long_is_refused_with_a_message(editor, topic):
    topic.sections.filter(order__gt=5).delete()
    first, *others = topic.sections.all()
    assert len(others) == 4
    long = f"<p>{'a' * 49_000}</p>"
    for section in others:
        assert save(editor, section, body_es=long).status_code == 302
    refused = save(editor, first, body_es=long)
    assert "more than 200,000 characters in one language" in refused.content.decode()
    assert refused.context["adminform"].form["body_es"].value() == long
    assert save(editor, first, body_es="<p>Short.</p>", body_en=long).status_code == 302


@pytest.mark.parametrize("answer", ["<table><tr><td>" * 600, '<p><a href="faq">a</a></p>'])
def test_a_text_that_cannot_be_cleaned_comes_back_with_what_to_do(editor, answer):
    path = f"/admin/faq/question/{Question.objects.first().pk}/change/"
    refused = editor.post(path, form_of(editor.get(path)) | {"answer_en": answer})
    assert refused.status_code == 200
    assert refused.context["errors"]
    assert refused.context["adminform"].form["answer_en"].value() == answer


@pytest.mark.parametrize("name", ["answer_en", "body_en"])
def test_every_text_is_cleaned_before_the_transaction_that_others_wait_for(
    editor, monkeypatch, topic, name
):
    rows = {"answer_en": Question.objects.last(), "body_en": topic.sections.first()}
    page = form_at(rows[name])
    data = form_of(editor.get(page)) | {name: "<p>New &amp; <strong>clean</strong></p>"}
    within = len(connection.savepoint_ids)  # a test is in a transaction itself
    tidy, deep = richtext.tidy, []
    richtext._cleaned_or_refused.cache_clear()

    def watched(html):
        deep.append(len(connection.savepoint_ids) - within)
        return tidy(html)

    monkeypatch.setattr(richtext, "tidy", watched)
    assert editor.post(page, data).status_code == 302
    assert deep
    assert set(deep) == {0}
