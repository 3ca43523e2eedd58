"""What staff paste into the editor, and what of it reaches a page."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from faq.models import Question
from njcmo_site import richtext
from njcmo_site.richtext import LONGEST_TEXT, clean, safe
from services.models import Section, Topic, TopicEdition
from tests.factories import publish


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<p style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ('<p><img src=x onerror="x()">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:x()">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p><a>a</a></p>"),
        (
            '<p><a href="https://a.org" target="_blank" title="">a</a></p>',
            '<p><a href="https://a.org">a</a></p>',
        ),
        ("<iframe src='//a.org'></iframe><p>a</p>", "<p>a</p>"),
        ("<h1>a</h1>", "a"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ('<p><a href="www.nj.gov/a">a</a></p>', '<p><a href="https://www.nj.gov/a">a</a></p>'),
        ('<p><a href="/faq/">a</a></p>', '<p><a href="/faq/">a</a></p>'),
        ('<p><a href="#urgent">a</a></p>', '<p><a href="#urgent">a</a></p>'),
        ("<table></table><p>a</p>", "<p>a</p>"),
        (
            '<table class="x" title="<script>y()</script>" style="a"><tr class="x" onclick="y()">'
            """<th colwidth="9" title="'><script>y()</script>">a</th></tr></table>""",
            '<table role="table"><thead role="rowgroup"><tr role="row">'
            '<th role="columnheader" scope="col">a</th></tr></thead>'
            '<tbody role="rowgroup"></tbody></table>',
        ),
        (
            '<ol class="x" data-type="decimal" title="<script>"><li>a</li></ol>',
            "<ol><li>a</li></ol>",
        ),
        ("<table><tbody></tbody></table>", ""),
    ],
)
def test_what_could_harm_a_reader_is_taken_out(hostile, harmless):
    assert clean(hostile) == harmless
    assert "script" not in safe(hostile)


def test_cleaning_twice_changes_nothing():
    html = """<p>One <strong>two</strong><br>three</p>
      <ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul><p></p>
      <table><tbody><tr><th><p>What</p></th><th colspan="1"><p>OT</p></th></tr>
      <tr><th>Works on</th><td rowspan="1"><p>hands</p></td></tr></tbody></table>"""
    assert clean(clean(html)) == clean(html)


def test_a_table_stays_a_table_to_screen_readers_however_it_is_drawn():
    table = clean(
        "<table><tr><th>What</th><th>OT</th></tr><tr><th>Works on</th><td>hands</td></tr></table>"
    )
    assert '<table role="table"><thead role="rowgroup"><tr role="row">' in table
    assert '<th role="columnheader" scope="col">OT</th>' in table
    assert '<th role="rowheader" scope="row">Works on</th>' in table
    assert '<td data-label="OT" role="cell">hands</td>' in table


def test_the_first_row_of_a_table_is_its_head_even_where_nobody_said_so():
    table = clean("<table><tr><td>What</td><td>OT</td></tr><tr><td>a</td><td>b</td></tr></table>")
    assert '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">' in table
    assert '<td data-label="OT" role="cell">b</td>' in table


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("info@njcmo.org", "mailto:info@njcmo.org"),
        ("first.last+ot@mail.nj.gov ", "mailto:first.last+ot@mail.nj.gov"),
        ("www.nj.gov", "https://www.nj.gov"),
        ("nj.gov/dcf?a=1#b", "https://nj.gov/dcf?a=1#b"),
        ("nj.gov?a=1", "https://nj.gov?a=1"),
        ("//nj.gov/dcf", "https://nj.gov/dcf"),
        ("1-877-652-7624", "tel:18776527624"),
        ("(201) 555-0123", "tel:2015550123"),
        ("+1 201.555.0123", "tel:+12015550123"),
        ("911", "tel:911"),
        *[(same, same) for same in ("https://nj.gov/a b", "HTTP://nj.gov", "tel:911")],
        *[(same, same) for same in ("mailto:a@b.org?subject=x", "/faq/", "/", "#urgent")],
    ],
)
def test_a_link_without_a_scheme_leads_where_its_writer_meant(typed, meant):
    assert clean(f'<p><a href="{typed}">a</a></p>') == f'<p><a href="{meant}">a</a></p>'


@pytest.mark.parametrize(
    "typed",
    ["faq", "faq/", "../faq/", "", "call us", "?q=a", "https:faq", "mailto:", "/\\a.b"],
)
def test_a_link_of_which_nobody_can_tell_where_it_leads_is_refused(typed):
    with pytest.raises(ValidationError, match="The link “of these words” leads nowhere"):
        clean(f'<p><a href="{typed}">of these words</a></p>')


def test_cells_that_span_too_many_are_refused_before_they_are_counted_out():
    row = "<tr>" + "<td rowspan='50' colspan='50'>a</td>" * 10 + "</tr>"
    with pytest.raises(ValidationError, match="too many cells"):
        clean(f"<table>{row * 50}</table>")


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<table><tr><td>" * 2, "A table stands in a cell of another table"),
        ("<table><tr><td>" * 3000, "A table stands in a cell of another table"),
        ("<table><tr><td><ul><li><table>", "A table stands in a cell of another table"),
        ("<blockquote>" * 4000 + "a", "stand in one another too often"),
        ("<ul><li>" * 6000 + "a", "stand in one another too often"),
        ("<p>" + "<strong>" * 21 + "a", "stand in one another too often"),
        ("a" * (LONGEST_TEXT + 1), "too long: more than 50,000 characters"),
        ("<table>" + "<tr><td>a</td></tr>" * 2000 + "</table>", "too long"),
    ],
    ids=lambda one: one[:20],
)
def test_a_text_that_would_keep_its_readers_waiting_is_refused_with_what_to_do(html, told):
    with pytest.raises(ValidationError, match=told):
        clean(html)


def test_a_list_in_a_cell_and_lists_in_lists_are_nothing_unusual():
    html = "<table><tr><td>a</td></tr><tr><td><ul><li>a</li></ul></td></tr></table>"
    assert "<ul><li>a</li></ul>" in clean(html)
    assert clean("<ul><li>a" * 5).count("<ul>") == 5


def test_a_head_of_many_words_is_not_repeated_whole_in_every_cell():
    table = clean(f"<table><tr><th>{'word ' * 2000}</th></tr>{'<tr><td>a</td></tr>' * 300}</table>")
    labels = {cell["data-label"] for cell in BeautifulSoup(table, "html.parser").find_all("td")}
    assert {len(label) for label in labels} == {60}
    assert len(table) < LONGEST_TEXT


@pytest.mark.parametrize(
    "piece", ["<p>a</p> ", "<p></p>", "<li> <p>a</p> </li>", "<table></table>", "a<br> "]
)
def test_cleaning_touches_each_part_of_a_text_once(piece, monkeypatch):
    """Twice the text is twice the work: bs4 searches a child among all its siblings."""

    def searched(parts) -> int:
        looked_at = 0
        index = richtext.Tag.index

        def counting(tag, element):
            nonlocal looked_at
            looked_at += (place := index(tag, element)) + 1
            return place

        monkeypatch.setattr(richtext.Tag, "index", counting)
        clean(piece * parts)
        monkeypatch.setattr(richtext.Tag, "index", index)
        return looked_at

    assert searched(400) <= 2 * searched(200) + 20


def test_a_cell_that_spans_many_rows_makes_no_page_endless():
    rows = "<tr><td>a</td></tr>" * 49
    with pytest.raises(ValidationError, match="too long"):
        clean(
            f'<table><tr><th>b</th></tr><tr><td rowspan="50">{"c" * 5000}</td></tr>{rows}</table>'
        )


WHOM_TO_CALL = """<table>
  <tr><th>Age</th><th>Call</th><th>Cost</th></tr>
  <tr><th rowspan="2">3 to 5</th><td>Doctor</td><td>Copay</td></tr>
  <tr><td>School</td><td rowspan="2">Free</td></tr>
  <tr><td colspan="2">NJCMO</td></tr>
</table>"""


def labels(html: str) -> list[tuple[str, str]]:
    return [
        (cell.get("data-label", ""), cell.get_text())
        for cell in BeautifulSoup(html, "html.parser").select("tbody :is(th, td), table > tr > *")
    ]


def test_every_cell_has_the_label_of_its_own_column_whatever_spans():
    assert labels(clean(WHOM_TO_CALL)) == [
        ("", "3 to 5"),
        ("Call", "Doctor"),
        ("Cost", "Copay"),
        ("Call", "School"),
        ("Cost", "Free"),
        ("Age, Call", "NJCMO"),
    ]
    assert clean(clean(WHOM_TO_CALL)) == clean(WHOM_TO_CALL)


def test_on_the_page_every_row_is_whole_and_the_editor_keeps_what_it_merged():
    assert labels(safe(clean(WHOM_TO_CALL))) == [
        ("", "3 to 5"),
        ("Call", "Doctor"),
        ("Cost", "Copay"),
        ("", "3 to 5"),
        ("Call", "School"),
        ("Cost", "Free"),
        ("Age, Call", "NJCMO"),
        ("Cost", "Free"),
    ]
    assert "rowspan" not in safe(clean(WHOM_TO_CALL))
    assert clean(WHOM_TO_CALL).count("rowspan") == 2


def test_a_table_that_was_stored_with_wrong_labels_is_drawn_with_the_right_ones():
    stored = clean(WHOM_TO_CALL).replace('data-label="Call"', 'data-label="Age"')
    assert ("Call", "School") in labels(safe(stored))


def test_a_head_of_two_rows_names_each_column_by_both():
    table = clean(
        """<table><tr><th rowspan="2">Age</th><th colspan="2">You pay</th></tr>
        <tr><td>the doctor</td><td>the school</td></tr>
        <tr><td>3 to 5</td><td>Copay</td><td>Nothing</td></tr></table>"""
    )
    assert labels(table) == [
        ("Age", "3 to 5"),
        ("You pay: the doctor", "Copay"),
        ("You pay: the school", "Nothing"),
    ]
    assert table.count("columnheader") == 4
    assert clean(table) == table


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, "2.5", ""])
def test_a_span_that_is_no_number_of_cells_takes_neither_the_page_nor_the_server_down(number):
    table = clean(
        f"""<table><tr><th>A</th><th colspan="{number}">B</th></tr>
        <tr><td rowspan="{number}">a</td><td>b</td></tr></table>"""
    )
    assert ("A", "a") in labels(safe(table))
    assert ("B", "b") in labels(safe(table))


@pytest.mark.django_db
def test_a_table_in_an_answer_is_drawn_like_one_in_a_section(client):
    question = Question.objects.get(anchor="ot-what-is-it")
    question.answer_en = clean(WHOM_TO_CALL)
    question.save()
    publish(question)
    page = BeautifulSoup(client.get("/faq/").content, "html.parser")
    # site.css makes cards of the rows of a .rich table in a narrow .piece
    assert page.select_one(".piece #q-ot-what-is-it .rich td[data-label=Cost]").text == "Copay"


@pytest.mark.django_db
def test_a_text_is_cleaned_whoever_saves_it():
    section = Section.objects.first()
    section.body_en = "<p>a<script>x</script></p>"
    section.save()
    assert Section.objects.get(pk=section.pk).body_en == "<p>a</p>"


@pytest.mark.django_db
def test_a_text_that_reached_the_database_some_other_way_is_cleaned_on_the_page(client):
    topic = Topic.objects.get(address="autism")
    edition = topic.live_edition()
    edition.content["sections"][0]["body_en"] = "<p>Stolen words<script>steal()</script></p>"
    TopicEdition.objects.filter(pk=edition.pk).update(content=edition.content)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Stolen words" in page
    assert "steal()" not in page
