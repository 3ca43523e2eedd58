"""Hours of the day read alike on every page, and as each language writes them."""

import re
import tomllib
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation
from django.utils.formats import date_format

from referrals.models import IntakeSettings, Referral
from tests.referrals.sending import send

ROOT = Path(__file__).parents[2]
OTHER_WAYS = re.compile(r'[gGhH]:i A|:"P"|, P"|\d ?[AP]M\b')


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "lxml").main.get_text().split())


@pytest.mark.parametrize(
    ("language", "hour", "moment"),
    [
        ("en", "9:00 a.m.", "Nov. 30, 2026, 12:05 p.m."),
        ("es", "9:00 a. m.", "30 de noviembre de 2026, 12:05 p. m."),
    ],
)
def test_an_hour_and_a_moment_are_written_as_the_language_has_it(language, hour, moment):
    noon = timezone.localtime(datetime(2026, 11, 30, 17, 5, tzinfo=UTC))
    with translation.override(language):
        assert date_format(time(9), "TIME_FORMAT") == hour
        assert date_format(noon, "DATETIME_FORMAT") == moment


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "hours", "reached"),
    [
        ("", "between 9:00 a.m. and 5:30 p.m.", "at 2:07 p.m."),
        ("/es", "entre las 9:00 a. m. y las 5:30 p. m.", "a las 2:07 p. m."),
    ],
)
def test_a_family_reads_the_hours_of_calls_and_of_its_request_so(
    client, answers, language, hours, reached
):
    IntakeSettings.objects.create(calls_from=time(9), calls_until=time(17, 30))
    send(client, answers)
    assert hours in words(client.get(f"{language}/get-help/thank-you/"))
    afternoon = timezone.localtime().replace(hour=14, minute=7)
    Referral.objects.update(received_at=afternoon)
    assert reached in words(client.get(f"{language}/get-help/"))


@pytest.mark.parametrize("folder", ["templates", "referrals", "services", "njcmo_site"])
def test_no_page_has_a_way_of_its_own_to_write_an_hour(folder):
    files = [one for one in (ROOT / folder).rglob("*") if one.suffix in {".html", ".txt", ".py"}]
    found = [str(one) for one in files if OTHER_WAYS.search(one.read_text())]
    assert found == []


def test_the_spanish_of_the_starter_content_has_a_space_in_them():
    for path in (ROOT / "njcmo_site/starter_content").glob("*.toml"):
        for name, text in texts(tomllib.loads(path.read_text())):
            if name.endswith("_es"):
                assert not re.search(r"\d [ap]\.m\.", text), (path.name, text)


def texts(part, name=""):
    if isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, name)
    elif isinstance(part, str):
        yield name, part
