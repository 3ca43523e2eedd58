"""Facts are live at once; their history shows each change, and the way back."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from services.models import (
    Box,
    CareManagementOrganization,
    ContactDetails,
    County,
    Door,
    FactVersion,
    FirstCall,
    FixedText,
    Script,
    Sign,
    Situation,
    Synonyms,
    Term,
    UrgentSign,
)
from tests.staff_pages import form_of

pytestmark = pytest.mark.django_db

FACTS = [
    (Box, "title_en"),
    (CareManagementOrganization, "hours"),
    (ContactDetails, "email"),
    (Door, "words_en"),
    (FirstCall, "phone"),
    (FixedText, "text_en"),
    (Sign, "text_es"),
    (Situation, "situation_es"),
    (Synonyms, "words"),
    (Term, "meaning_en"),
    (UrgentSign, "advice_es"),
]
VALUES = {"email": "new@example.org", "phone": "609-555-0142", "words": "new, newer"}


@pytest.fixture
def boss(client, staff):
    client.force_login(staff())
    return client


def page_of(row, page="change") -> str:
    kind = row._meta
    return f"/admin/{kind.app_label}/{kind.model_name}/{row.pk}/{page}/"


def save(client, row, **changes):
    path = page_of(row)
    answer = client.post(path, form_of(client.get(path)) | changes)
    assert answer.status_code == 302, BeautifulSoup(answer.content, "lxml").get_text(" ")


@pytest.mark.parametrize(("model", "name"), FACTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_change_is_shown_word_by_word_and_taken_back(boss, model, name):
    if model is ContactDetails:
        ContactDetails.objects.update_or_create(id=1, defaults={"email": "old@example.org"})
    row = model.objects.last()
    old = getattr(row, name)
    save(boss, row, **{name: VALUES.get(name, f"{old} Or 911, newly.")})
    history = BeautifulSoup(boss.get(page_of(row, "history")).content, "lxml")
    assert history.select("ins")
    assert "by admin" in history.get_text(" ")
    oldest = history.select("a[href*=version]")[-1]["href"]
    save_as_opened = form_of(boss.get(oldest))
    assert boss.post(page_of(row), save_as_opened).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == old
    assert FactVersion.of(row).count() == 3


def test_what_stood_there_first_is_kept_whoever_wrote_it(boss):
    term = Term.objects.first()
    save(boss, term, meaning_en="Newer words.")
    Term.objects.filter(pk=term.pk).update(meaning_en="From a new version of the site.")
    save(boss, term, meaning_en="Newest words.")
    said = [(one.content["fields"]["meaning_en"], one.made_by) for one in FactVersion.of(term)]
    assert [words for words, _by in said] == [
        "Newest words.",
        "From a new version of the site.",
        "Newer words.",
        term.meaning_en,
    ]
    assert [by is None for _words, by in said] == [False, True, False, True]


def test_saving_a_fact_as_it_is_adds_no_version(boss):
    call = FirstCall.objects.first()
    for _ in range(2):
        save(boss, call)
    assert FactVersion.of(call).count() == 1


def test_a_changed_script_of_a_call_is_in_its_history(boss):
    call = FirstCall.objects.exclude(scripts=None).first()
    save(boss, call, **{"scripts-0-text_en": "“Say it in new words.”"})
    history = BeautifulSoup(boss.get(page_of(call, "history")).content, "lxml")
    assert "new words.”" in " ".join(one.get_text() for one in history.select("ins"))


def test_an_old_version_opens_with_its_scripts_changed_deleted_and_added_ones(boss):
    call = FirstCall.objects.exclude(scripts=None).first()
    Script.objects.filter(call=call).delete()
    for order, age in enumerate(["under_3", "3_to_5"], 1):
        words = {"text_en": f"For {age}", "text_es": f"De {age}"}
        Script.objects.create(call=call, order=order, ages=[age], **words)
    as_it_was = scripts_of(call)
    added = {"ages": ["9_to_12"], "text_en": "A later one", "text_es": "Otro", "order": "3"}
    changes = {
        "scripts-0-text_en": "Changed",
        "scripts-1-DELETE": "on",
        "scripts-TOTAL_FORMS": "3",
        **{f"scripts-2-{name}": value for name, value in added.items()},
    }
    save(boss, call, **changes)
    changed = [("Changed", "De under_3", ["under_3"]), ("A later one", "Otro", ["9_to_12"])]
    assert [one[1:] for one in scripts_of(call)] == changed
    history = BeautifulSoup(boss.get(page_of(call, "history")).content, "lxml")
    opened = form_of(boss.get(history.select("a[href*=version]")[-1]["href"]))
    assert boss.post(page_of(call), opened).status_code == 302
    assert scripts_of(call) == as_it_was


def scripts_of(call) -> list:
    return list(call.scripts.values_list("order", "text_en", "text_es", "ages"))


def test_other_ages_of_a_call_are_in_its_history_by_their_names(boss):
    call = FirstCall.objects.filter(ages=[]).first()
    save(boss, call, ages=["under_3", "3_to_5"])
    history = BeautifulSoup(boss.get(page_of(call, "history")).content, "lxml")
    assert "Under 3" in " ".join(one.get_text() for one in history.select("ins"))


def test_an_old_address_for_requests_comes_back_by_whoever_may_change_it_alone(boss, staff):
    organization = CareManagementOrganization.objects.first()
    save(boss, organization, notice_email="old@example.org")
    save(boss, organization, notice_email="new@example.org", hours="9 to 5")
    old = FactVersion.of(organization)[1]
    editor = Client()
    editor.force_login(staff("content editor"))
    opened = editor.get(page_of(organization), {"version": old.pk})
    assert "old@example.org" not in opened.content.decode()
    assert editor.post(page_of(organization), form_of(opened)).status_code == 302
    organization.refresh_from_db()
    assert (organization.notice_email, organization.hours) == ("new@example.org", "")


@pytest.mark.parametrize("version", ["x", "-1", "9" * 40, "another row’s"])
def test_a_version_that_is_not_of_this_row_is_left_alone(boss, version):
    first, other = County.objects.all()[:2]
    save(boss, other, care_management_organization=CareManagementOrganization.objects.last().pk)
    if version.startswith("another"):
        version = FactVersion.of(other).first().pk
    shown = form_of(boss.get(page_of(first), {"version": version}))
    assert shown["care_management_organization"] == str(first.care_management_organization_id)
