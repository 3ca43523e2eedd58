"""What a referral is, how it is found and moved, and how it is erased."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone

from referrals.encryption import lookup_hash
from referrals.mail import letters, outbox
from referrals.models import IntakeSettings, Notice, Referral
from referrals.models.rules import ERASED, NOTHING
from referrals.models.work import MOVES, Status
from services.models import County
from tests.factories import make_referral

pytestmark = pytest.mark.django_db

EMPTY = dict.fromkeys(ERASED, "") | NOTHING


def test_the_table_holds_nothing_that_the_family_typed():
    typed = {
        name: f"secret of {name}" for name in [one.name for one in Referral.encrypted_fields()]
    } | {"phone": "2015550199"}
    referral = make_referral(**typed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_referral")
        stored = str(cursor.fetchall())
    assert not [value for value in typed.values() if value in stored]
    kept = Referral.objects.get(pk=referral.pk)
    assert {name: getattr(kept, name) for name in typed} == typed


def test_encrypted_fields_cannot_be_searched():
    for lookup in ("caregiver_name", "caregiver_name__contains", "phone__in"):
        with pytest.raises(FieldError):
            Referral.objects.filter(**{lookup: "Rosa"}).exists()


def test_a_phone_and_an_e_mail_are_found_by_their_hashes():
    referral = make_referral(phone="2015550123x12", email="Rosa@Example.org")
    assert Referral.objects.get(phone_hash=lookup_hash("phone", "2015550123")) == referral
    assert Referral.objects.get(email_hash=lookup_hash("email", "rosa@example.org")) == referral


@pytest.mark.parametrize(
    "part", ["open", "suspected", "unread", "unanswered", "overdue", "to_call_today"]
)
def test_what_is_open_is_found_without_reading_what_is_closed(part):
    cmo = County.objects.get(pk="essex").care_management_organization_id
    for asked in (Referral.objects.all(), Referral.objects.for_organization(cmo)):
        waiting = getattr(asked, part)()
        for query in (waiting, waiting.filter(county="essex"), waiting.filter(assigned_to=None)):
            plan = query.order_by("due_on", "received_at").explain()
            assert "referral_open" in plan or f"referral_{part}" in plan  # which holds few as well


def test_the_closed_ones_of_a_county_are_found_without_reading_those_of_others():
    of_county = Referral.objects.closed().filter(county="essex").order_by("-received_at")
    assert "referral_closed_of_county" in of_county.explain()


def test_a_hash_cannot_be_made_without_the_key(settings):
    before = lookup_hash("phone", "2015550123")
    settings.LOOKUP_KEYS = [b"another key of at least 32 characters"]
    assert lookup_hash("phone", "2015550123") != before


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_a_status_moves_only_as_agreed(old, new):
    referral = make_referral(status=old)
    reason = "declined" if new == "closed" else ""
    if new in MOVES[old]:
        referral.move_to(new, reason)
        referral.refresh_from_db()
        assert (referral.status, referral.close_reason) == (new, reason)
        assert bool(referral.closed_at) == (new == "closed")
    else:
        with pytest.raises(ValueError, match="cannot become"):
            referral.move_to(new, reason)


def test_closing_needs_a_reason_and_nothing_else_has_one():
    with pytest.raises(ValueError, match="reason"):
        make_referral().move_to("closed")
    with pytest.raises(ValueError, match="reason"):
        make_referral().move_to("trying", "spam")


def test_of_two_people_who_move_a_referral_the_second_is_told():
    mine = make_referral()
    theirs = Referral.objects.get(pk=mine.pk)
    theirs.move_to("closed", "spam")
    with pytest.raises(ValueError, match="somebody else"):
        mine.move_to("in_touch")
    mine.refresh_from_db()
    assert mine.status == "closed"


def test_a_referral_is_never_named_after_a_person():
    referral = make_referral(reference="7K4M9QF2")
    assert str(referral) == "7K4M-9QF2"


def test_a_stored_referral_is_read_under_the_names_of_the_form(answers):
    make_referral(concerns=["autism", "adhd"])
    row = Referral.objects.values().get()
    assert row["county_id"] == "essex"
    assert Referral.objects.values_list("county", "concerns").get() == ("essex", ["autism", "adhd"])
    assert Referral.objects.get().consent is True


def test_a_request_that_the_family_took_back_is_erased_for_good():
    referral = make_referral(email="rosa@example.org", message="Haircuts are hard.")
    Notice.objects.announce(referral)
    referral.move_to("closed", "withdrawn")

    stored = Referral.objects.get()
    assert {name: getattr(stored, name) for name in ERASED} == EMPTY
    assert (stored.phone_hash, stored.email_hash) == ("", "")
    assert stored.emptied_at
    kept = (stored.reference, stored.county_id, stored.concerns, stored.close_reason)
    assert kept == (referral.reference, "essex", ["autism"], "withdrawn")
    assert not Notice.objects.exists()
    assert stored.next_statuses() == []


def test_a_reason_that_is_corrected_to_withdrawn_erases_as_well():
    referral = make_referral(status="closed")
    referral.correct_close_reason("withdrawn")
    assert Referral.objects.get().caregiver_name == ""


@pytest.mark.parametrize("reason", ["connected", "declined", "not_reached", "not_for_us", "spam"])
def test_no_other_reason_erases_anything(reason):
    referral = make_referral()
    referral.move_to("closed", reason)
    assert Referral.objects.get().caregiver_name == "Rosa Núñez"


def test_a_request_that_was_taken_back_stays_said_to_be(client):
    referral = make_referral()
    referral.move_to("closed", "withdrawn")
    with pytest.raises(ValueError, match="keeps its reason"):
        referral.correct_close_reason("spam")


def test_a_notice_of_a_request_that_was_taken_back_meanwhile_is_no_error(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    IntakeSettings.objects.create(id=1, notice_email="intake@example.org")
    referral = make_referral()
    Notice.objects.announce(referral)
    build = letters.message

    def message(*args):
        referral.move_to("closed", "withdrawn")
        return build(*args)

    monkeypatch.setattr(outbox, "message", message)
    assert outbox.send_due() == 1
    assert not Notice.objects.exists()


def test_what_is_asked_of_the_database_and_of_a_row_is_the_same():
    """For every status, day, tick of spam and holder."""
    ana, ben = User.objects.create(username="ana"), User.objects.create(username="ben")
    today, now = timezone.localdate(), timezone.now()
    holders = [(None, None)]
    holders += [(one, now + timedelta(minutes=late)) for one in (ana, ben) for late in (-1, 1)]
    for status in Status:
        for due_on in (today - timedelta(days=1), today, today + timedelta(days=1)):
            for suspected in (False, True):
                for held_by, held_until in holders:
                    further = {"held_by": held_by, "held_until": held_until}
                    make_referral(status=status, due_on=due_on, suspected=suspected, **further)
    everything = Referral.objects
    for asked, one_says in (
        (everything.unanswered(), lambda one: one.is_unanswered),
        (everything.overdue(), lambda one: one.is_overdue),
        (everything.free_for(ana), lambda one: not one.is_held_from(ana)),
    ):
        assert set(asked) == {one for one in everything.all() if one_says(one)}
        assert 0 < len(asked) < everything.count()


def test_whose_a_referral_is_is_the_same_to_the_database_and_to_a_row():
    theirs = County.objects.get(slug="union").care_management_organization
    make_referral(county_id="essex")
    make_referral(county_id="essex", handed_to=theirs)
    make_referral(county_id="union")
    asked = Referral.objects.for_organization(theirs)
    assert set(asked) == {one for one in Referral.objects.all() if one.organization == theirs}
    assert asked.count() == 2


def test_an_account_that_says_for_nobody_whom_it_works_sees_no_family(client, staff):
    make_referral()
    nobody = staff("supervisor")
    nobody.profile.delete()
    client.force_login(nobody)
    assert "so you see no family" in client.get("/admin/").content.decode()
    assert client.get("/admin/referrals/referral/").context["cl"].result_count == 0
    found = client.post("/admin/desk/search/", {"q": "201 555 0123", "reason": "call"})
    assert "Found: 0" in found.content.decode()


def test_whoever_makes_the_first_account_by_a_command_is_of_njcmo(staff):
    referral = make_referral()
    assert Referral.objects.visible_to(staff()).get() == referral
