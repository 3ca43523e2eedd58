import pytest

from referrals import phones


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
