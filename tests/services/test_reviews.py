"""A clinician confirms what families read; what changes afterwards is not reviewed."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from faq.models import Question
from njcmo_site.reviews import lines, send_weekly
from services.models import Card, PageOwners, Topic, TopicReview, review_states
from tests.factories import confirm
from tests.queries import queries_of
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

AUTISM = "/occupational-therapy/autism/"
REVIEWER = {"name": "Ana Ruiz", "credential": "OTR/L", "next_on": "2027-06-01"}
REVIEWER |= {"role_en": "occupational therapist", "role_es": "terapeuta ocupacional"}


@pytest.fixture
def topic():
    return Topic.objects.get(address="autism")


@pytest.fixture
def reviewer(client, staff):
    client.force_login(staff("clinical reviewer"))
    return client


def change(topic, **texts):
    """Of the first section; a text in English alone, or in each language."""
    section = topic.sections.first()
    for name, words in ({"body_en": "<p>New.</p>", "body_es": "<p>Nuevo.</p>"} | texts).items():
        setattr(section, name, words)
    section.save()
    return section


def publish(topic, by=None, **marks):
    return topic.publish(topic.content(), by, "Test", **marks)


def read(client, path=AUTISM):
    return BeautifulSoup(client.get(path).content, "lxml")


def line(client, path=AUTISM) -> str:
    return " ".join(read(client, path).select_one(".reviewed").get_text().split())


# What families read -----------------------------------------------------------------------------


def test_each_language_has_its_own_reviewer_and_date(client, topic):
    confirm(topic, ["en"], reviewed_on=date(2026, 3, 1), next_on=date(2999, 3, 1))
    assert "Reviewed by Ana Ruiz, OTR/L (occupational therapist) on March 1, 2026." in line(client)
    assert "Next review by March 1, 2999." in line(client)
    assert "Ningún profesional clínico" in line(client, f"/es{AUTISM}")
    confirm(topic, ["es"], name="Leo Paz", reviewed_on=date(2026, 4, 1))
    spanish = line(client, f"/es{AUTISM}")
    assert "Página revisada por Leo Paz, OTR/L (terapeuta ocupacional) el 1 de abril" in spanish
    assert "Ana Ruiz" in line(client)


def test_a_part_that_changed_is_no_longer_reviewed_and_the_page_says_which(client, topic):
    confirm(topic, reviewed_on=date(2026, 3, 1))
    section = change(topic)
    publish(topic)
    for path in (AUTISM, f"/es{AUTISM}"):
        page = read(client, path)
        [link] = page.select(".reviewed a")
        assert link["href"] == f"#{section.anchor}"
        notes = page.find_all(
            "p", "small", string=re.compile("clinician reviewed|revisión clínica")
        )
        assert [one.find_parent("section")["id"] for one in notes] == [section.anchor]
        assert "MedicalWebPage" not in str(page)
    assert f"Changed since, and not reviewed yet: “{section.heading_en}”." in line(client)


def test_words_that_changed_in_one_language_leave_the_other_reviewed(client, topic):
    confirm(topic)
    change(topic, body_en=topic.sections.first().body_en)
    publish(topic)
    assert "Changed since" not in line(client)
    assert "Cambió después" in line(client, f"/es{AUTISM}")


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (lambda page: page.approaches.update(strength="some"), "how strong the research is"),
        (lambda page: page.sections.update(evidence="strong"), "When is it worth asking"),
        (lambda page: page.sources.update(organization="Another"), "sources"),
        (lambda page: page.urgent_signs.clear(), "how the page begins"),
        (lambda page: page.sections.last().delete(), "a part that was taken out"),
        (lambda page: page.sources.update(checked_on="2020-01-01"), ""),
        (lambda page: page.related.clear(), ""),
    ],
    ids=["strength", "evidence", "source", "urgent", "section", "checked", "related"],
)
def test_what_counts_as_a_change_for_a_reviewer(client, topic, alter, told):
    topic.approaches.exclude(pk=topic.approaches.last().pk).delete()
    publish(topic)
    confirm(topic)
    alter(topic)
    publish(topic)
    assert ("Changed since" in line(client)) == bool(told)
    assert told in line(client)


def test_a_small_correction_keeps_the_review_and_the_next_change_does_not(client, topic):
    confirm(topic)
    change(topic)
    publish(topic, small=True)
    assert "Changed since" not in line(client)
    [found] = [one for one in lines() if one.draft == topic]
    assert [one.number for one in found.small] == [2]
    change(topic, body_en="<p>Other.</p>")
    publish(topic)
    assert "Changed since" in line(client)
    change(topic, body_en="<p>Other, mended.</p>")
    publish(topic, small=True)
    assert "Changed since" in line(client)  # a small one makes nothing reviewed that was not


def correct(topic, times):
    for _ in range(times):
        section = topic.sections.first()
        change(topic, body_en=f"{section.body_en}<p>.</p>", body_es=f"{section.body_es}<p>.</p>")
        publish(topic, small=True)


def test_many_small_corrections_cost_as_much_to_compare_as_two(client, topic, monkeypatch):
    confirm(topic)
    compared = []
    count = review_states.health_words
    monkeypatch.setattr(
        review_states, "health_words", lambda *args: compared.append(1) or count(*args)
    )
    costs = []
    for times in (2, 8):
        correct(topic, times)
        compared.clear()
        live = topic.live_edition()
        assert [one.changed for one in topic.states(live.content, live.number).values()] == [[], []]
        costs.append(len(compared))
    assert costs[0] == costs[1]


def test_small_corrections_before_and_after_a_review_of_one_language_keep_both(client, topic):
    confirm(topic)
    correct(topic, 2)
    confirm(topic, ["es"])
    correct(topic, 2)
    assert "Changed since" not in line(client)
    assert "Cambió después" not in line(client, f"/es{AUTISM}")
    change(topic, body_en=topic.sections.first().body_en)
    publish(topic)
    correct(topic, 2)
    assert "Changed since" not in line(client)
    assert "Cambió después" in line(client, f"/es{AUTISM}")


def test_a_review_confirms_what_changed_before(client, topic):
    confirm(topic)
    change(topic)
    edition = publish(topic)
    confirm(topic, edition=edition)
    assert "Changed since" not in line(client)


def test_what_is_confirmed_before_it_is_published_changes_nothing_until_then(client, topic):
    confirm(topic, reviewed_on=date(2026, 3, 1))
    change(topic)
    kept = topic.keep(topic.content(), None, "For Ana")
    confirm(topic, edition=kept, reviewed_on=date(2026, 4, 1))
    assert "March 1, 2026" in line(client)
    assert "Changed since" not in line(client)
    publish(topic)
    assert "April 1, 2026" in line(client)
    assert "Changed since" not in line(client)
    topic.restore(topic.editions.get(number=1).content)
    publish(topic)
    assert "March 1, 2026" in line(client)  # words that were confirmed then
    assert "Changed since" not in line(client)


def test_an_overdue_page_says_so_in_one_line(client, topic):
    confirm(topic, reviewed_on=date(2020, 1, 1), next_on=date(2021, 1, 1))
    assert "A new review has been due since January 1, 2021." in line(client)
    assert "desde el 1 de enero de 2021" in line(client, f"/es{AUTISM}")


def test_a_page_with_many_reviews_costs_no_more_questions(client, topic):
    confirm(topic)
    few = queries_of(client, AUTISM)
    for page in Topic.objects.all():
        confirm(page)
        confirm(page)
        publish(page, small=True)
    assert queries_of(client, AUTISM) == few


# A second person --------------------------------------------------------------------------------


def test_nobody_publishes_a_page_alone_unless_the_correction_is_small(topic, staff):
    editor = staff("content editor")
    change(topic)
    with pytest.raises(ValidationError, match="A clinical reviewer confirms this"):
        publish(topic, editor)
    with pytest.raises(ValidationError, match="This is no small correction"):
        publish(topic, editor, small=True)
    topic.restore(topic.live_edition().content)
    section = topic.sections.first()
    change(topic, body_en=section.body_en.replace("Autism", "Autismus"), body_es=section.body_es)
    assert publish(topic, editor, small=True).small


def test_many_small_corrections_do_not_make_another_page(topic, staff):
    editor = staff("content editor")
    section = topic.sections.first()
    for step in range(3):
        section.body_en = f"<p>{'word ' * 7}{step}</p>" + section.body_en
        section.save()
        if step < 2:
            assert publish(topic, editor, small=True)
    with pytest.raises(ValidationError, match="This is no small correction"):
        publish(topic, editor, small=True)
    confirm(topic)  # what families read now: from here it is counted again
    assert publish(topic, editor, small=True)


@pytest.mark.parametrize(
    "alter",
    [
        lambda page: page.sections.last().delete(),
        lambda page: page.approaches.update(strength="some"),
        lambda page: page.urgent_signs.clear(),
        lambda page: page.sections.update(more_es="<p>palabra</p>"),
    ],
    ids=["part", "strength", "urgent", "words"],
)
def test_what_is_no_small_correction(topic, staff, alter):
    alter(topic)
    with pytest.raises(ValidationError, match="This is no small correction"):
        publish(topic, staff("content editor"), small=True)


def test_a_link_that_was_broken_is_a_small_correction(topic, staff):
    topic.sources.filter(pk=topic.sources.last().pk).update(url="https://example.org/new")
    assert publish(topic, staff("content editor"), small=True).small


def test_a_page_that_was_withdrawn_comes_back_as_it_was_without_a_second_person(topic, staff):
    topic.withdraw()
    assert publish(topic, staff("content editor"))


def test_nobody_has_their_own_edition_confirmed_by_themselves(topic, staff):
    one, other = staff("content editor"), staff("manager")
    change(topic)
    confirm(topic, edition=topic.keep(topic.content(), one, "Mine"), by=one)
    with pytest.raises(ValidationError, match="A clinical reviewer confirms this"):
        publish(topic, other)


def test_english_that_changed_is_confirmed_in_english(topic, staff):
    editor = staff("content editor")
    change(topic)
    kept = topic.keep(topic.content(), None, "For Ana")
    confirm(topic, ["es"], edition=kept)
    with pytest.raises(ValidationError, match="A clinical reviewer confirms this"):
        publish(topic, editor)
    confirm(topic, ["en"], edition=kept)
    assert publish(topic, editor)


def test_what_families_never_read_is_no_small_correction(topic, staff):
    words = {"title_en": "New", "short_title_en": "New"}
    new = Topic.objects.create(hub=topic.hub, address="new", **words)
    with pytest.raises(ValidationError, match="A clinical reviewer confirms this"):
        publish(new, staff("content editor"), small=True)


def test_a_second_person_confirms_the_very_words_that_are_published(topic, staff):
    editor, other = staff("content editor"), staff("clinical reviewer")
    change(topic)
    kept = topic.keep(topic.content(), editor, "For Ana")
    confirm(topic, ["en"], edition=kept, by=editor)
    with pytest.raises(ValidationError):
        publish(topic, editor)  # nobody but the editor
    confirm(topic, ["en"], edition=kept, by=other)
    change(topic, body_es="<p>Otra cosa.</p>")
    with pytest.raises(ValidationError):
        publish(topic, editor)  # not these words
    topic.restore(kept.content)
    assert publish(topic, editor).number == 3


def test_who_confirms_answers_for_a_language_that_changed(topic, staff):
    editor, other = staff("content editor"), staff("clinical reviewer")
    change(topic, body_en=topic.sections.first().body_en)
    kept = topic.keep(topic.content(), editor, "Spanish alone")
    confirm(topic, ["en"], edition=kept, by=other)
    with pytest.raises(ValidationError):
        publish(topic, editor)
    confirm(topic, ["es"], edition=kept, by=other)
    assert publish(topic, editor)


def test_what_changes_no_words_needs_no_second_person(topic, staff):
    topic.related.clear()
    assert publish(topic, staff("content editor"))


def test_a_card_and_a_new_version_of_the_site_need_no_second_person(topic, staff):
    card = Card.objects.first()
    card.title_en = "Another"
    card.save()
    assert card.publish(card.content(), staff("content editor"), "Test")
    change(topic)
    assert publish(topic, None)


# Drafts that are kept ---------------------------------------------------------------------------


def test_a_draft_that_is_kept_is_read_by_staff_alone_and_can_be_put_back(client, staff, topic):
    editor = staff("content editor")
    change(topic)
    kept = topic.keep(topic.content(), editor, "For the summer")
    topic.restore(topic.live_edition().content)
    assert "New." not in client.get(f"{AUTISM}?draft={kept.number}").content.decode()
    client.force_login(editor)
    answer = client.get(f"{AUTISM}?draft={kept.number}")
    assert "New." in answer.content.decode()
    assert "Edit this part" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for number in ("99", "x", "1" * 99):
        assert client.get(f"{AUTISM}?draft={number}").status_code == 404
    editions = f"/admin/services/topic/{topic.pk}/editions/"
    assert "For the summer" in client.get(editions).content.decode()
    page = f"{editions}{kept.number}/"
    client.post(page, form_of(client.get(page)))
    assert topic.sections.first().body_en == "<p>New.</p>"


def test_an_editor_keeps_a_draft_and_asks_for_a_review(client, staff, topic):
    client.force_login(staff("content editor"))
    change(topic)
    changes = f"/admin/services/topic/{topic.pk}/changes/"
    assert "Ask for a review below." in client.get(changes).content.decode()
    shown = form_of(client.get(changes)) | {"keep": ""}
    nameless = client.post(changes, shown | {"why": ""}).content.decode()
    assert "Name of this draft: This field is required." in nameless
    asked = shown | {"why": "Plainer", "review_wanted": "on"}
    client.post(changes, asked)
    kept = topic.editions.get(number=2)
    assert (kept.begins_at, kept.why, kept.review_wanted) == (None, "Plainer", True)
    assert "waits for a reviewer" in client.get(changes).content.decode()
    change(topic, body_en="<p>Newer.</p>")
    told = client.post(changes, asked).content.decode()
    assert "The draft was changed, kept or published since you opened this page." in told


@pytest.mark.parametrize("languages", [["en", "es"], ["en"]], ids=str)
def test_a_review_is_asked_of_what_families_read_and_its_page_says_so(
    client, staff, topic, languages
):
    confirm(topic, reviewed_on=date(2020, 1, 1), next_on=date(2021, 1, 1))
    client.force_login(staff("content editor"))
    changes = f"/admin/services/topic/{topic.pk}/changes/"
    page = client.get(changes)
    assert "Ask for a review of what families read" in page.content.decode()
    asked = form_of(page)
    assert asked["review_wanted"] == "on"
    client.post(changes, asked | {"why": "It is overdue", "keep": ""})
    client.force_login(staff("clinical reviewer"))
    first = BeautifulSoup(client.get("/admin/").content, "html.parser").select_one(".reviews li")
    assert "A review is asked for: It is overdue" in first.get_text()
    client.post(first.a["href"], REVIEWER | {"languages": languages})
    for language, path in (("en", AUTISM), ("es", f"/es{AUTISM}")):
        assert ("2027" in line(client, path)) == (language in languages)
    waits = "A review is asked for" in client.get("/admin/reviews/").content.decode()
    assert waits == (languages == ["en"])


def test_what_no_clinician_reviews_is_not_kept_while_it_is_what_families_read(client, staff):
    question = Question.objects.first()
    client.force_login(staff("content editor"))
    page = client.get(f"/admin/faq/question/{question.pk}/changes/").content.decode()
    assert 'name="keep"' not in page


# What reviewers do ------------------------------------------------------------------------------


def test_a_reviewer_finds_what_was_asked_for_first_and_confirms_it(reviewer, staff, topic):
    change(topic)
    topic.keep(topic.content(), staff("content editor"), "Plainer", review_wanted=True)
    start = BeautifulSoup(reviewer.get("/admin/").content, "lxml")
    first = start.select_one(".reviews li")
    assert "A review is asked for: Plainer (content-editor)" in first.get_text()
    page = first.a["href"]
    shown = reviewer.get(page)
    assert "New." in BeautifulSoup(shown.content, "lxml").select_one("ins").get_text()
    answer = reviewer.post(page, form_of(shown) | REVIEWER | {"languages": ["en", "es"]})
    assert answer["Location"] == "/admin/reviews/"
    reviews = TopicReview.objects.order_by("language")
    assert [(one.language, one.who, one.by.username) for one in reviews] == [
        (language, "Ana Ruiz, OTR/L", "clinical-reviewer") for language in ("en", "es")
    ]
    assert {one.edition.number for one in reviews} == {2}
    assert "is asked for" not in reviewer.get("/admin/").content.decode()
    again = form_of(reviewer.get(page))
    assert (again["name"], again["role_es"]) == ("Ana Ruiz", "terapeuta ocupacional")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"languages": []}, "I have read all of it in: This field is required."),
        ({"languages": ["fr"]}, "Select a valid choice."),
        ({"name": ""}, "Name: This field is required."),
        ({"role_es": ""}, "Role in Spanish: This field is required."),
        ({"next_on": "2020-01-01"}, "Choose a day after the review"),
        ({"next_on": "2999-01-01"}, "two years from now at the latest"),
        ({"next_on": "soon"}, "Enter a valid date."),
    ],
    ids=str,
)
def test_what_cannot_be_confirmed_says_why_and_keeps_what_was_typed(reviewer, topic, answers, told):
    page = f"/admin/services/topic/{topic.pk}/editions/1/review/"
    sent = REVIEWER | {"languages": ["en"], "credential": "OTR/L, PhD"} | answers
    answer = reviewer.post(page, sent).content.decode()
    assert told in answer
    assert "OTR/L, PhD" in answer
    assert not TopicReview.objects.exists()


def test_what_is_asked_for_waits_until_both_languages_are_confirmed(reviewer, topic):
    change(topic)
    topic.keep(topic.content(), None, "Plainer", review_wanted=True)
    page = f"/admin/services/topic/{topic.pk}/editions/2/review/"
    for language, waits in (("en", True), ("es", False)):
        reviewer.post(page, REVIEWER | {"languages": [language]})
        told = reviewer.get("/admin/reviews/").content.decode()
        assert ("A review is asked for: Plainer" in told) == waits


def test_what_is_confirmed_twice_is_confirmed_once(reviewer, topic):
    page = f"/admin/services/topic/{topic.pk}/editions/1/review/"
    for _ in range(2):
        reviewer.post(page, REVIEWER | {"languages": ["en"]})
    assert TopicReview.objects.count() == 1
    reviewer.post(page, REVIEWER | {"languages": ["en"], "next_on": "2027-05-01"})
    assert TopicReview.objects.count() == 2


@pytest.mark.parametrize("number", ["0", "99", "9" * 40])
def test_an_edition_that_is_not_there_is_not_reviewed(reviewer, topic, number):
    page = f"/admin/services/topic/{topic.pk}/editions/{number}/review/"
    assert reviewer.get(page).status_code == 404


def test_what_families_no_longer_read_is_not_confirmed(reviewer, topic):
    change(topic)
    publish(topic)
    page = f"/admin/services/topic/{topic.pk}/editions/1/review/"
    answer = reviewer.post(page, REVIEWER | {"languages": ["en"]}, follow=True)
    assert "Families read another edition by now" in answer.content.decode()
    assert not TopicReview.objects.exists()


def test_reviewers_see_small_corrections_of_pages_that_nobody_confirmed(reviewer, topic):
    publish(topic, small=True)
    assert "Small correction, edition 2" in reviewer.get("/admin/reviews/").content.decode()


def test_a_name_that_nobody_sees_is_none(reviewer, topic):
    page = f"/admin/services/topic/{topic.pk}/editions/1/review/"
    sent = REVIEWER | {"languages": ["en"], "name": "\u200b"}
    assert "Name: This field is required." in reviewer.post(page, sent).content.decode()


def test_a_draft_that_was_confirmed_and_not_published_says_nothing_of_the_page(client, topic):
    confirm(topic)
    before = topic.content()
    change(topic)
    confirm(topic, edition=topic.keep(topic.content(), None, "Never published"))
    topic.restore(before)
    topic.sections.filter(pk=topic.sections.last().pk).update(heading_en="Mended")
    publish(topic, small=True)
    assert "Changed since" not in line(client)


def test_the_list_of_reviews_says_which_pages_wait_most(reviewer, topic):
    for page in Topic.objects.all():
        confirm(page)
    overdue = Topic.objects.get(address="adhd")
    confirm(overdue, reviewed_on=date(2020, 1, 1), next_on=date(2021, 1, 1))
    TopicReview.objects.filter(edition__draft=overdue, next_on__gt=timezone.now()).delete()
    change(topic)
    publish(topic)
    rows = BeautifulSoup(reviewer.get("/admin/reviews/").content, "lxml").select("li b")
    assert [row.get_text() for row in rows][:2] == [overdue.title_en, topic.title_en]
    assert "overdue since" in reviewer.get("/admin/reviews/").content.decode()


def test_an_editor_is_told_of_pages_that_are_overdue(client, staff, topic):
    client.force_login(staff("content editor"))
    assert "overdue for a review" not in client.get("/admin/").content.decode()
    confirm(topic, reviewed_on=date(2020, 1, 1), next_on=date(2021, 1, 1))
    assert "1 page overdue for a review" in client.get("/admin/").content.decode()
    assert client.get("/admin/reviews/").status_code == 200


# The weekly e-mail ------------------------------------------------------------------------------


@pytest.fixture
def owners(staff):
    people = [staff("content editor"), staff("manager")]
    for number, person in enumerate(people):
        User.objects.filter(pk=person.pk).update(email=f"person{number}@example.org")
    owner, deputy = people
    return PageOwners.objects.create(id=1, owner=owner, deputy=deputy)


@pytest.fixture
def at(monkeypatch):
    """An hour of New Jersey, of a Monday to begin with."""

    def set_to(day=7, hour=9):
        moment = datetime(2030, 1, day, hour, tzinfo=ZoneInfo("America/New_York"))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to()
    return set_to


def overdue(topic):
    confirm(topic, reviewed_on=date(2020, 1, 1), next_on=date(2021, 1, 1))


def test_owner_and_deputy_are_told_once_a_week_what_is_overdue(owners, topic, at):
    assert send_weekly() == 0  # nothing waits
    overdue(topic)
    at(8)
    assert (send_weekly(), send_weekly()) == (1, 0)
    [told] = mail.outbox
    assert told.to == ["person0@example.org", "person1@example.org"]
    assert f"Overdue:\n- {topic.title_en}\n" in told.body
    assert "/admin/reviews/" in told.body
    assert topic.title_en not in told.subject
    at(9)
    assert send_weekly() == 0
    at(14)
    assert send_weekly() == 1


@pytest.mark.parametrize(
    ("day", "hour"), [(7, 6), (5, 9), (1, 9)], ids=["early", "Saturday", "New Year"]
)
def test_the_weekly_mail_waits_for_the_morning_of_a_working_day(owners, topic, at, day, hour):
    overdue(topic)
    at(day, hour)
    assert send_weekly() == 0


def test_a_weekly_mail_that_fails_is_tried_again_the_next_day(owners, topic, at, settings):
    overdue(topic)
    settings.EMAIL_BACKEND = "tests.no_such_backend"
    assert send_weekly() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_weekly() == 0
    at(8)
    assert send_weekly() == 1


def test_who_left_gets_no_weekly_mail(owners, topic, at):
    overdue(topic)
    User.objects.update(is_active=False)
    assert (send_weekly(), mail.outbox) == (0, [])


def test_a_person_with_both_roles_does_not_confirm_for_themselves(client, staff, topic):
    both = staff("content editor")
    both.groups.add(Group.objects.get(name="clinical reviewer"))
    client.force_login(both)
    change(topic)
    changes = f"/admin/services/topic/{topic.pk}/changes/"
    client.post(changes, form_of(client.get(changes)) | {"why": "Mine", "keep": ""})
    page = f"/admin/services/topic/{topic.pk}/editions/2/review/"
    client.post(page, REVIEWER | {"languages": ["en", "es"]})
    assert TopicReview.objects.count() == 2
    sent = client.post(changes, form_of(client.get(changes)) | {"why": "Mine", "publish": ""})
    assert "A clinical reviewer confirms this" in sent.content.decode()
    assert topic.live_edition().number == 1


def test_two_years_is_the_longest_a_review_holds(topic):
    review = TopicReview(edition=topic.live_edition(), language="en", name="Ana")
    review.next_on = review.reviewed_on + timedelta(days=2 * 365)
    review.clean()
    review.next_on = review.reviewed_on + timedelta(days=3 * 365)
    with pytest.raises(ValidationError, match="two years"):
        review.clean()


def test_whatever_somebody_wrote_runs_nowhere(client, admin_client, topic):
    script = "</script><script>alert(1)</script>"
    Topic.objects.filter(pk=topic.pk).update(title_en=script, summary_en=script)
    topic.refresh_from_db()
    publish(topic)
    signed = {"name": script, "credential": script, "role_en": script, "role_es": script}
    confirm(topic, **signed)
    topic.keep(topic.content(), None, script, review_wanted=True)
    pages = f"/admin/services/topic/{topic.pk}"
    for path in (
        *(f"{pages}/{page}/" for page in ("change", "changes", "editions", "preview", "history")),
        *(f"{pages}/editions/{page}/" for page in ("1", "2", "3", "3/review")),
        *("/admin/", "/admin/reviews/", AUTISM, f"/es{AUTISM}", f"{AUTISM}?draft=3"),
    ):
        answer = admin_client.get(path)
        assert (answer.status_code, "<script>alert" in answer.content.decode()) == (200, False)
    changes = form_of(admin_client.get(f"{pages}/changes/"))
    for button in ("keep", "publish"):
        sent = changes | {"why": script, "small": "on", button: ""}
        told = admin_client.post(f"{pages}/changes/", sent, follow=True)
        assert "<script>alert" not in told.content.decode()
