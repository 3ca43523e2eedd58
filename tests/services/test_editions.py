"""What families read is an edition; the draft is changed in peace."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faq.models import Question
from services.models import Card, Section, Topic, TopicEdition, UrgentSign
from services.models.editions import Draft
from tests.queries import queries_of

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
