"""What the database holds encrypted opens in its own place, and nowhere else."""

import io

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth.models import User
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from njcmo_site.encryption import unbound_keys
from njcmo_site.rotating import renewing
from referrals import retention
from referrals.desk import calling, work
from referrals.models import Look, Referral, Step
from tests.factories import make_referral
from tests.second_factor import SECRET, app_code, give_second_factor

pytestmark = pytest.mark.django_db


def in_the_database(table: str, column: str, pk) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def write(table: str, column: str, pk, text: str) -> None:
    """As somebody who can write to the database, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [text, pk])


def damage(referral, column="message") -> None:
    write("referrals_referral", column, referral.pk, "2:nothing opens this")


def write_as_an_earlier_release(row, column: str, text: str) -> None:
    token = unbound_keys().encrypt(text.encode()).decode()
    write(row._meta.db_table, column, row.pk, token)


def rotated(*options: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rotate_keys", *options, stdout=out)
    return int(ended.value.code), out.getvalue().strip()


@pytest.mark.parametrize(
    ("from_column", "to_column"), [("message", "message"), ("email", "message")]
)
def test_what_a_family_wrote_does_not_open_in_another_row_or_column(from_column, to_column):
    mine = make_referral(message="mine", email="mine@example.org")
    theirs = make_referral(message="theirs", email="theirs@example.org")
    target = mine if from_column != to_column else theirs
    moved = in_the_database("referrals_referral", from_column, mine.pk)
    write("referrals_referral", to_column, target.pk, moved)
    with pytest.raises(InvalidToken):
        getattr(Referral.objects.get(pk=target.pk), to_column)


def test_a_note_does_not_open_in_another_step():
    referral = make_referral()
    one = referral.note_step(Step.What.NOTED, note="of one")
    other = referral.note_step(Step.What.NOTED, note="of the other")
    write("referrals_step", "note", other.pk, in_the_database("referrals_step", "note", one.pk))
    with pytest.raises(InvalidToken):
        Step.objects.get(pk=other.pk).note  # noqa: B018
    assert Step.objects.get(pk=one.pk).note == "of one"


def test_the_secret_of_a_second_factor_is_no_message(staff):
    user = staff("intake coordinator")
    give_second_factor(user)
    referral = make_referral()
    secret = Authenticator.objects.get(type="totp").data["secret"]
    write("referrals_referral", "message", referral.pk, secret)
    with pytest.raises(InvalidToken):
        Referral.objects.get(pk=referral.pk).message  # noqa: B018


def test_the_app_of_one_person_does_not_open_the_account_of_another(client, staff):
    victim = staff("intake coordinator")
    victim.set_password("a good password")
    victim.save()
    thief = User.objects.create_user("thief")
    give_second_factor(victim)
    give_second_factor(thief)
    data = Authenticator.objects.get(user=thief, type="totp").data
    Authenticator.objects.filter(user=victim, type="totp").update(data=data)
    client.raise_request_exception = False
    client.post("/accounts/login/", {"login": victim.username, "password": "a good password"})
    client.post("/accounts/login/code/", {"code": app_code()})
    assert "_auth_user_id" not in client.session


def test_a_text_of_an_earlier_release_is_read_until_it_is_encrypted_anew():
    referral = make_referral()
    write_as_an_earlier_release(referral, "message", "old")
    assert Referral.objects.get(pk=referral.pk).message == "old"
    assert rotated()[0] == 0
    assert in_the_database("referrals_referral", "message", referral.pk).startswith("2:")
    assert Referral.objects.get(pk=referral.pk).message == "old"


def test_after_the_keys_were_changed_the_old_one_can_go(settings, staff):
    user = staff("intake coordinator")
    codes = give_second_factor(user)
    referral = make_referral(message="kept")
    referral.note_step(Step.What.NOTED, note="kept as well")
    new = Fernet.generate_key()
    settings.FIELD_ENCRYPTION_KEYS = [new, *settings.FIELD_ENCRYPTION_KEYS]
    assert rotated() == (0, "4 rows renewed with the newest keys.")
    assert rotated() == (0, "0 rows renewed with the newest keys.")
    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert Referral.objects.get(pk=referral.pk).message == "kept"
    assert Step.objects.get().note == "kept as well"
    assert give_second_factor_again(user) == codes


def give_second_factor_again(user) -> list[str]:
    """The recovery codes as the stored seed gives them."""
    Authenticator.objects.filter(type="totp").delete()
    return give_second_factor(user)


def test_a_note_that_is_erased_while_the_keys_are_changed_stops_nothing(settings, monkeypatch):
    make_referral().note_step(Step.What.NOTED, note="Erased")
    batches = renewing.batches

    def erased_meanwhile(model):
        for pks in batches(model):
            Step.objects.all().delete()
            yield pks

    monkeypatch.setattr(renewing, "batches", erased_meanwhile)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key(), *settings.FIELD_ENCRYPTION_KEYS]
    assert rotated() == (0, "1 rows renewed with the newest keys.")


def test_a_column_that_a_query_left_out_is_read_without_opening_what_is_encrypted():
    damage(make_referral())
    assert Referral.objects.defer("status").get().status == "new"


def test_an_encrypted_text_is_not_written_past_its_row():
    referral = make_referral()
    with pytest.raises(FieldError, match="saved with its row"):
        Referral.objects.filter(pk=referral.pk).update(message="in the clear")


# One row that cannot be read ----------------------------------------------------------------


@pytest.fixture
def damaged(db):
    referral = make_referral(phone="2015550177")
    damage(referral)
    return Referral.objects.get(pk=referral.pk)


@pytest.fixture
def coordinator(client, staff):
    user = staff()
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/referrals/referral/", "/admin/referrals/look/"]
)
def test_a_list_does_not_depend_on_one_row_that_cannot_be_read(client, coordinator, damaged, path):
    other = make_referral()
    for referral in (damaged, other):
        Look.objects.create(person=coordinator, what="opened", referral=referral)
    Referral.objects.update(due_on="2026-01-02")
    page = client.get(path).content.decode()
    assert str(damaged) in page
    assert str(other) in page


def test_a_search_finds_the_row_that_cannot_be_read(client, coordinator, damaged):
    asked = {"q": "201-555-0177", "reason": "call"}
    found = client.post("/admin/desk/search/", asked, follow=True).content.decode()
    assert str(damaged) in found
    assert "cannot be read" in found


def test_the_page_of_a_referral_says_that_it_cannot_be_read(client, coordinator, damaged):
    step = damaged.note_step(Step.What.NOTED, coordinator, note="x")
    write("referrals_step", "note", step.pk, "2:nothing opens this")
    page = f"/admin/referrals/referral/{damaged.pk}/change/"
    assert "cannot be read" not in client.get(page).content.decode()
    client.post(f"/admin/desk/{damaged.pk}/reveal/", {"reason": "call"})
    for path in (page, f"/admin/desk/{damaged.pk}/call/"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "What the family wrote cannot be read" in shown.content.decode()
    assert "This note cannot be read" in client.get(page).content.decode()
    printed = client.post(f"/admin/desk/{damaged.pk}/print/", {"reason": "call"})
    assert "What the family wrote cannot be read" in printed.content.decode()


def test_what_cannot_be_read_is_still_worked_on_and_erased(coordinator, damaged):
    work.take(damaged, coordinator)
    calling.record_try(damaged, "no_answer", coordinator)
    retention.withdraw(damaged)
    assert Referral.objects.get(pk=damaged.pk).emptied_at


def test_an_export_goes_on_after_a_row_that_cannot_be_read_and_says_which(
    client, coordinator, damaged
):
    make_referral(message="still here")
    asked = {"columns": [], "personal": ["message", "child_first_name"], "reason": "report"}
    response = client.post("/admin/desk/export/", asked)
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert f'"","cannot be read ({damaged})"' in lines
    assert '"","still here"' in lines


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/referrals/referral/", "/admin/referrals/look/"]
)
def test_a_list_loads_nothing_that_is_encrypted(client, coordinator, path):
    work.take(make_referral(), coordinator)
    client.get("/admin/referrals/referral/1/change/")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = [query["sql"] for query in queries.captured_queries]
    assert [one for one in asked if '"referrals_referral"."reference"' in one]
    assert not [one for one in asked if '"message"' in one or '"caregiver_name"' in one]


# The start ----------------------------------------------------------------------------------


def test_a_single_damaged_row_does_not_stop_the_start():
    damage(make_referral())
    make_referral()
    call_command("check_stored_data")


def test_a_key_that_was_taken_away_too_early_stops_the_start(settings, capsys):
    for _ in range(4):
        make_referral()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key()]
    make_referral()
    for _ in range(3):
        make_referral()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_stored_data")
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("FIELD_ENCRYPTION_KEYS: these keys do not open")


def test_a_secret_of_an_earlier_release_turns_into_one_bound_to_its_owner(staff):
    user = staff("intake coordinator")
    old = unbound_keys().encrypt(SECRET.encode()).decode()
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": old})
    assert rotated()[0] == 0
    factor.refresh_from_db()
    assert factor.data["secret"].startswith("2:")
