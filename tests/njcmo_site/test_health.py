"""The list of what could be better: each row with the one thing to do next, for who may do it."""

from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from faq.models import Question
from njcmo_site.health.rows import day
from referrals.models import LastBackup, Notice
from services.models import (
    Approach,
    Box,
    Card,
    CardSource,
    CareManagementOrganization,
    FirstCall,
    Section,
    Source,
    Topic,
    UrgentSign,
)
from tests.factories import confirm, make_content, make_referral, publish, works_for
from tests.queries import queries_of
from tests.staff_pages import form_at, publish_draft, save

pytestmark = pytest.mark.django_db

HEALTH = "/admin/health/"
LONG = f"<p>One word {'and one more ' * 8}.</p>"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def editor(staff):
    return signed_in(staff("content editor"))


@pytest.fixture
def reviewer(staff):
    return signed_in(staff("clinical reviewer"))


@pytest.fixture
def coordinator(staff):
    return signed_in(staff("intake coordinator"))


def rows(client) -> list[tuple[str, str]]:
    """(what it says, where its action leads)"""
    page = BeautifulSoup(client.get(HEALTH).content, "lxml")
    leading = page.select(".health li:has(a)")
    return [(row.get_text(" ", strip=True), row.a["href"]) for row in leading]


def row_about(client, words: str) -> tuple[str, str]:
    found = [row for row in rows(client) if words in row[0]]
    assert len(found) == 1, found
    return found[0]


def section(**changes) -> Section:
    """The first of the page about autism, changed in its draft alone."""
    row = Section.objects.filter(topic__address="autism").first()
    Section.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    return row


def of_page(row: Section) -> str:
    return form_at(row.topic)


def checked() -> tuple[str, int]:
    """What check_content prints, and the status with which it ends."""
    printed, status = StringIO(), 0
    try:
        call_command("check_content", stdout=printed)
    except SystemExit as end:
        status = end.code
    return printed.getvalue(), status


def test_what_the_site_begins_with_keeps_nobody_from_using_it():
    printed, status = checked()
    assert status == 0
    assert not printed.startswith(("keeps somebody", "safety"))


BARRIERS = [
    ("<h4>Deep</h4><p>Words.</p>", "“Deep” skips a level"),
    ("<h3></h3><p>Words.</p>", "A heading has no words"),
    ('<p>See <a href="/faq/"> </a>.</p>', "The link to /faq/ has no words"),
    ('<p><a href="/nowhere/">Read on</a></p>', "“Read on” leads to /nowhere/"),
    ('<p><a href="/glossary/#none">A word</a></p>', "leads to /glossary/#none"),
    ('<p><a href="/es/faq/#q-none">Respuesta</a></p>', "leads to /es/faq/#q-none"),
    ('<p><a href="#none">Below</a></p>', "leads to #none"),
    ('<p><a href="/occupational-therapy/adhd/#none">ADHD</a></p>', "adhd/#none"),
    ('<p><a href="/try-today/none">A card</a></p>', "leads to /try-today/none"),
]


@pytest.mark.parametrize(("text", "told"), BARRIERS)
@pytest.mark.parametrize("column", ["body_en", "more_es"])
def test_what_keeps_somebody_out_is_listed_and_is_not_published(editor, text, told, column):
    row = section(**{column: text})
    said, address = row_about(editor, told)
    assert str(row) in said
    assert address == f"{form_at(row)}#id_{column}"
    assert checked()[1] == 1
    before = row.topic.live_edition()
    answer = publish_draft(editor, of_page(row))
    assert told in answer.content.decode()
    assert row.topic.live_edition() == before


@pytest.mark.parametrize(
    "text",
    [
        "<h3>Big</h3><h4>Small</h4><p>Words.</p>",
        '<p><a href="/occupational-therapy/adhd/#treatment">Treatment</a></p>',
        '<p><a href="/faq">All answers</a>, <a href="/es/glossary/#iep">IEP</a></p>',
        '<p><a href="https://example.org/nowhere/">Another site</a></p>',
        '<p><a href="tel:911">911</a>, <a href="#approaches">How sure?</a></p>',
        '<p><a href="/get-help/?concerns=adhd">Ask</a>, <a href="/sitemap.xml">All</a></p>',
        '<p><a href="/occupational-therapy/autism/#newly">Here it is</a></p>',
    ],
)
def test_what_leads_somewhere_is_published(editor, text):
    row = section(body_en=text, anchor="newly")
    assert publish_draft(editor, of_page(row)).status_code == 302
    assert row.topic.live_edition().revived().sections.all()[0].body_en == text


def test_what_families_still_read_is_mended_by_publishing_the_draft(editor):
    row = section(body_en='<p><a href="/nowhere/">Read on</a></p>')
    publish(row.topic)
    section(body_en="<p>Better.</p>")
    said, address = row_about(editor, "leads to /nowhere/")
    assert "as families read it" in said
    assert address == of_page(row).replace("/change/", "/changes/")


def test_what_is_live_at_once_is_looked_through_as_well(editor):
    Box.objects.filter(name="your-language").update(body_en='<p><a href="/x/y/">Go</a></p>')
    box = Box.objects.get(name="your-language")
    assert row_about(editor, "leads to /x/y/")[1] == f"{form_at(box)}#id_body_en"


def test_a_link_to_an_answer_that_families_do_not_read_is_listed(editor):
    question = Question.objects.first()
    section(body_en=f'<p><a href="/faq/#q-{question.anchor}">An answer</a></p>')
    assert not [row for row in rows(editor) if "“An answer” leads" in row[0]]
    question.withdraw()
    assert row_about(editor, "“An answer” leads")


def test_an_approach_without_an_evidence_label_is_listed_as_not_safe(editor):
    approach = Approach.objects.filter(topic__address="autism").first()
    Approach.objects.filter(pk=approach.pk).update(strength="official")
    said, address = row_about(editor, "must not take it for proven")
    assert str(approach) in said
    assert address == f"{form_at(approach)}#id_strength"
    assert checked()[1] == 1


def test_hints_are_told_before_publishing_and_block_nothing(editor):
    row = section(body_en=f'<p>Press <a href="/faq/">here</a>.</p>{LONG}')
    changes = editor.get(of_page(row).replace("/change/", "/changes/")).content.decode()
    for told in (
        "“here” says nothing of where the link leads",
        "more than 25 words: “One word and",
    ):
        assert row_about(editor, told)[1] == f"{form_at(row)}#id_body_en"
        assert told in changes
    assert checked()[1] == 0
    assert publish_draft(editor, of_page(row)).status_code == 302


def test_a_page_that_is_hard_to_read_is_a_hint_in_each_language(editor):
    words = "Occupational therapists individualize multidisciplinary interventions. " * 30
    palabras = "Los terapeutas ocupacionales individualizan intervenciones multidisciplinarias. "
    row = section(body_en=f"<p>{words}</p>", body_es=f"<p>{palabras * 30}</p>")
    assert [
        address for said, address in rows(editor) if "our aim" in said and "autism" in said.lower()
    ] == [of_page(row)] * 2


@pytest.mark.parametrize(
    ("changes", "told", "column"),
    [
        ({"evidence": ""}, "does not say what its words rest on", "evidence"),
        ({"evidence": "strong"}, "and names no source", "sources"),
    ],
)
def test_a_section_without_what_it_rests_on_is_listed(editor, changes, told, column):
    row = section(**changes)
    row.sources.clear()
    said, address = row_about(editor, told)
    assert str(row) in said
    assert address == f"{form_at(row)}#id_{column}"


def test_a_card_without_a_source_is_listed(editor):
    card = Card.objects.first()
    card.sources.all().delete()
    assert row_about(editor, "No source is named")[1] == form_at(card)


def test_phones_and_sources_that_nobody_checked_for_half_a_year_are_listed(editor):
    today = timezone.localdate()
    CareManagementOrganization.objects.exclude(phone="").update(checked_on=today)
    assert not [row for row in rows(editor) if "and enter the day" in row[0]]
    long_ago = today - timedelta(days=181)
    call, source = FirstCall.objects.first(), Source.objects.filter(topic__hub=None).first()
    of_card = CardSource.objects.first()
    for row in (call, source, of_card):
        type(row).objects.filter(pk=row.pk).update(checked_on=long_ago)
    found = {address for said, address in rows(editor) if f"Checked on {day(long_ago)}" in said}
    forms = {f"{form_at(row)}#id_checked_on" for row in (call, source)}
    assert found == forms | {form_at(of_card.card)}


def test_overdue_reviews_lead_a_reviewer_to_the_page_and_an_editor_to_ask(editor, reviewer):
    topic = Topic.objects.get(address="autism")
    yesterday = timezone.localdate() - timedelta(days=1)
    earlier = yesterday - timedelta(days=300)
    confirm(topic, reviewed_on=earlier, next_on=yesterday)
    edition = topic.live_edition().number
    reviewed = form_at(topic).replace("/change/", f"/editions/{edition}/review/")
    assert rows(reviewer) == [row_about(reviewer, f"To be read again by {day(yesterday)}")]
    assert rows(reviewer)[0][1] == reviewed
    asked = row_about(editor, f"To be read again by {day(yesterday)}")
    assert asked[1] == form_at(topic).replace("/change/", "/changes/")


# Spanish -----------------------------------------------------------------------------------------


def spanish_of(client) -> list[list[str]]:
    page = BeautifulSoup(client.get(HEALTH).content, "lxml")
    lines = page.select(".by-language tbody tr")
    return [
        [cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])] for line in lines
    ]


def test_spanish_that_is_behind_or_missing_is_a_table_of_pages_by_language(editor):
    assert spanish_of(editor) == []
    row = section()
    save(editor, row, heading_en="Another heading", evidence="everyday")
    Section.objects.filter(pk=row.pk).update(body_es="")
    today = timezone.localdate()
    ((page, english, in_spanish),) = spanish_of(editor)
    assert str(row.topic) in page
    assert english == f"changed on {day(today)}"
    assert in_spanish == f"1 behind since {day(today)}; 1 missing"
    compare = row_about(editor, f"The English changed on {day(today)}")
    assert compare[1] == f"{form_at(row)}#id_heading_es"
    assert row_about(editor, "Spanish readers get English")
    assert checked()[1] == 0


def test_an_urgent_sign_without_spanish_is_not_safe():
    UrgentSign.objects.filter(name="u-missing").update(advice_es="")
    printed, status = checked()
    assert status == 1
    assert printed.startswith("safety: Spanish missing: urgent sign")


# Work --------------------------------------------------------------------------------------------


def test_mails_that_failed_are_counted_for_who_answers_families(coordinator, editor):
    referral = make_referral()
    for audience, rests in (("intake", True), ("family", False)):
        Notice.objects.create(
            referral=referral, audience=audience, last_error="SMTPDataError", rests=rests
        )
    Notice.objects.create(referral=referral, audience="cmo")
    assert rows(coordinator) == [
        row_about(coordinator, "2 could not be sent; 1 of them are no longer tried")
    ]
    assert not [row for row in rows(editor) if "could not be sent" in row[0]]


def test_an_open_referral_near_its_last_day_is_named_by_its_reference_alone(coordinator):
    soon = timezone.now() - timedelta(days=360)
    referral = make_referral(status_since=soon)
    make_referral(status_since=timezone.now() - timedelta(days=340))
    make_referral(status="closed", status_since=soon)
    make_referral(suspected=True, status_since=soon)
    ((said, address),) = rows(coordinator)
    assert str(referral) in said
    assert "Rosa" not in said
    assert address == form_at(referral)


def test_staff_of_a_cmo_find_its_families_alone(coordinator):
    person = User.objects.get(username="intake-coordinator")
    bergen = CareManagementOrganization.objects.get(slug="bergen")
    works_for(person, bergen)
    old = {"status_since": timezone.now() - timedelta(days=360)}
    make_referral(county_id="essex", **old)
    ours = make_referral(county_id="bergen", **old)
    assert [address for _said, address in rows(coordinator)] == [form_at(ours)]


# Backups -----------------------------------------------------------------------------------------

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def of_backups(client) -> list[str]:
    page = BeautifulSoup(client.get(HEALTH).content, "lxml")
    found = [" ".join(row.get_text(" ").split()) for row in page.select(".health li")]
    return [row for row in found if row.startswith("Copy of everything")]


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        ({}, "None was ever made"),
        ({"failed_at": HOUR}, "None could be made on"),
        ({"made_at": DAY, "failed_at": HOUR}, "None could be made on"),
        ({"made_at": 2 * DAY + HOUR}, "The last one was made on"),
        ({"made_at": DAY}, "Nobody has tried whether it can be restored"),
        ({"made_at": DAY, "check_failed_at": HOUR}, "It was found not to be whole on"),
        ({"made_at": DAY, "proven_made_at": 9 * DAY}, "can surely be restored is of"),
    ],
)
def test_managers_read_what_to_ask_the_webmaster_about_the_last_backup(staff, ago, told):
    now = timezone.now()
    LastBackup.note(**{name: now - time for name, time in ago.items()})
    (row,) = of_backups(signed_in(staff("manager")))
    assert told in row
    assert "Ask your webmaster: “please" in row


def test_a_backup_of_last_night_that_was_proven_is_not_listed(staff, editor):
    assert not of_backups(editor)
    LastBackup.note_failed()
    LastBackup.note_check_failed()
    LastBackup.note_made(timezone.now())
    LastBackup.note_proven(timezone.now())
    assert not of_backups(signed_in(staff("manager")))


# -------------------------------------------------------------------------------------------------


def test_an_editor_clears_three_rows(editor):
    row = section(body_en="<h4>Deep</h4><p>Words.</p>", evidence="")
    source = row.topic.sources.first()
    Source.objects.filter(pk=source.pk).update(checked_on="2020-01-01")
    for told in ("skips a level", "what its words rest on", "Checked on January 1, 2020"):
        row_about(editor, told)
    save(editor, row, body_en="<h3>High</h3><p>Words.</p>", evidence="everyday")
    save(editor, source, checked_on=timezone.localdate())
    said = " ".join(words for words, _address in rows(editor))
    for told in ("skips a level", "what its words rest on", "Checked on January 1, 2020"):
        assert told not in said


def test_the_list_costs_the_same_however_much_there_is(client, staff):
    client.force_login(staff())
    old = {"status_since": timezone.now() - timedelta(days=360)}
    make_content(*range(3))
    make_referral(**old)
    few = queries_of(client, HEALTH)
    make_content(*range(3, 20))
    for _more in range(10):
        make_referral(**old)
    assert queries_of(client, HEALTH) == few


def test_the_start_page_leads_there_who_finds_something_in_it(editor):
    link = f'href="{HEALTH}"'
    assert link in editor.get("/admin/").content.decode()
    nobody = signed_in(User.objects.create_user("nobody", is_staff=True))
    assert link not in nobody.get("/admin/").content.decode()
    assert nobody.get(HEALTH).status_code == 403
