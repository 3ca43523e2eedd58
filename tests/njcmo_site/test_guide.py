"""The guide of staff: who finds which tasks, and where its links lead."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from njcmo_site.accounts.roles import ROLES
from njcmo_site.guide.tasks import TASKS

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]

OF_FAMILIES = ["next-call"]
OF_REVIEWERS = ["review"]
OF_EDITORS = [task.name for task in TASKS if task.name not in OF_FAMILIES + OF_REVIEWERS]
MAY = {
    "content editor": OF_EDITORS,
    "clinical reviewer": OF_REVIEWERS,
    "intake coordinator": OF_FAMILIES,
    "supervisor": OF_FAMILIES,
    "manager": OF_FAMILIES,
}


def links(response) -> list[str]:
    page = BeautifulSoup(response.content, "lxml")
    return [link["href"] for link in page.select("#content-main a")]


@pytest.mark.parametrize("role", ROLES)
def test_the_guide_lists_what_somebody_may_do_and_opens_nothing_else(client, staff, role):
    client.force_login(staff(role))
    assert links(client.get("/admin/guide/")) == [f"/admin/guide/{name}/" for name in MAY[role]]
    for task in TASKS:
        status = client.get(f"/admin/guide/{task.name}/").status_code
        assert status == (200 if task.name in MAY[role] else 403), task.name


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_the_guide_leads_somewhere(client, staff, role):
    client.force_login(staff(role))
    for task in MAY[role]:
        found = links(client.get(f"/admin/guide/{task}/"))
        assert found
        assert {link: client.get(link).status_code for link in found} == dict.fromkeys(found, 200)


def test_every_page_of_staff_leads_to_the_guide(coordinator):
    page = BeautifulSoup(coordinator.get("/admin/referrals/referral/").content, "lxml")
    assert page.select_one("#user-tools a[href='/admin/guide/']").get_text() == "Guide"


def test_a_task_that_is_not_there_is_not_found(editor):
    assert editor.get("/admin/guide/fly-to-the-moon/").status_code == 404


def test_the_guide_is_for_staff_alone(client):
    for path in ("/admin/guide/", "/admin/guide/publish/"):
        assert "/login/" in client.get(path)["Location"]


def test_each_task_is_gone_through_in_a_browser():
    walks = (ROOT / "tests/browser/test_guide.py").read_text()
    assert set(re.findall(r'begin\("\w+", "([\w-]+)"\)', walks)) == {task.name for task in TASKS}


def test_each_picture_of_the_guide_is_shown_and_held_to_its_screen():
    pages = " ".join((ROOT / "templates" / task.template).read_text() for task in TASKS)
    shown = set(re.findall(r'guide/picture.html" with name="([\w-]+)"', pages))
    assert shown == {path.stem for path in (ROOT / "static/img/guide").iterdir()}
    assert shown == {path.stem for path in (ROOT / "tests/browser/guide").glob("*.yml")}
