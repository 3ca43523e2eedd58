"""The pages of staff as a browser sends them back."""

from django.urls import reverse
from lxml import html

from services.models import Topic

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
    """By lxml and not as soup: the form of a topic is half a megabyte, which soup takes forty
    times as long to read."""
    page = html.fromstring(response.content, parser=html.HTMLParser(encoding="utf-8"))
    forms = "//*[@id='content-main']//form"
    return page.xpath(f"{forms}//input | {forms}//select | {forms}//textarea")


def short_page(rows_of_each=5) -> Topic:
    """The page about autism with five rows of each kind, whose form comes in half the time."""
    page = Topic.objects.get(address="autism")
    for rows in (page.approaches, page.sources, page.sections):
        rows.filter(order__gt=rows_of_each).delete()
    return page
