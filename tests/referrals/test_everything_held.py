"""Everything that is held about one reference, for a family that asks."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from njcmo_site import erased_references, field_classes
from referrals.models import Look, Notice, Referral
from tests.factories import make_referral
from tests.staff_pages import FAMILY, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(client, staff):
    person = staff("supervisor")
    client.force_login(person)
    return person


def sheet(client, referral, reason="family_asks"):
    return client.post(f"/admin/desk/{referral.pk}/everything/", {"reason": reason})


def test_the_sheet_holds_every_field_and_what_was_done_mailed_and_looked_at(client, ana, staff):
    referral = make_referral(**FAMILY, best_time="evening")
    referral.note_step("tried", ana, "Left a message", "The aunt has the key")
    Notice.objects.create(referral=referral, audience="family", sent_at=timezone.now())
    client.get(page_of(referral))
    client.force_login(staff("supervisor"))
    page = sheet(client, referral).content.decode()
    told = ("Rosa Núñez", "201-555-0123, ext. 12", "rosa@example.org", "Mateo", "Haircuts")
    told += ("Evening", "Autism", "You may call me.", "Left a message", "The aunt has the key")
    told += ("To the family: sent", "intake-coordinator:", "1 time", "Erased after")
    for words in told:
        assert words in page, words
    assert "<script>alert" not in page


def test_no_field_of_a_request_is_left_out_of_the_sheet(client, supervisor):
    page = sheet(client, make_referral(**FAMILY)).context["parts"]
    labels = {label.lower() for _heading, rows in page for label, _words in rows}
    filled = {"caregiver_name", "phone_hash", "email_hash", "child_first_name", "message"}
    for name in filled | {"consent_words", "received_at", "due_on", "reference", "suspected"}:
        assert str(Referral._meta.get_field(name).verbose_name).lower() in labels, name
    classes = ("internal", "personal", "child")
    known = field_classes.fields("referrals.referral", *classes)
    assert {field.name for field in Referral._meta.concrete_fields} == set(known)


def test_the_sheet_asks_why_first_and_each_opening_is_noted(client, supervisor):
    referral = make_referral(**FAMILY)
    asked = client.get(f"/admin/desk/{referral.pk}/everything/")
    assert "Haircuts" not in asked.content.decode()
    assert sheet(client, referral, reason="curious").status_code == 422
    assert not Look.objects.exists()
    sheet(client, referral)
    sheet(client, referral, reason="supervision")
    assert list(Look.objects.order_by("pk").values_list("what", "reason")) == [
        ("printed", "family_asks"),
        ("printed", "supervision"),
    ]


def test_a_coordinator_and_another_cmo_get_no_sheet_and_erase_nothing(client, ana, ben, staff):
    referral = make_referral(county_id="ocean")
    assert sheet(client, referral).status_code == 403
    ben.groups.set(staff("supervisor").groups.all())
    client.force_login(ben)
    assert sheet(client, referral).status_code == 404
    erase = f"/admin/desk/{referral.pk}/erase/"
    assert client.post(erase, {"erase": "on"}).status_code == 404
    assert not Referral.objects.exclude(emptied_at=None).exists()


@pytest.mark.parametrize("changes", [{}, {"status": "closed"}, {"status": "in_touch"}])
def test_what_is_erased_because_a_family_asks_leaves_a_dated_stub(client, supervisor, changes):
    referral = make_referral(**FAMILY | changes)
    path = f"/admin/desk/{referral.pk}/erase/"
    assert "was not erased" in client.post(path, follow=True).content.decode()
    client.post(path, {"erase": "on"})
    stub = Referral.objects.get()
    assert (stub.close_reason, stub.caregiver_name, stub.message) == ("withdrawn", "", "")
    assert timezone.localdate(stub.emptied_at) == timezone.localdate()
    assert LogEntry.objects.get().user == supervisor
    page = sheet(client, stub).content.decode()
    assert "What the family wrote was erased on" in page
    assert "Rosa" not in page


def test_what_was_erased_is_noted_apart_from_the_database(
    client, supervisor, django_capture_on_commit_callbacks
):
    referral = make_referral(**FAMILY)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/desk/{referral.pk}/erase/", {"erase": "on"})
    assert referral.reference in erased_references.noted()
