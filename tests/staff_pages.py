"""The pages of staff as a browser sends them back."""

from django.db.models import Model
from django.urls import reverse
from lxml import html

from services.models import Topic
from tests.factories import confirm

FAMILY = {
    "caregiver_name": "Rosa Núñez",
    "phone": "2015550123x12",
    "email": "rosa@example.org",
    "child_first_name": "Mateo",
    "message": "Haircuts are hard.\n<script>alert(1)</script>",
}
REFERRALS = "/admin/referrals/referral/"


def page_of(referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def seen(client, referral) -> dict:
    """What the page remembers of how it was when it was opened."""
    return {"seen": form_of(client.get(page_of(referral))).get("seen", "")}


def move(client, referral, **answers):
    return client.post(page_of(referral), seen(client, referral) | answers)


def reveal(client, referral):
    return client.post(f"/admin/desk/{referral.pk}/reveal/", {"reason": "call"})


def form_of(response) -> dict:
    """What a browser would send back of an admin page, untouched: the controls that it shows."""
    data = {}
    for control in controls_of(response):
        name, kind, value = control.get("name"), control.get("type"), control.get("value")
        if not name or "__prefix__" in name or kind == "submit":
            continue
        if control.tag == "select":
            chosen = control.xpath(".//option[@selected]/@value")
            data[name] = chosen if control.multiple else (chosen or [""])[0]
        elif control.tag == "textarea":
            data[name] = control.text_content().removeprefix("\n")
        elif kind == "checkbox" and value not in {None, "on"}:
            data.setdefault(name, [])
            data[name] += [value] if control.checked else []
        elif kind not in {"checkbox", "radio"} or control.checked:
            data[name] = value or ("on" if kind == "checkbox" and value is None else "")
    return data


def controls_of(response) -> list:
    """Not those that move parts in an outline. By lxml, which is forty times as fast as soup."""
    page = html.fromstring(response.content, parser=html.HTMLParser(encoding="utf-8"))
    forms = "//*[@id='content-main']//form[not(ancestor::*[@class='outline'])]"
    return page.xpath(f"{forms}//input | {forms}//select | {forms}//textarea")


def form_at(row: Model) -> str:
    """The address of the form of a row, such as a page or one of its parts."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def save(client, row: Model, **changes):
    """Open the form of a row, change this much of it, and save."""
    return client.post(form_at(row), form_of(client.get(form_at(row))) | changes)


def delete(client, row: Model):
    return client.post(form_at(row).replace("/change/", "/delete/"), {"post": "yes"})


def add_at(kind: str, page: Topic) -> str:
    """The address of an empty form for one more section, source or approach of a page."""
    return f"/admin/services/{kind}/add/?topic={page.pk}"


def add(client, kind: str, page: Topic, **answers):
    return client.post(add_at(kind, page), form_of(client.get(add_at(kind, page))) | answers)


NEW_SECTION = {"heading_en": "One more", "anchor": "one-more", "body_en": "<p>Words.</p>"}
NEW_SECTION |= {"evidence": "everyday"}


def publish_draft(client, path: str):
    """As staff do who have looked at what changed, and whom a reviewer has confirmed it.

    The path is the draft’s.
    """
    kind, pk = path.split("/")[3:5]
    if kind == "topic":
        topic = Topic.objects.get(pk=pk)
        confirm(topic, edition=topic.keep(topic.content(), None, "For a review"))
    changes = path.replace("/change/", "/changes/")
    shown = form_of(client.get(changes))
    return client.post(changes, shown | {"why": "New words", "publish": ""})
