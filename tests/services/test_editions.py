"""What families read is an edition; the draft is changed in peace."""

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faq.models import Question
from services.models import Card, Section, Topic, TopicEdition, UrgentSign, editions
from services.models.editions import Draft
from tests.queries import queries_of
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

NEW_JERSEY = ZoneInfo("America/New_York")
DRAFTS = [
    (Topic, {"address": "autism"}, "title", "/occupational-therapy/autism/"),
    (Card, {"slug": "socks"}, "title", "/try-today/socks/"),
    (Question, {"anchor": "what-is-ot"}, "question", "/faq/"),
]


@pytest.fixture(params=DRAFTS, ids=["page", "card", "question"])
def draft(request):
    model, key, name, path = request.param
    row = model.objects.filter(**key).first() or model.objects.first()
    row.words, row.path = name, path
    return row


def rename(row: Draft, english="New words", spanish="Palabras nuevas"):
    setattr(row, f"{row.words}_en", english)
    setattr(row, f"{row.words}_es", spanish)
    row.save()


def publish(row: Draft, **when):
    return row.publish(row.content(), None, "Test", **when)


def read(client, row: Draft, language="") -> str:
    return client.get(language + row.path).content.decode()


def test_a_draft_is_read_by_nobody_until_it_is_published(client, draft):
    rename(draft)
    assert "New words" not in read(client, draft)
    assert "Palabras nuevas" not in read(client, draft, "/es")
    edition = publish(draft)
    assert "New words" in read(client, draft)
    assert "Palabras nuevas" in read(client, draft, "/es")
    assert edition.number == 2


def test_all_that_the_site_came_with_is_an_edition_and_each_draft_is_in_step():
    for model, _key, _name, _path in DRAFTS:
        for row in model.objects.all():
            live = row.live_edition()
            assert live.number == 1
            assert not row.differs(live.content)


def test_an_edition_begins_and_ends_at_its_minute(client, draft, monkeypatch):
    friday = datetime(2030, 3, 1, 9, tzinfo=NEW_JERSEY)
    rename(draft)
    publish(draft, begins_at=friday, ends_at=friday + timedelta(days=3))
    seen = []
    for minutes in (-1, 0, 3 * 24 * 60 - 1, 3 * 24 * 60):
        monkeypatch.setattr(timezone, "now", lambda at=friday + timedelta(minutes=minutes): at)
        seen.append("New words" in read(client, draft))
    assert seen == [False, True, True, False]


def test_what_is_withdrawn_is_found_nowhere_and_nothing_later_begins(client, draft):
    title = getattr(draft, f"{draft.words}_en")
    publish(draft, begins_at=timezone.now() + timedelta(days=1))
    draft.withdraw()
    assert draft.live_edition() is None
    assert list(draft.editions.not_over()) == []
    assert f">{title}<" not in client.get("/sitemap.xml").content.decode() + read(client, draft)
    publish(draft)
    assert title in read(client, draft).replace("&#x27;", "'")


def test_an_edition_that_was_made_stays(draft):
    edition = draft.live_edition()
    edition.content = {}
    for change in ({}, {"update_fields": ["content"]}, {"update_fields": ["why", "ends_at"]}):
        with pytest.raises(TypeError):
            edition.save(**change)
    edition.refresh_from_db()
    assert edition.content["fields"]


def test_of_a_page_the_whole_is_restored_under_its_old_keys():
    topic = Topic.objects.get(address="autism")
    before = topic.content()
    first, second = topic.sections.all()[:2]
    first.anchor, second.anchor = "elsewhere", first.anchor  # two that swap
    first.body_es, first.heading_en = "<p>Otro</p>", "Other"
    first.save()
    second.save()
    topic.approaches.first().delete()
    topic.sources.last().delete()
    topic.urgent_signs.clear()
    topic.related.clear()
    Section.objects.create(topic=topic, anchor="extra", heading_en="Extra", body_en="<p>x</p>")
    topic.restore(before)
    assert topic.content() == before


def test_what_was_behind_when_the_edition_was_made_is_behind_again():
    topic = Topic.objects.get(address="autism")
    section = topic.sections.first()
    section.body_en = "<p>Newer English.</p>"
    section.save()
    content = topic.content()
    section.spanish_still_fits()
    topic.restore(content)
    assert "body" in topic.sections.get(pk=section.pk).made_from


def test_rows_that_are_gone_are_left_out_of_what_is_restored():
    topic = Topic.objects.get(address="autism")
    other = Topic.objects.create(hub=topic.hub, address="gone", title_en="Gone")
    topic.related.add(other)
    topic.sections.filter(pk=topic.sections.first().pk).update(links_to=other)
    content = topic.content()
    other.delete()
    topic.restore(content)
    assert topic.sections.first().links_to is None
    assert other.pk not in topic.content()["fields"]["related"]


def test_an_edition_that_lacks_what_links_lead_to_is_not_restored():
    topic = Topic.objects.get(hub=None)
    old = topic.content()
    section = Section.objects.create(topic=topic, anchor="new", heading_en="N", body_en="<p>x</p>")
    link = f'<p><a href="{section.get_absolute_url()}">See</a></p>'
    answer = Question.objects.first()
    answer.answer_en = link
    answer.save()
    with pytest.raises(ValidationError, match="Links would break"):
        topic.restore(old)
    assert topic.sections.filter(anchor="new").exists()


HOSTILE = '<p onclick="x()">Safe<script>alert(1)</script><a href="javascript:x">y</a></p>'


def test_an_edition_with_hostile_texts_is_harmless_read_and_restored(client):
    topic = Topic.objects.get(address="autism")
    content = topic.content()
    content["sections"][0]["body_en"] = HOSTILE
    content["fields"]["title_en"] = "<script>alert(1)</script>"
    content["fields"]["not_a_field"] = content["sections"][0]["pk"] = "x"
    TopicEdition.objects.create(
        draft=topic, number=7, content=content, begins_at=timezone.now(), why="Test"
    )
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Safe" in page
    assert "alert(1)</script>" not in page
    assert "onclick" not in page
    topic.restore(content)
    body = topic.sections.first().body_en
    assert "Safe" in body
    assert "script" not in body
    assert "onclick" not in body


def test_an_edition_is_sanitized_when_it_is_made():
    topic = Topic.objects.get(address="autism")
    Section.objects.filter(topic=topic).update(body_en=HOSTILE)
    assert publish(topic).content["sections"][0]["body_en"] == "<p>Safe<a>y</a></p>"


def test_two_pages_that_are_read_never_share_an_address(client):
    autism, adhd = Topic.objects.get(address="autism"), Topic.objects.get(address="adhd")
    autism.address = "elsewhere"  # in the draft alone: families find it where it was
    autism.save()
    adhd.address = "autism"
    adhd.save()
    with pytest.raises(ValidationError, match="at this address"):
        publish(adhd)
    publish(autism)
    publish(adhd)
    assert adhd.title_en in client.get("/occupational-therapy/autism/").content.decode()


def test_facts_are_live_at_once_in_every_edition(client):
    sign = Topic.objects.get(address="autism").urgent_signs.first()
    sign.advice_en = "Call this new number at once."
    sign.save()
    assert sign.advice_en in client.get("/occupational-therapy/autism/").content.decode()


def test_all_pages_are_read_with_as_many_queries_however_many_there_are(client):
    def cold() -> int:
        UrgentSign.objects.first().save()
        return queries_of(client, "/occupational-therapy/")

    few = cold()
    hub = Topic.objects.get(hub=None)
    for number in range(5):
        topic = Topic.objects.create(hub=hub, address=f"new-{number}", title_en="New")
        publish(topic)
        publish(topic)
    assert cold() == few


# What staff do with them -----------------------------------------------------------------------


def page_of(row: Draft, page: str) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def sent(client, row: Draft, **answers) -> str:
    """The answer to the form “Publish”, sent as the page gave it.

    A page about health goes as a small correction, which needs no reviewer.
    """
    shown = form_of(client.get(page_of(row, "changes"))) | {"small": "on", "publish": ""}
    answer = client.post(page_of(row, "changes"), shown | answers, follow=True)
    return answer.content.decode()


def test_an_editor_sees_word_by_word_what_changed_and_publishes_it(editor, client, draft):
    old = getattr(draft, f"{draft.words}_en").split()
    setattr(draft, f"{draft.words}_en", " ".join([*old[:-1], "words"]))
    draft.save()
    page = BeautifulSoup(editor.get(page_of(draft, "changes")).content, "lxml")
    assert page.select_one(".differences ins").get_text() == "words"
    assert page.select_one(".differences del").get_text() == old[-1]
    assert "Published edition 2, read now: Plainer" in sent(editor, draft, why="Plainer")
    assert "words" in read(client, draft)
    assert draft.live_edition().made_by.username == "content-editor"
    history = editor.get(page_of(draft, "history")).content.decode()
    assert "Published edition 2, read now: Plainer" in history


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"why": ""}, "What changed, and why: This field is required."),
        ({"begins_at": "2020-01-01T09:00"}, "This moment is past."),
        ({"begins_at": "2030-03-10T02:30"}, "couldn’t be interpreted"),  # clocks go forward
        ({"begins_at": "2030-01-02T09:00", "ends_at": "2030-01-01T09:00"}, "end before it begins"),
        ({"ends_at": "2020-01-01T09:00"}, "end before it begins"),
        ({"begins_at": "tomorrow"}, "Enter a valid date/time."),
        ({"seen": "x"}, "The draft was changed, kept or published since you opened this page."),
    ],
)
def test_what_cannot_be_published_says_why_and_keeps_what_was_typed(editor, draft, answers, told):
    rename(draft)
    page = sent(editor, draft, **{"why": "My sentence"} | answers)
    assert told in unescape(page)
    assert answers.get("why", "My sentence") in page
    assert draft.editions.count() == 1


def test_a_draft_is_scheduled_for_a_moment_of_new_jersey_and_canceled(editor, draft):
    rename(draft)
    page = sent(editor, draft, why="Summer hours", begins_at="2030-07-04T09:00")
    assert "July 4, 2030, 9:00 a.m. (EDT, New Jersey)" in page
    edition = draft.editions.get(number=2)
    assert edition.begins_at == datetime(2030, 7, 4, 9, tzinfo=NEW_JERSEY)
    assert "It is what the draft is now." in editor.get(page_of(draft, "changes")).content.decode()
    rename(draft, "Newer still", "Más nuevo")
    assert "It lacks what the draft has now." in sent_nothing(editor, draft)
    editor.post(page_of(draft, "editions"), {"cancel": "2"})
    assert list(draft.editions.not_over()) == [draft.live_edition()]
    again = editor.post(page_of(draft, "editions"), {"cancel": "1"}, follow=True)
    assert "has begun, or is canceled already" in again.content.decode()
    assert draft.live_edition().number == 1


def sent_nothing(client, row: Draft) -> str:
    return client.get(page_of(row, "changes")).content.decode()


def test_discarding_gives_the_draft_what_families_read(editor, draft):
    before = draft.content()
    rename(draft)
    colleague = form_of(editor.get(page_of(draft, "changes"))) | {"discard": ""}
    rename(draft, "Newer words", "Más nuevo")
    told = editor.post(page_of(draft, "changes"), colleague, follow=True)
    assert (
        "The draft was changed, kept or published since you opened that page."
        in told.content.decode()
    )
    assert getattr(draft.whole().get(pk=draft.pk), f"{draft.words}_en") == "Newer words"
    seen = form_of(editor.get(page_of(draft, "changes")))
    editor.post(page_of(draft, "changes"), {"seen": seen["seen"], "discard": ""})
    assert draft.content() == before | {"fields": draft.content()["fields"]}
    assert not draft.differs(draft.live_edition().content)


def test_an_old_edition_is_compared_and_put_into_the_draft(editor, client, draft):
    old = getattr(draft, f"{draft.words}_en")
    rename(draft)
    publish(draft)
    page = editor.get(page_of(draft, "editions/1"), {"against": "2"}).content.decode()
    assert "<del>New words</del>" in page.replace("</del> ", "</del>")
    rename(draft, "Lost words", "Perdido")
    old_edition = editor.get(page_of(draft, "editions/1"))
    assert "changes that nobody published" in old_edition.content.decode()
    editor.post(page_of(draft, "editions/1"), form_of(old_edition))
    assert "New words" in read(client, draft)
    assert old in sent(editor, draft, why="Back") or old in unescape(read(client, draft))
    assert old in unescape(read(client, draft))


def test_what_is_taken_away_added_moved_and_tied_is_told(editor):
    topic = Topic.objects.get(address="autism")
    topic.sources.last().delete()
    first, second = topic.sections.all()[:2]
    Section.objects.filter(pk=first.pk).update(order=second.order, picture="sock")
    Section.objects.filter(pk=second.pk).update(order=first.order)
    Section.objects.create(
        topic=topic, order=99, anchor="extra", heading_en="Extra", body_en="<p>x</p>"
    )
    topic.urgent_signs.clear()
    second.body_en = second.body_en.replace("<p>", "<p><strong>", 1).replace(
        "</p>", "</strong></p>", 1
    )
    second.save(update_fields=["body_en"])
    page = BeautifulSoup(sent_nothing(editor, topic), "html.parser")
    told = [heading.get_text() for heading in page.select(".module h2")]
    assert "Section “Extra”: added" in told
    assert any(one.startswith("Source “") and one.endswith("”: taken away") for one in told)
    assert "The order of sections" in told
    assert "The page itself" in told
    text = page.get_text(" ")
    assert "the same words, formatted in another way" in text
    assert "Sock (teal stripes)" in text


def test_a_withdrawn_page_says_so_to_staff_and_is_published_again(editor, client):
    topic = Topic.objects.get(address="autism")
    editor.post(page_of(topic, "editions"), {"withdraw": ""})
    assert client.get("/es/occupational-therapy/autism/").status_code == 200  # staff, as a draft
    assert Client().get("/es/occupational-therapy/autism/").status_code == 404
    assert "Families cannot read this yet." in editor.get(page_of(topic, "change")).content.decode()
    sent(editor, topic, why="Back again")
    assert Client().get("/es/occupational-therapy/autism/").status_code == 200


def test_a_draft_is_seen_by_staff_alone_and_kept_by_no_cache(editor, client, draft):
    rename(draft)
    shown = editor.get(draft.path, {"draft": ""})
    assert "New words" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "New words" not in Client().get(draft.path, {"draft": ""}).content.decode()


def test_the_start_page_leads_to_each_draft_that_is_ahead(editor, client, staff, draft):
    assert "families cannot read yet" not in editor.get("/admin/").content.decode()
    rename(draft)
    start = BeautifulSoup(editor.get("/admin/").content, "lxml")
    assert "1 draft that families cannot read yet" in start.get_text()
    assert start.select_one(".drafts a")["href"] == page_of(draft, "changes")
    client.force_login(staff("intake coordinator"))
    assert "families cannot read yet" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["content editor", "clinical reviewer"])
def test_the_start_page_reads_once_what_families_read(client, staff, role):
    client.force_login(staff(role))
    client.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/")
    for kind in ("services_topicedition", "services_cardedition"):
        column = f'"{kind}"."content"'
        live = [one for one in asked if column in one["sql"] and "LIMIT 1" in one["sql"]]
        assert len(live) == 1, kind


def test_a_link_is_chosen_from_what_families_can_find(editor):
    section = Topic.objects.get(address="autism").sections.first()
    page = BeautifulSoup(editor.get(page_of(section, "change")).content, "lxml")
    offered = {option["value"]: option.get_text() for option in page.select("#our-pages option")}
    assert offered["/faq/#q-ot-what-is-it"].endswith("(Questions and answers)")
    assert {"/who-to-call/", "/occupational-therapy/costs/"} <= offered.keys()


# What must not slip -----------------------------------------------------------------------------


def test_what_families_read_is_withdrawn_before_it_is_deleted(editor, draft):
    path = page_of(draft, "delete")
    told = editor.post(path, {"post": "yes"})
    assert "edition 1, which families read or are to read: withdraw it" in told.content.decode()
    draft.withdraw()
    editor.post(path, {"post": "yes"})
    assert not type(draft).objects.filter(pk=draft.pk).exists()


def test_a_hub_stays_while_families_read_a_page_under_it_wherever_its_draft_stands(editor):
    hub = Topic.objects.create(address="another", title_en="Another", short_title_en="Another")
    topic = Topic.objects.create(hub=hub, address="new", title_en="New", short_title_en="New")
    publish(topic)
    Topic.objects.filter(pk=topic.pk).update(hub=Topic.objects.get(address="occupational-therapy"))
    told = editor.post(page_of(hub, "delete"), {"post": "yes"}).content.decode()
    assert "edition 1 of “New”" in told
    assert Topic.objects.filter(pk=hub.pk).exists()


def test_a_page_under_a_hub_that_is_not_published_is_said_to_be_hidden(editor, client):
    hub = Topic.objects.get(hub=None)
    topic = Topic.objects.get(address="autism")
    rename(add_words(topic))
    told = editor.get(page_of(hub, "editions")).content.decode()
    assert f"With it go: {', '.join(str(one) for one in hub.topics.all())}" in unescape(told)
    assert "Links to it stand in: the menu of every page; the home page (#njcmo)" in told
    hub.withdraw()
    assert "but hidden: its hub is not published" in sent(editor, topic, why="Soon")
    assert "published, but hidden" in editor.get(page_of(topic, "change")).content.decode()
    rows = editor.get("/admin/services/topic/").content.decode()
    assert "nothing of it" in rows
    assert "edition 1" not in rows


def add_words(row):
    row.words = "title"
    return row


def test_a_topic_is_not_restored_under_a_hub_that_is_gone():
    hub = Topic.objects.create(address="another", title_en="Another", short_title_en="Another")
    topic = Topic.objects.create(hub=hub, address="new", title_en="New", short_title_en="New")
    old = topic.content()
    Topic.objects.filter(pk=topic.pk).update(hub=Topic.objects.get(address="occupational-therapy"))
    hub.delete()
    with pytest.raises(ValidationError, match="The hub under which it stood is gone"):
        topic.restore(old)


def test_what_is_sent_twice_is_published_once(editor, draft):
    rename(draft)
    shown = form_of(editor.get(page_of(draft, "changes"))) | {
        "why": "Twice",
        "small": "on",
        "publish": "",
    }
    editor.post(page_of(draft, "changes"), shown)
    again = editor.post(page_of(draft, "changes"), shown, follow=True).content.decode()
    assert "This is what families read already." in again
    assert draft.editions.count() == 2


@pytest.fixture
def overtaken(draft, monkeypatch):
    """Somebody else publishes this draft between the checks and the row."""
    rename(draft)
    sanitize = editions.sanitized

    def sanitized_and_overtaken(*args):
        monkeypatch.setattr(editions, "sanitized", sanitize)
        publish(draft)
        return sanitize(*args)

    monkeypatch.setattr(editions, "sanitized", sanitized_and_overtaken)


@pytest.mark.usefixtures("overtaken")
def test_of_two_who_publish_at_the_same_instant_the_second_finds_nothing_to_publish(editor, draft):
    assert "This is what families read already." in sent(editor, draft, why="Twice", small="on")
    assert draft.editions.count() == 2


@pytest.mark.parametrize(
    "answers",
    [{"why": "Soon", "begins_at": "2030-07-04T09:00"}, {"why": "Mine", "keep": ""}],
    ids=["scheduled", "kept"],
)
def test_what_is_sent_twice_is_scheduled_or_kept_once(editor, draft, answers):
    rename(draft)
    button = {} if "keep" in answers else {"small": "on", "publish": ""}
    shown = form_of(editor.get(page_of(draft, "changes"))) | button | answers
    editor.post(page_of(draft, "changes"), shown)
    again = editor.post(page_of(draft, "changes"), shown).content.decode()
    assert "kept or published since you opened this page. Look again." in again
    assert draft.editions.count() == 2


@pytest.mark.usefixtures("overtaken")
def test_who_keeps_a_draft_at_the_same_instant_as_somebody_publishes_it_is_told(editor, draft):
    shown = form_of(editor.get(page_of(draft, "changes"))) | {"why": "Mine", "keep": ""}
    told = editor.post(page_of(draft, "changes"), shown).content.decode()
    assert "Somebody else made an edition just now. Look again." in told
    assert draft.editions.count() == 2


def test_each_edition_is_listed_with_the_moment_that_the_next_one_took_its_place(editor, draft):
    days = [datetime(2030, 1, day, 9, tzinfo=NEW_JERSEY) for day in (1, 2, 3)]
    for day in days:
        publish(draft, begins_at=day)
    draft.editions.get(number=3).end()  # canceled: it takes nobody’s place
    page = BeautifulSoup(editor.get(page_of(draft, "editions")).content, "lxml")
    until = {
        row.th.get_text(): row.find_all("td")[1].get_text(" ", strip=True)
        for row in page.select("tbody tr")
    }
    assert until["Edition 2"].startswith("Jan. 3, 2030")
    assert until["Edition 3"] == "never: canceled"
    assert until["Edition 4"] == ""


def test_a_card_is_seen_in_both_languages_as_its_draft(editor, client):
    card = Card.objects.get(slug="socks")
    rename(add_words(card))
    page = BeautifulSoup(editor.get("/try-today/socks/?draft").content, "lxml")
    both = page.select_one("a[href*='both=1']")["href"]
    assert "New words" in editor.get(f"/try-today/socks/{both}").content.decode()
    assert "Palabras nuevas" in editor.get(f"/try-today/socks/{both}").content.decode()


def test_a_column_that_came_after_an_edition_makes_no_draft_ahead():
    topic = Topic.objects.get(address="autism")
    Section.objects.filter(topic=topic).update(link_words_en="", link_words_es=None)
    content = topic.content()
    for section in content["sections"]:
        del section["link_words_en"], section["link_words_es"]
    assert not topic.differs(content)
    content["sections"][0]["heading_en"] = "Another"
    assert topic.differs(content)
