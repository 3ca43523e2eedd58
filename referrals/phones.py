"""US phone numbers: written in any usual way, stored in one, shown in one."""

import re
import unicodedata

from njcmo_site.plain_text import searchable

# After a word for it in English or Spanish (spelled right or not), a sign, or what a phone dials
# as a pause: "extensión núm. 12", "(extn 12)", ";ext=12", "x12", ",12".
_EXTENSION = re.compile(
    r"[\s.,;:/(\[‐-―-]*"
    r"(?:(?:e[xs]t[a-z]*|ex|x|×|int(?:erno)?|anexo)[\s.:]*(?:n|no|num|nro|numero|number)?|#|[,;])"
    r"[\s.:=#‐-―-]*(\d{1,6})[\s.)\]]*$"
)
_PUNCTUATION = re.compile(r"[\s().\-/‐-―−·+]|^tel:")


def split_extension(written: str) -> tuple[str, str]:
    """("201 555 0123 ext. 12") becomes ("201 555 0123", "12"); no extension is ""."""
    match = _EXTENSION.search(written)
    return (written[: match.start()], match[1]) if match else (written, "")


def normalize_us_phone(raw: str) -> str:
    """Return a US number as ten digits: "(201) 555-0123" becomes "2015550123".

    Accepts any punctuation and a leading +1; split_extension() takes "ext. 12" off first. Raises
    ValueError unless there are ten digits whose area code and exchange begin with 2-9 (North
    American Numbering Plan, nanpa.com).
    """
    digits = _PUNCTUATION.sub("", plain_signs(raw))
    if len(digits) == 11:
        digits = digits.removeprefix("1")
    if not re.fullmatch(r"[2-9][0-9]{2}[2-9][0-9]{6}", digits):
        raise ValueError("not a US phone number")
    return digits


def plain_signs(raw: str) -> str:
    """What was typed in small letters without accents, with digits from 0 to 9."""
    signs = unicodedata.normalize("NFD", searchable(raw).casefold())
    return "".join(
        str(unicodedata.digit(sign, sign)) for sign in signs if not unicodedata.combining(sign)
    )


def stored_form(raw: str) -> str:
    """Ten digits, with "x" and the extension where there is one: "2015550123x12"."""
    number, extension = split_extension(plain_signs(raw))
    return normalize_us_phone(number) + (f"x{extension}" if extension else "")


def display_form(stored: str) -> str:
    """ "2015550123x12" becomes "201-555-0123, ext. 12"."""
    number, _, extension = stored.partition("x")
    shown = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return f"{shown}, ext. {extension}" if extension else shown


def written_form(raw: str) -> str:
    """As the site writes the numbers of organizations: "973-555-0100 ext. 12"."""
    return display_form(stored_form(raw)).replace(",", "")
