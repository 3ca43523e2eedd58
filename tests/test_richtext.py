"""What staff paste into the editor, and what of it reaches a page."""

import pytest

from njcmo_site.richtext import clean, safe
from services.models import Section, Topic


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


@pytest.mark.django_db
def test_a_text_is_cleaned_whoever_saves_it():
    section = Section.objects.first()
    section.body_en = "<p>a<script>x</script></p>"
    section.save()
    assert Section.objects.get(pk=section.pk).body_en == "<p>a</p>"


@pytest.mark.django_db
def test_a_text_that_reached_the_database_some_other_way_is_cleaned_on_the_page(client):
    topic = Topic.objects.get(address="autism")
    topic.sections.update(body_en="<p>a<script>steal()</script></p>")
    assert "steal()" not in client.get(topic.get_absolute_url()).content.decode()
