"""What staff see of the numbers; what goes to the board singles nobody out."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals.board.hiding import hidden_alone
from referrals.board.numbers import CONCERNS, Numbers, groups_of
from referrals.models import Referral
from referrals.models.answers import Concern
from referrals.models.queries import start_of
from services.models import CareManagementOrganization, County
from tests.factories import make_referral, referral_fields, works_for
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/desk/numbers/"
MONDAY = date(2026, 9, 7)
NOON = datetime(2026, 9, 7, 16, tzinfo=UTC)
WEEK = {"from": "2026-09-07", "to": "2026-09-13"}


@pytest.fixture
def person(client):
    """person("view_referral") is signed in, and may do that and nothing else."""

    def make(*codenames):
        user = User.objects.create_user("dana", is_staff=True)
        works_for(user)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return user

    return make


def receive(count, **changes):
    changes = {"received_at": timezone.now()} | changes
    fields = referral_fields(phone="", email="a@example.org", contact_method="email", **changes)
    fields |= {"email_hash": "0" * 64}
    Referral.objects.bulk_create(Referral(**fields) for _ in range(count))


def receive_in_each_county(count):
    counties = list(County.objects.all())
    for number in range(count):
        receive(1, county=counties[number % len(counties)])


def charts_for(user) -> BeautifulSoup:
    template = Template("{% load numbers %}{% referral_charts user %}")
    return BeautifulSoup(template.render(Context({"user": user})), "html.parser")


def rows_of(soup, title) -> dict[str, str]:
    """Group → what is shown of it, as in the table with this caption."""
    caption = next(one for one in soup.select("caption") if one.get_text().startswith(title))
    return {
        row.th.get_text(): row.td.get_text()
        for row in caption.find_parent("table").select("tbody tr")
    }


def table_of(client, title, **dates) -> dict[str, str]:
    page = client.get(PAGE, WEEK | dates)
    assert page.status_code == 200
    return rows_of(BeautifulSoup(page.content, "lxml"), title)


def counted(first=MONDAY, last=MONDAY + timedelta(days=6), exact=True) -> Numbers:
    return Numbers(Referral.objects.all(), first, last, exact)


def shown(table) -> dict[str, str]:
    return {group.label: group.shown for group in table.groups}


# What is counted --------------------------------------------------------------------------


def test_a_referral_counts_on_its_day_in_new_jersey():
    make_referral(received_at=datetime(2026, 9, 14, 3, 59, tzinfo=UTC))  # Sunday, 11:59 p.m.
    make_referral(received_at=datetime(2026, 9, 14, 4, 0, tzinfo=UTC))
    assert shown(counted().by_week()) == {"Sep 7, 2026": "1"}


def test_what_became_of_requests_is_counted_and_of_three_outcomes_by_language():
    closed = {"received_at": NOON, "status": "closed"}
    make_referral(**closed, close_reason="connected")
    make_referral(received_at=NOON, status="connected", preferred_language="en")
    make_referral(**closed, close_reason="declined")
    make_referral(**closed, close_reason="not_reached", preferred_language="en")
    make_referral(**closed, close_reason="not_for_us")
    make_referral(**closed, close_reason="duplicate")
    make_referral(received_at=NOON)
    assert shown(counted().by_outcome()) == {
        "Connected": "2",
        "Declined": "1",
        "Not reached": "1",
        "Ended otherwise": "1",
        "Still open": "1",
    }
    connected, declined, not_reached = counted().outcomes_by_language()
    assert connected.title == "Connected, by language"
    assert shown(connected) == {"English": "1", "Spanish": "1", "Another": "0", "Erased": "0"}
    assert shown(declined)["Spanish"] == shown(not_reached)["English"] == "1"


def test_the_page_for_the_board_begins_with_outcomes_and_hides_small_ones(person, client):
    person("view_referral")
    receive(12, received_at=NOON, status="connected")
    receive(3, received_at=NOON)
    page = client.get(PAGE, WEEK).content.decode()
    assert page.index("Outcomes") < page.index("By week")
    outcomes = table_of(client, "Outcomes")
    assert (outcomes["Connected"], outcomes["Still open"]) == ("not shown", "fewer than 10")


def test_weeks_without_a_referral_and_parts_of_weeks_are_told():
    make_referral(received_at=NOON)
    table = counted(first=date(2026, 9, 2), last=date(2026, 9, 21)).by_week()
    assert shown(table) == {
        "Aug 31, 2026 (part)": "0",
        "Sep 7, 2026": "1",
        "Sep 14, 2026": "0",
        "Sep 21, 2026 (part)": "0",
    }


def test_a_referral_counts_for_each_of_its_concerns():
    make_referral(received_at=NOON, concerns=["autism", "adhd"])
    make_referral(received_at=NOON, concerns=["autism"])
    make_referral(received_at=NOON, concerns=[])
    concerns = shown(counted().by_concern())
    assert (concerns["Autism"], concerns["ADHD"], concerns["None ticked"]) == ("2", "1", "1")
    assert concerns["Behavior"] == "0"


def test_every_concern_has_a_name_in_the_charts():
    assert set(CONCERNS) == set(Concern.values)


def test_what_is_erased_counts_and_has_no_language():
    make_referral(received_at=NOON, status="closed").empty()
    make_referral(received_at=NOON)
    languages = shown(counted().by_language())
    assert languages == {"Erased": "1", "Spanish": "1", "Another": "0", "English": "0"}


def test_suspected_spam_does_not_count():
    make_referral(received_at=NOON, suspected=True)
    assert shown(counted().by_county()) == {}


def test_the_time_to_the_first_call_is_the_median_of_each_language():
    for hours in (1, 27, 30):
        make_referral(received_at=NOON, first_tried_at=NOON + timedelta(hours=hours))
    make_referral(
        received_at=NOON, first_tried_at=NOON + timedelta(hours=3), preferred_language="en"
    )
    make_referral(received_at=NOON)
    times = counted().time_to_first_call()
    assert shown(times) == {
        "All": "15 h",
        "English": "3 h",
        "Spanish": "1 d 3 h",
        "Another": "–",
        "Erased": "–",
    }
    assert shown(counted().tried())["Spanish"] == "3"


def test_in_time_is_a_first_try_on_the_due_day_or_before_and_what_may_still_come_does_not_count():
    in_time = datetime(2026, 9, 10, 3, 30, tzinfo=UTC)  # still the 9th in New Jersey
    due = {"received_at": NOON, "due_on": date(2026, 9, 9)}
    for tried in (in_time, in_time, in_time + timedelta(hours=1)):
        make_referral(**due, first_tried_at=tried)
    make_referral(**due | {"due_on": timezone.localdate() - timedelta(days=1)})
    make_referral(**due | {"due_on": timezone.localdate()})
    assert shown(counted().share_in_time()) == {
        "In time": "2",
        "Late": "2",
        "Share in time, percent": "50",
    }


def test_what_nobody_was_to_call_is_not_late():
    due = {"received_at": NOON, "due_on": date(2026, 9, 9), "status": "closed"}
    for reason in ("spam", "withdrawn", "declined"):
        make_referral(**due, close_reason=reason)
    assert shown(counted().share_in_time())["Late"] == "1"


# What is hidden ---------------------------------------------------------------------------


def hidden(**counts) -> list[str]:
    return [group.shown for group in groups_of(counts, hidden_alone(counts))]


def test_a_group_of_one_to_nine_is_fewer_than_ten_and_none_is_none():
    assert hidden(a=0, b=1, c=9, d=10, e=11) == ["0", "fewer than 10", "fewer than 10", "10", "11"]


def test_one_small_group_alone_takes_the_next_one_with_it():
    assert hidden(a=30, b=12, c=3) == ["30", "not shown", "fewer than 10"]


@pytest.mark.parametrize("small", [1, 9])
def test_small_groups_that_their_sum_would_give_away_take_one_with_them(small):
    assert hidden(a=30, b=small, c=small) == ["not shown", "fewer than 10", "fewer than 10"]


def test_a_supervisor_s_numbers_are_exact():
    assert [group.shown for group in groups_of({"a": 3, "b": 0})] == ["3", "0"]


def test_a_first_call_before_the_request_by_a_clock_set_back_took_no_time():
    make_referral(received_at=NOON, first_tried_at=NOON - timedelta(hours=3))
    assert shown(counted().time_to_first_call())["All"] == "0 h"


def test_a_median_of_few_families_is_not_shown():
    for language, count in (("es", 9), ("en", 10)):
        tried = NOON + timedelta(hours=5)
        receive(count, received_at=NOON, first_tried_at=tried, preferred_language=language)
    times = shown(counted(exact=False).time_to_first_call())
    assert (times["Spanish"], times["English"], times["All"]) == ("not shown", "5 h", "5 h")


def test_a_share_that_would_tell_how_few_were_late_is_not_shown():
    for hours, count in ((1, 30), (99, 2)):
        tried = NOON + timedelta(hours=hours)
        receive(count, received_at=NOON, first_tried_at=tried, due_on=date(2026, 9, 8))
    assert shown(counted(exact=False).share_in_time()) == {
        "In time": "not shown",
        "Late": "fewer than 10",
        "Share in time, percent": "not shown",
    }


def receive_ends(connected=0, declined=0, not_reached=0, still_open=0, **changes):
    """So many of a language, called in time."""
    common = {"received_at": NOON, "due_on": date(2026, 9, 8), "first_tried_at": NOON} | changes
    receive(connected, status="connected", **common)
    for reason, number in (("declined", declined), ("not_reached", not_reached)):
        receive(number, status="closed", close_reason=reason, **common)
    receive(still_open, status="in_touch", **common)


def told() -> dict[str, dict[str, str]]:
    """All that the board is shown, by table and group."""
    numbers = counted(exact=False)
    tables = [numbers.by_outcome(), numbers.by_language(), *numbers.outcomes_by_language()]
    return {table.title: shown(table) for table in [*tables, numbers.tried()]}


def test_a_small_outcome_of_a_language_is_not_told_by_what_the_others_leave():
    receive_ends(12, 15, 20, preferred_language="en")
    receive_ends(30, 4, 25, preferred_language="es")
    receive_ends(11, 5, 40, preferred_language="other", language_other="Twi")
    tables = told()
    assert tables["Declined, by language"]["Spanish"] == "fewer than 10"
    # All of Spanish less two of three outcomes would be the third one: each family has one.
    row = [tables[f"{one}, by language"]["Spanish"] for one in ("Connected", "Not reached")]
    assert "not shown" in [*row, tables["By language"]["Spanish"]]


def test_what_no_table_tells_is_not_told_by_what_the_tables_leave():
    receive_ends(12, 15, 20, still_open=3, preferred_language="en")
    receive_ends(12, 15, 20, still_open=30, preferred_language="es")
    tables = told()
    row = [tables[f"{one}, by language"]["English"] for one in ("Connected", "Declined")]
    row += [tables["Not reached, by language"]["English"], tables["By language"]["English"]]
    assert "not shown" in row


def test_who_was_not_called_yet_is_not_told_by_all_less_who_was():
    receive_ends(30, preferred_language="en")
    receive_ends(30, preferred_language="es")
    receive(2, received_at=NOON, preferred_language="es")
    tables = told()
    both = tables["By language"]["Spanish"], tables["Called at least once, by language"]["Spanish"]
    assert "not shown" in both


def test_large_numbers_hide_nothing_and_a_table_without_small_ones_stays_whole():
    for language in ("en", "es"):
        receive_ends(12, 15, 20, still_open=30, preferred_language=language)
    words = [word for rows in told().values() for word in rows.values()]
    assert {"not shown", "fewer than 10"} & set(words) == set()


# The charts of the start page -------------------------------------------------------------


def test_the_charts_name_the_five_largest_counties_and_the_others_together(person):
    user = person("view_referral")
    counties = ["essex", "bergen", "camden", "hudson", "union", "ocean", "salem"]
    for count, county in zip(range(17, 10, -1), counties, strict=True):
        receive(count, county_id=county)
    rows = rows_of(charts_for(user), "By county")
    assert list(rows.items())[4:] == [("Union", "13"), ("Other (2)", "23")]


def test_a_sixth_county_is_named_and_not_called_other(person):
    user = person("view_referral")
    for county in ["essex", "bergen", "camden", "hudson", "union", "salem"]:
        receive(1, county_id=county)
    assert "Salem" in rows_of(charts_for(user), "By county")


def test_each_chart_says_in_words_what_its_table_says(person):
    user = person("view_referral")
    receive(12, concerns=["autism", "behavior"])
    charts = charts_for(user)
    for figure in charts.select("figure"):
        drawing = figure.select_one("svg[role=img]")
        title = figure.caption.get_text()
        for label, number in rows_of(figure, title).items():
            assert f"{label}: {number}" in drawing["aria-label"]
    assert len(charts.select("figure")) == 3


def test_the_charts_go_back_thirty_days_and_twelve_weeks(person):
    user = person("view_referral")
    today = timezone.localdate()
    noon = start_of(today) + timedelta(hours=12)
    receive(1, county_id="essex", received_at=noon - timedelta(days=29))
    receive(2, county_id="bergen", received_at=noon - timedelta(days=30))
    receive(4, received_at=noon - timedelta(days=today.weekday() + 77))
    receive(8, received_at=noon - timedelta(days=today.weekday() + 78))
    charts = charts_for(user)
    weeks = list(rows_of(charts, "By week").values())
    assert rows_of(charts, "By county") == {"Essex": "1"}
    assert (len(weeks), weeks[0], sum(map(int, weeks))) == (12, "4", 7)


def test_the_charts_of_the_start_page_hide_no_number_from_who_may_open_each_row(person):
    user = person("view_referral")
    receive(4, county_id="salem", concerns=["adhd"])
    assert rows_of(charts_for(user), "By county") == {"Salem": "4"}


def test_a_hidden_number_is_nowhere_on_the_page_and_its_bar_is_as_long_as_any_other(person, client):
    person("view_referral")
    drawings = set()
    for further in (4, 3):  # 4, then 7
        receive(further, received_at=NOON, county_id="salem", concerns=["adhd"])
        page = BeautifulSoup(client.get(PAGE, WEEK).content, "lxml")
        assert rows_of(page, "By county") == {"Salem": "fewer than 10"}
        assert rows_of(page, "By concern")["ADHD"] == "fewer than 10"
        drawings.add(str(page.select("figure")))
    assert len(drawings) == 1


def test_without_the_permission_there_are_no_charts(person):
    receive(12)
    assert charts_for(person("export_referral")).get_text().strip() == ""


def test_the_charts_count_what_this_person_may_see(person):
    user = person("view_referral")
    bergen = CareManagementOrganization.objects.get(counties="bergen")
    works_for(user, bergen)
    receive(1, county_id="essex")
    receive(2, county_id="bergen")
    assert rows_of(charts_for(user), "By county") == {"Bergen": "2"}


@pytest.mark.parametrize("referrals", [3, 30])
def test_the_charts_cost_five_queries_however_many_referrals_there_are(person, referrals):
    user = User.objects.get(pk=person("view_referral").pk)
    receive_in_each_county(referrals)
    with CaptureQueriesContext(connection) as queries:
        charts_for(user)
    assert len(queries) == 5


# The page for the board -------------------------------------------------------------------


@pytest.mark.parametrize("referrals", [3, 30])
def test_the_page_and_its_file_cost_six_queries_however_many_referrals_there_are(
    person, client, referrals
):
    person("view_referral")
    receive_in_each_county(referrals)
    assert queries_of(client, PAGE) == 6
    assert queries_of(client, "/admin/desk/numbers.csv") == 6


def test_nobody_sees_the_numbers_without_the_permission(person, client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    person("export_referral")
    for path in (PAGE, "/admin/desk/numbers.csv"):
        assert client.get(path).status_code == 403


def test_the_page_shows_the_last_twelve_weeks_and_this_one(person, client):
    person("view_referral")
    page = BeautifulSoup(client.get(PAGE).content, "lxml")
    today = timezone.localdate()
    assert page.select_one("#id_to")["value"] == today.isoformat()
    assert page.select_one("#id_from")["value"] == str(
        today - timedelta(days=today.weekday(), weeks=12)
    )
    assert len(rows_of(page, "By week")) == 13


def test_the_page_counts_the_days_that_were_chosen_both_included(person, client):
    person("view_referral")
    for days in (-1, 0, 6, 7):
        receive(5, received_at=NOON + timedelta(days=days))
    assert table_of(client, "By county") == {"Essex": "10"}


def test_the_page_counts_what_this_person_may_see(person, client):
    user = person("view_referral")
    bergen = CareManagementOrganization.objects.get(counties="bergen")
    works_for(user, bergen)
    for county in ("essex", "bergen"):
        receive(10, received_at=NOON, county_id=county)
    assert table_of(client, "By county") == {"Bergen": "10"}


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ({"from": "yesterday"}, "Enter a day as year-month-day"),
        ({"to": ""}, "Enter a day as year-month-day"),
        ({"to": "9999-12-31"}, "Enter a day as year-month-day"),
        ({"to": "2026-09-06"}, "Enter a day that is not before “From”."),
        ({"to": "2027-09-08"}, "Choose at most 366 days."),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [PAGE, "/admin/desk/numbers.csv"])
def test_wrong_dates_are_answered_with_what_to_do_and_kept(person, client, path, dates, told):
    person("view_referral")
    response = client.get(path, WEEK | dates)
    page = BeautifulSoup(response.content, "lxml")
    assert response.status_code == 422
    assert told in page.get_text()
    for name, value in (WEEK | dates).items():
        assert page.select_one(f"[name={name}]").get("value", "") == value


def test_a_leap_year_of_days_is_not_too_many(person, client):
    person("view_referral")
    assert client.get(PAGE, WEEK | {"to": "2027-09-07"}).status_code == 200


def test_few_families_are_not_told_apart_on_the_page(person, client):
    person("view_referral")
    receive(3, received_at=NOON)
    assert table_of(client, "By county") == {"Essex": "fewer than 10"}
    assert table_of(client, "By week") == {"Sep 7, 2026": "fewer than 10"}


def test_the_numbers_come_as_csv_for_the_same_days_and_hide_the_same(person, client):
    person("view_referral")
    tried = NOON + timedelta(hours=27)
    receive(12, received_at=NOON, first_tried_at=tried)
    receive(3, received_at=NOON, county_id="salem")
    receive(99, received_at=NOON - timedelta(days=1))
    link = BeautifulSoup(client.get(PAGE, WEEK).content, "lxml").select_one("a[href*='.csv']")
    response = client.get(link["href"])
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["table", "group", "number"]
    assert ["By county", "Salem", "fewer than 10"] in rows
    assert ["By county", "Essex", "not shown"] in rows
    assert ["Time to first call, by language, in hours", "Spanish", "27.0"] in rows
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in response["Cache-Control"]


def test_no_name_is_among_the_numbers(person, client):
    person("view_referral")
    make_referral(caregiver_name="Rosa Núñez", received_at=NOON)
    for path in (PAGE, "/admin/desk/numbers.csv"):
        assert "Rosa" not in client.get(path, WEEK).getvalue().decode()
