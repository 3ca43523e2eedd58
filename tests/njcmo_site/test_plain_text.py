"""What is kept of a text that a person typed or pasted."""

import unicodedata

import pytest

from njcmo_site.plain_text import one_line, plain_address, plain_text, searchable

# Of format, to Unicode, and yet a sign in every font.
SEEN = {"ARABIC", "SYRIAC ABBREVIATION MARK", "KAITHI NUMBER SIGN", "KAITHI NUMBER SIGN ABOVE"}
NOT_SEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def invisible_signs():
    for number in range(0x110000):
        sign = chr(number)
        name = unicodedata.name(sign, "")
        if name != "ARABIC LETTER MARK" and {name, name.split(" ")[0]} & SEEN:
            continue
        if unicodedata.category(sign) in NOT_SEEN or "VARIATION SELECTOR" in name:
            yield sign
    yield from "\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufff0\U0001d159"


def test_a_text_of_signs_that_nobody_sees_is_empty():
    signs = list(invisible_signs())
    left = [
        sign
        for sign in signs
        for text in (sign, f"{sign}\u200d", f"\u200d {sign}", f"\u3000{sign}\ufe0f")
        if plain_text(text) or one_line(text) or searchable(text)
    ]
    assert left == []
    assert one_line("".join(signs)) == ""


@pytest.mark.parametrize(
    "broken", ["\n", "\r\n", *"\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"], ids=ascii
)
def test_every_line_break_is_one_and_in_one_line_a_space(broken):
    assert plain_text(f"homework{broken}socks") == "homework\nsocks"
    assert one_line(f"Rosa{broken}Núñez") == "Rosa Núñez"


@pytest.mark.parametrize("space", "\t\x1f\xa0\u1680\u2003\u202f\u205f\u2800\u3000", ids=ascii)
def test_every_kind_of_space_is_a_space_in_one_line(space):
    assert one_line(f"{space}Rosa{space}Núñez{space}") == "Rosa Núñez"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian
        "क्\u200dष",  # Hindi
        "അവന്\u200d",  # Malayalam, where a joiner ends the word
        "葛\U000e0100城",  # one of two ways to write a Japanese name
        "👨\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "©\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
    ],
    ids=ascii,
)
def test_joiners_are_kept_where_they_join(text):
    assert plain_text(text) == one_line(text) == text


@pytest.mark.parametrize(
    "text", ["Ro\u200dsa", "José\u200c", "1\ufe0f2", "Hoang Ễ\u200d"], ids=ascii
)
def test_joiners_are_dropped_where_they_join_nothing(text):
    assert not {"\u200c", "\u200d", "\ufe0f"} & {*plain_text(text)}


def test_what_is_found_by_its_signs_keeps_no_joiner_at_all():
    assert searchable("می\u200cخواهم") == "میخواهم"
    assert searchable("７K4M\u2060-9QF2") == "7K4M-9QF2"
    assert plain_address("\u202dzora＠exam\xadple．org\u202c") == "zora@example.org"
