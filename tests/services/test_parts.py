"""The parts of a page: each in a form of its own, put in order in the outline of the page."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from services.models import Topic
from tests.factories import publish
from tests.staff_pages import NEW_SECTION, add, add_at, delete, form_at, form_of, save

pytestmark = pytest.mark.django_db

KINDS = {"section": "sections", "source": "sources", "approach": "approaches"}
MOST = 60


@pytest.fixture
def topic():
    return Topic.objects.get(address="autism")


@pytest.fixture
def reviewer(client, staff):
    client.force_login(staff("clinical reviewer"))
    return client


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def parts(topic, kind) -> list:
    return list(getattr(topic, KINDS[kind]).all())


def new(topic, kind) -> dict:
    """What somebody types into the form of a new part."""
    source = {"title": "A study", "organization": "X", "year": "2020"}
    approach = {"name_en": "One more", "strength": "some", "finding_en": "It helped."}
    return {
        "section": NEW_SECTION,
        "source": source | {"url": "https://example.org/", "checked_on": "2026-01-02"},
        "approach": approach | {"source": topic.sources.first().pk},
    }[kind]


def outline(client, topic, kind) -> list:
    soup = BeautifulSoup(client.get(form_at(topic)).content, "lxml")
    return soup.select(f"#{kind}-outline li")


def ways(line) -> list[str]:
    return [button.find(string=True) for button in line.select("button")]


def press(client, line, way):
    """A button of the outline, as a browser sends it."""
    (button,) = [one for one in line.select("button") if one.find(string=True) == way]
    sent = {field["name"]: field["value"] for field in line.select("input")}
    sent[button["name"]] = button["value"]
    return client.post(line.form["action"], sent, follow=True)


def move(client, topic, part, to):
    path = f"/admin/services/topic/{topic.pk}/move/"
    return client.post(path, {"part": part, "to": to}, follow=True)


# The outline -----------------------------------------------------------------------------------


def test_the_outline_leads_to_the_form_of_each_part(editor, topic, kind):
    links = [line.a["href"] for line in outline(editor, topic, kind)]
    assert links == list(map(form_at, parts(topic, kind)))
    assert links


def test_the_outline_tells_which_parts_have_spanish_to_check(editor, topic):
    section = topic.sections.last()
    section.body_en = "<p>Other words.</p>"
    section.save()
    pills = [bool(line.select(".pill")) for line in outline(editor, topic, "section")]
    assert pills == [part == section for part in parts(topic, "section")]


def test_the_first_part_cannot_go_up_and_the_last_not_down(editor, topic, kind):
    first, *between, last = map(ways, outline(editor, topic, kind))
    assert (first, last) == (["Down"], ["Up"])
    assert {tuple(one) for one in between} <= {("Up", "Down")}


def test_a_part_is_moved_down_and_up_again_by_its_buttons(editor, topic, kind):
    first, second, *others = parts(topic, kind)
    told = press(editor, outline(editor, topic, kind)[0], "Down")
    assert f"Moved a {kind}." in told.content.decode()
    assert told.redirect_chain[0][0] == f"{form_at(topic)}#{kind}-outline"
    assert parts(topic, kind) == [second, first, *others]
    press(editor, outline(editor, topic, kind)[1], "Up")
    assert parts(topic, kind) == [first, second, *others]
    press(editor, outline(editor, topic, kind)[-1], "Up")
    assert parts(topic, kind)[-2] == [first, second, *others][-1]


def test_a_part_is_moved_to_whatever_place_and_all_are_numbered_anew(editor, topic, kind):
    getattr(topic, KINDS[kind]).update(order=0)
    *others, last = parts(topic, kind)
    move(editor, topic, f"{kind}-{last.pk}", "1")
    assert parts(topic, kind) == [last, *others]
    move(editor, topic, f"{kind}-{last.pk}", "2")
    assert parts(topic, kind) == [others[0], last, *others[1:]]
    move(editor, topic, f"{kind}-{last.pk}", str(len(others) + 1))
    assert parts(topic, kind) == [*others, last]
    assert [part.order for part in parts(topic, kind)] == list(range(1, len(others) + 2))


def everything_on(topic) -> list:
    return [list(getattr(topic, name).values()) for name in KINDS.values()]


@pytest.mark.parametrize(
    "to",
    ["0", "7", "-1", "", "x", "1.5", "²", "9" * 30, "0000017", "000001" + "0" * 5000],
    ids=lambda to: ascii(to)[:12],
)
def test_a_place_that_is_none_of_the_page_moves_nothing(editor, topic, to):
    assert topic.sections.count() == 6
    before = everything_on(topic)
    told = move(editor, topic, f"section-{topic.sections.first().pk}", to)
    assert "Nothing was moved: look at the outline again." in told.content.decode()
    assert everything_on(topic) == before


@pytest.mark.parametrize("key", ["987654", "", "x", "1 OR 1", "9" * 5000], ids=lambda key: key[:6])
def test_a_part_that_is_not_there_moves_nothing(editor, topic, kind, key):
    before = everything_on(topic)
    told = move(editor, topic, f"{kind}-{key}", "1")
    assert "Nothing was moved" in told.content.decode()
    assert everything_on(topic) == before


def test_a_part_of_another_page_is_not_moved(editor, topic):
    other = Topic.objects.get(address="adhd")
    before = everything_on(topic), everything_on(other)
    told = move(editor, topic, f"section-{other.sections.last().pk}", "1")
    assert "Nothing was moved" in told.content.decode()
    assert (everything_on(topic), everything_on(other)) == before


@pytest.mark.parametrize("part", ["", "section", "topic-1", "user-1", "\x00"], ids=ascii)
def test_what_is_no_part_of_a_page_is_not_found(editor, topic, part):
    part = part if part != "section" else f"sections-{topic.sections.first().pk}"
    before = everything_on(topic)
    assert move(editor, topic, part, "1").status_code == 404
    assert everything_on(topic) == before


def test_a_part_is_moved_by_pressing_alone(editor, topic):
    assert editor.get(f"/admin/services/topic/{topic.pk}/move/").status_code == 405


def test_families_read_another_order_once_it_is_published_and_no_word_is_dated(
    editor, client, pages_of_2020
):
    topic = Topic.objects.get(address="autism")

    def headings():
        soup = BeautifulSoup(client.get(topic.get_absolute_url()).content, "lxml")
        return [one.get_text(strip=True) for one in soup.select("section.piece h2")]

    before = headings()
    move(editor, topic, f"section-{topic.sections.first().pk}", "2")
    assert headings() == before
    topic.refresh_from_db()
    assert str(topic.words_changed_on) == "2020-01-01"
    publish(topic)
    assert headings()[:2] == [before[1], before[0]]


# One more --------------------------------------------------------------------------------------


def test_a_new_part_stands_last_and_dates_its_page(editor, topic, kind):
    Topic.objects.update(words_changed_on="2020-01-01")
    before = parts(topic, kind)
    saved = add(editor, kind, topic, **new(topic, kind))
    assert saved.status_code == 302
    *others, last = parts(topic, kind)
    assert others == before
    assert saved["Location"] == form_at(last)
    topic.refresh_from_db()
    assert topic.words_changed_on == timezone.localdate()


def test_the_sixty_first_part_of_a_kind_is_refused_and_nothing_typed_is_lost(editor, topic, kind):
    rows = getattr(topic, KINDS[kind])
    one = rows.first()
    for number in range(rows.count(), MOST):
        one.pk, one.order = None, 100 + number
        if kind == "section":
            one.anchor = f"more-{number}"
        one.save(force_insert=True)
    typed = new(topic, kind)
    refused = add(editor, kind, topic, **typed)
    assert refused.status_code == 200
    assert f"A page has {MOST} of these at most." in refused.content.decode()
    assert rows.count() == MOST
    assert {name: str(value) for name, value in typed.items()}.items() <= form_of(refused).items()
    assert save(editor, rows.first()).status_code == 302, "one of the sixty is still changed"
    rows.last().delete()
    assert editor.post(add_at(kind, topic), form_of(refused)).status_code == 302
    assert rows.count() == MOST


@pytest.mark.parametrize(
    "asked", ["", "?topic=", "?topic=x", "?topic=987654", "?topic=" + "9" * 30]
)
def test_a_part_of_no_page_is_not_found(editor, topic, kind, asked):
    before = everything_on(topic)
    path = f"/admin/services/{kind}/add/{asked}"
    assert editor.get(path).status_code == 404
    assert editor.post(path, new(topic, kind) | {"topic": topic.pk}).status_code == 404
    assert everything_on(topic) == before


def test_whatever_is_sent_a_part_stays_on_its_page(editor, topic, kind):
    other = Topic.objects.get(address="adhd")
    before = everything_on(other)
    part = parts(topic, kind)[0]
    assert save(editor, part, topic=other.pk).status_code == 302
    part.refresh_from_db()
    assert part.topic == topic
    assert everything_on(other) == before


def test_whatever_is_sent_a_new_part_goes_to_the_page_that_its_form_was_opened_for(
    editor, topic, kind
):
    other = Topic.objects.get(address="adhd")
    before = everything_on(other)
    many = len(parts(topic, kind))
    assert add(editor, kind, topic, **new(topic, kind) | {"topic": other.pk}).status_code == 302
    assert len(parts(topic, kind)) == many + 1
    assert everything_on(other) == before


# One less --------------------------------------------------------------------------------------


def test_a_part_that_is_deleted_dates_its_page_and_leads_back_to_it(editor, topic, kind):
    Topic.objects.update(words_changed_on="2020-01-01")
    topic.approaches.exclude(pk=topic.approaches.first().pk).delete()
    for section in topic.sections.all():
        section.sources.clear()
    topic.sections.update(body_en="<p>x</p>", body_es="<p>x</p>", more_en="", more_es="")
    part = next(one for one in parts(topic, kind) if kind != "source" or not one.approaches.all())
    response = delete(editor, part)
    assert (response.status_code, response["Location"]) == (302, form_at(topic))
    assert part not in parts(topic, kind)
    topic.refresh_from_db()
    assert topic.words_changed_on == timezone.localdate()


def test_a_source_that_an_approach_rests_on_is_not_deleted(editor, topic):
    approach = topic.approaches.first()
    refused = delete(editor, approach.source)
    assert str(approach) in refused.content.decode()
    assert approach.source in parts(topic, "source")


# Around the forms ------------------------------------------------------------------------------


def test_who_saves_a_part_stays_and_is_told_where_to_see_and_publish_it(editor, topic, kind):
    part = parts(topic, kind)[0]
    path = form_at(part)
    saved = editor.post(path, form_of(editor.get(path)), follow=True)
    assert saved.redirect_chain == [(path, 302)]
    told = BeautifulSoup(saved.content, "lxml").select_one(".messagelist .info")
    assert "This is a draft." in told.get_text()
    anchors = {"source": "sources", "approach": "approaches"}
    anchor = anchors.get(kind) or part.anchor
    assert [link["href"] for link in told.select("a")] == [
        f"{topic.get_absolute_url()}?draft#{anchor}",
        f"/es{topic.get_absolute_url()}?draft#{anchor}",
        form_at(topic).replace("/change/", "/changes/"),
    ]


def test_what_is_done_with_parts_stands_in_the_history_of_their_page(editor, topic, kind):
    part = parts(topic, kind)[0]
    changed = {"section": "heading_en", "source": "title", "approach": "name_en"}[kind]
    save(editor, part, **{changed: "Changed"})
    move(editor, topic, f"{kind}-{part.pk}", "2")
    history = editor.get(form_at(part).replace("/change/", "/history/"), follow=True)
    assert history.redirect_chain == [(form_at(topic).replace("/change/", "/history/"), 302)]
    text = history.content.decode()
    assert f"{kind} “Changed”" in text
    assert f"Moved a {kind}." in text
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == {str(topic.pk)}


def test_the_lists_of_parts_lead_to_the_list_of_pages(editor, kind):
    response = editor.get(f"/admin/services/{kind}/")
    assert (response.status_code, response["Location"]) == (302, "/admin/services/topic/")


def test_a_clinical_reviewer_reads_the_parts_and_has_no_way_to_change_or_move_them(
    reviewer, topic, kind
):
    before = everything_on(topic)
    part = parts(topic, kind)[0]
    shown = reviewer.get(form_at(part))
    assert set(form_of(shown)) == {"csrfmiddlewaretoken"}
    assert str(part) in BeautifulSoup(shown.content, "lxml").get_text()
    lines = outline(reviewer, topic, kind)
    assert [line.a["href"] for line in lines] == list(map(form_at, parts(topic, kind)))
    assert not any(line.form for line in lines)
    assert f"/{kind}/add/" not in reviewer.get(form_at(topic)).content.decode()
    assert move(reviewer, topic, f"{kind}-{part.pk}", "2").status_code == 403
    assert everything_on(topic) == before
