"""The pages of staff as a browser sends them back."""

from bs4 import BeautifulSoup
from django.urls import reverse

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
    for form in BeautifulSoup(response.content, "html.parser").select("#content-main form"):
        for control in form.find_all(["input", "select", "textarea"]):
            name = control.get("name")
            if not name or "__prefix__" in name or control.get("type") == "submit":
                continue
            if control.name == "select":
                chosen = [option["value"] for option in control.select("option[selected]")]
                data[name] = chosen if control.has_attr("multiple") else (chosen or [""])[0]
            elif control.name == "textarea":
                data[name] = control.get_text().removeprefix("\n")
            elif control.get("type") == "checkbox" and control.get("value", "on") != "on":
                data.setdefault(name, [])
                data[name] += [control["value"]] if control.has_attr("checked") else []
            elif control.get("type") not in {"checkbox", "radio"} or control.has_attr("checked"):
                data[name] = control.get("value", "on" if control.get("type") == "checkbox" else "")
    return data


def publish_draft(client, path: str):
    """As staff do who have looked at what changed. The path is that of the draft."""
    changes = path.replace("/change/", "/changes/")
    shown = form_of(client.get(changes))
    return client.post(changes, shown | {"why": "New words", "publish": ""})


def short_page() -> Topic:
    """The page about autism with five rows of each kind, whose form comes in half the time."""
    page = Topic.objects.get(address="autism")
    for rows in (page.approaches, page.sources, page.sections):
        rows.filter(order__gt=5).delete()
    return page
