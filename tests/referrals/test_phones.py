import pytest

from referrals import phones
from referrals.models import CallingNumber
from tests.staff_pages import form_of


@pytest.mark.parametrize(
    "written",
    [
        "2015550123",
        "201-555-0123",
        "201.555.0123",
        "201 555 0123",
        "(201) 555-0123",
        "(201)555-0123",
        "201/555-0123",
        "1-201-555-0123",
        "1 (201) 555-0123",
        "+1 201 555 0123",
        "+12015550123",
        "201–555–0123",
        "201—555—0123",
        "201‑555‑0123",
        "2 0 1 5 5 5 0 1 2 3",
        "２０１５５５０１２３",
        "٢٠١٥٥٥٠١٢٣",
        "201·555·0123",
        "tel:+12015550123",
        "  201 555 0123  ",
        "201\u00a0555\u00a00123",
        "\u200e201-555-0123",
        "\u202d(201)\u200b 555-\u200d0123\u202c",
    ],
)
def test_any_usual_way_of_writing_a_number_is_understood(written):
    assert phones.stored_form(written) == "2015550123"


@pytest.mark.parametrize(
    "written",
    [
        "201 555 0123 ext. 12",
        "201-555-0123x12",
        "2015550123 #12",
        "(201) 555-0123, extension 12",
        "201-555-0123 extensión 12",
        "201-555-0123 extensión núm. 12",
        "201-555-0123 extencion 12",
        "201-555-0123 EXT. Nº 12",
        "201-555-0123 int. 12",
        "201-555-0123 anexo 12",
        "201-555-0123 extn 12",
        "201-555-0123 ext no. 12",
        "201-555-0123 - ext: 12",
        "201-555-0123 ext – 12",
        "201-555-0123 (ext. 12)",
        "201-555-0123 [x12]",
        "201-555-0123 × 12",
        "201-555-0123 ext ١٢",
        "tel:+1-201-555-0123;ext=12",
        "2015550123,12",
        "2015550123;12",
    ],
)
def test_an_extension_is_kept(written):
    assert phones.stored_form(written) == "2015550123x12"
    assert phones.display_form("2015550123x12") == "201-555-0123, ext. 12"


@pytest.mark.parametrize(
    "written",
    [
        "555-0123",
        "973 24",
        "123-456-7890",
        "000-000-0000",
        "201-155-0123",
        "+52 55 5555 0123",
        "201555012345",
        "call me",
        "",
        "x12",
        "201-555-0123 12",
        "201-555-0123 ext twelve",
        "201-555-0123, 201-555-0124",
        "٢٠١٥٥٥٠١٢",
    ],
)
def test_what_is_no_us_number_is_refused(written):
    with pytest.raises(ValueError, match="not a US phone"):
        phones.stored_form(written)


CALLING_NUMBER = "/admin/referrals/callingnumber/add/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    ["908 555 0177", "908.555.0177", "(908) 555-0177", "+1 (908) 555-0177", "9085550177"],
)
def test_a_number_that_we_call_from_is_typed_like_a_family_types_its_own(client, staff, written):
    client.force_login(staff("manager"))
    typed = form_of(client.get(CALLING_NUMBER))
    assert client.post(CALLING_NUMBER, typed | {"phone": written}).status_code == 302
    assert CallingNumber.objects.get().phone == "908-555-0177"
    again = client.post(CALLING_NUMBER, typed | {"phone": "908-555-0177"})
    assert "already exists" in again.content.decode()


@pytest.mark.django_db
def test_a_number_that_we_call_from_may_have_an_extension_and_nothing_else(client, staff):
    client.force_login(staff("manager"))
    typed = form_of(client.get(CALLING_NUMBER))
    refused = client.post(CALLING_NUMBER, typed | {"phone": "555 0177"})
    assert "10 digits, area code first" in refused.content.decode()
    assert form_of(refused)["phone"] == "555 0177"
    client.post(CALLING_NUMBER, typed | {"phone": "+1 908 555 0177, extension 12"})
    number = CallingNumber.objects.get()
    assert (number.phone, number.dialed) == ("908-555-0177 ext. 12", "+19085550177")
