"""The file of referrals: who may make it, what it says of itself, and that it does no harm."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from referrals import encryption
from referrals.board.export import COLUMNS, PERSONAL_COLUMNS, neutralized
from referrals.models import Look, Referral
from services.models import CareManagementOrganization
from tests.factories import make_referral, make_request_at_work, works_for
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/desk/export/"
FEW = {"columns": ["reference", "county"], "reason": "report"}
ALL = {"columns": list(COLUMNS), "personal": list(PERSONAL_COLUMNS), "reason": "supervision"}


@pytest.fixture
def dana(client):
    """Signed in, and may export."""
    user = User.objects.create_user("dana", first_name="Dana", last_name="Ito", is_staff=True)
    works_for(user)
    user.user_permissions.set(Permission.objects.filter(codename="export_referral"))
    client.force_login(user)
    return user


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def exported(client, **answers) -> list[dict[str, str]]:
    """The referrals in the file, each by the labels of the columns."""
    _about, labels, *rows = rows_of(client.post(PAGE, FEW | answers))
    return [dict(zip(labels, row, strict=True)) for row in rows]


# Who may ----------------------------------------------------------------------------------


def test_nobody_exports_without_the_permission(client):
    assert client.get(PAGE).status_code == 302
    user = User.objects.create_user("dana", is_staff=True)
    user.user_permissions.set(Permission.objects.exclude(codename="export_referral"))
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, FEW).status_code == 403
    assert not Look.objects.exists()


def test_nobody_exports_what_they_may_not_see(client, dana):
    bergen = CareManagementOrganization.objects.get(counties="bergen")
    works_for(dana, bergen)
    make_referral(county_id="essex")
    make_referral(county_id="bergen")
    assert [row["County"] for row in exported(client)] == ["Bergen"]


def test_an_export_is_kept_with_its_reason_before_the_first_row_is_sent(client, dana):
    response = client.post(PAGE, FEW)
    look = Look.objects.get()
    assert (look.person, look.what, look.reason, look.referral) == (
        dana,
        "exported",
        "report",
        None,
    )
    response.close()


# The form ---------------------------------------------------------------------------------


def test_no_personal_column_is_chosen_beforehand(client, dana):
    page = BeautifulSoup(client.get(PAGE).content, "lxml")
    assert len(page.select("[name=columns][checked]")) == len(COLUMNS)
    assert len(page.select("[name=personal]")) == len(PERSONAL_COLUMNS)
    assert page.select("[name=personal][checked]") == []


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"reason": ""}, "Choose why you need this file."),
        ({"reason": "curiosity"}, "Select a valid choice."),
        ({"columns": [], "personal": []}, "Choose at least one column."),
        ({"columns": ["password"]}, "Select a valid choice."),
        ({"status": "lost"}, "Select a valid choice."),
        ({"from": "2026-13-01"}, "Enter a day as year-month-day"),
        ({"from": "2026-09-02", "to": "2026-09-01"}, "Enter a day that is not before “From”."),
    ],
    ids=str,
)
def test_a_mistake_is_answered_with_what_to_do_and_nothing_is_lost(client, dana, answers, told):
    answers = {"columns": ["county"], "personal": ["message"], "reason": "report"} | answers
    response = client.post(PAGE, answers)
    page = BeautifulSoup(response.content, "lxml")
    assert response.status_code == 422
    assert told in page.get_text()
    for name in ("columns", "personal"):
        ticked = [box["value"] for box in page.select(f"[name={name}][checked]")]
        assert ticked == [value for value in answers[name] if value != "password"]
    for name in {"from", "to"} & answers.keys():
        assert page.select_one(f"[name={name}]")["value"] == answers[name]
    assert not Look.objects.exists()


# The file ---------------------------------------------------------------------------------


def test_the_file_is_a_download_that_nothing_keeps(client, dana):
    response = client.post(PAGE, FEW)
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"referrals-{timezone.localdate()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue().startswith(b"\xef\xbb\xbf")


def test_the_file_says_who_made_it_when_why_and_with_how_many_columns(client, dana):
    about = rows_of(client.post(PAGE, FEW))[0]
    made = timezone.localtime(Look.objects.get().at).strftime("%Y-%m-%d %H:%M")
    reason = "A report that has been approved"
    assert about == ["Made by", "Dana Ito", "on", made, "Reason", reason, "Columns", "2"]


def test_the_file_has_the_columns_that_were_chosen(client, dana):
    referral = make_referral()
    [row] = exported(client, columns=["reference"], personal=["phone"])
    assert row == {"Reference": str(referral), "Phone": "201-555-0123"}


def test_every_column_says_what_the_referral_says(client, dana):
    tried = datetime(2026, 9, 8, 16, 30, tzinfo=UTC)
    referral = make_referral(
        received_at=datetime(2026, 9, 7, 16, tzinfo=UTC),
        due_on="2026-09-09",
        status="closed",
        close_reason="declined",
        concerns=["autism", "adhd"],
        first_tried_at=tried,
        tries=2,
        assigned_to=dana,
        handed_to=CareManagementOrganization.objects.get(counties="bergen"),
        preferred_language="other",
        language_other="Tagalog",
        email="rosa@example.org",
        best_time="evening",
        child_first_name="M.",
        message="Haircuts\nare hard.",
        family_name="Ana Díaz",
        family_knows=True,
        second_phone="9735550124",
        leave_message="first_name",
        contact_notes="Use relay.",
    )
    [row] = exported(client, **ALL)
    assert row == {
        "Reference": str(referral),
        "Received": "2026-09-07 12:00",
        "To be answered by": "2026-09-09",
        "How it came": "On the site",
        "Status": "Closed",
        "Reason for closing": "Family declined",
        "County": "Essex",
        "Care management organization": referral.handed_to.name,
        "Child’s age": "6 to 8",
        "Concerns": "Autism; ADHD, attention",
        "Preferred language": "Another",
        "First try": "2026-09-08 12:30",
        "Tries": "2",
        "Taken by": "dana",
        "Caregiver’s name": "Rosa Núñez",
        "Relationship": "Parent",
        "Family to call": "Ana Díaz",
        "The family knows": "yes",
        "Contact method": "Call me",
        "Phone": "201-555-0123",
        "Second phone": "973-555-0124",
        "E-mail": "rosa@example.org",
        "Best time": "Evening",
        "May we leave a message": "Only a first name and a number",
        "What makes it easier": "Use relay.",
        "Other language": "Tagalog",
        "Child’s first name": "M.",
        "Message": "Haircuts\nare hard.",
    }


def test_what_is_erased_leaves_empty_cells(client, dana):
    make_referral(status="closed", message="Haircuts are hard.").empty()
    [row] = exported(
        client, columns=["child_age", "language", "taken_by"], personal=ALL["personal"]
    )
    assert set(row.values()) == {""}
    assert len(row) == 3 + len(PERSONAL_COLUMNS)


def test_suspected_spam_is_left_out(client, dana):
    make_referral(suspected=True)
    assert exported(client) == []


def test_only_the_status_that_was_chosen_is_exported(client, dana):
    make_referral()
    closed = make_referral(status="closed")
    assert [row["Reference"] for row in exported(client, status="closed")] == [str(closed)]


def test_only_what_was_received_on_the_days_that_were_chosen_is_exported(client, dana):
    one, two, three = [
        str(make_referral(received_at=datetime(2026, 9, day, 16, tzinfo=UTC))) for day in (7, 8, 9)
    ]
    for dates, expected in (
        ({"from": "2026-09-08"}, [two, three]),
        ({"to": "2026-09-08"}, [one, two]),
        ({"from": "2026-09-08", "to": "2026-09-08"}, [two]),
    ):
        assert [row["Reference"] for row in exported(client, **dates)] == expected


@pytest.mark.parametrize("answers", [FEW, ALL], ids=["few columns", "all columns"])
@pytest.mark.parametrize("referrals", [3, 30])
def test_an_export_costs_the_same_queries_however_many_rows(client, dana, answers, referrals):
    for number in range(referrals):
        make_request_at_work(number)
    # Session, person, permissions, profile, look, rows.
    assert queries_of(client, PAGE, answers) == 9


def test_what_was_not_chosen_is_not_decrypted(client, dana, monkeypatch):
    make_referral()
    monkeypatch.setattr(encryption, "unseal", lambda *_: pytest.fail("decrypted"))
    assert len(exported(client, columns=list(COLUMNS))) == 1


# Cells ------------------------------------------------------------------------------------


def test_what_a_family_wrote_is_inert(client, dana):
    make_referral(caregiver_name="=cmd|'/c calc'!A0", message="<script>alert(1)</script>,\n=1+1")
    response = client.post(PAGE, FEW | {"columns": [], "personal": ["caregiver_name", "message"]})
    _about, _labels, row = rows_of(response)
    assert row == ["'=cmd|'/c calc'!A0", "<script>alert(1)</script>,\n=1+1"]
    assert not response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("  =1", "'  =1"),
        ("\u200b=1", "'\u200b=1"),
        ("\n=1", "'\n=1"),
        ("\t=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\rRosa", "'Rosa"),
        ("\tRosa", "'Rosa"),
        ("\x7fRosa", "'Rosa"),
        ("Ro\x1bsa\r\nNúñez", "Rosa\nNúñez"),
        ("Rosa = Núñez-Ito", "Rosa = Núñez-Ito"),
        ("", ""),
        (7, "7"),
    ],
    ids=repr,
)
def test_a_cell_is_read_and_never_run(text, cell):
    assert neutralized(text) == cell


@given(st.text(st.sampled_from("=+-@＝ \t\r\n\x00\x1b\x85\xa0\u200b\u2028'\"a,")))
def test_no_cell_begins_like_a_formula_or_holds_a_control_character(text):
    cell = neutralized(text)
    assert cell.strip("\u200b" + " \n\xa0\u2028")[:1] not in set("=+-@＝")
    assert not set(cell) & set("\t\r\x00\x1b\x85")


# Many rows --------------------------------------------------------------------------------


def make_copies(count: int) -> None:
    """Copies of the one referral there is, made by the database itself: in seconds."""
    copied = {field.column for field in Referral._meta.concrete_fields} - {"id", "reference"}
    columns = ", ".join(sorted(copied))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE copy(number) AS (
                SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < %s
            )
            INSERT INTO referrals_referral (reference, {columns})
            SELECT substr(cast(100000000 + number AS varchar(9)), 2), {columns}
            FROM referrals_referral, copy
            """,
            [count],
        )


def test_a_hundred_thousand_rows_take_no_more_memory_than_a_few(client, dana):
    make_referral()
    make_copies(100_000)
    response = client.post(PAGE, FEW | {"columns": ["reference", "tries"]})
    tracemalloc.start()
    try:
        lines = sum(chunk.count(b"\r\n") for chunk in response)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines == 2 + 100_001
    assert most < 15_000_000, most  # held all at once they would be four times as much


def test_what_follows_a_semicolon_is_no_cell_of_its_own(client, dana):
    make_referral(caregiver_name="a;=1+1", message="\u00ad=1+1")
    answers = ALL | {"reason": "report"}
    text = b"".join(client.post("/admin/desk/export/", answers).streaming_content).decode()
    assert '"a;=1+1"' in text
    assert '"\'\u00ad=1+1"' in text
    look = Look.objects.get()
    assert "personal: Caregiver’s name" in look.detail
