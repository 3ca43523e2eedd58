"""US phone numbers: written in any usual way, stored in one, shown in one."""

import re
import unicodedata

_EXTENSION = re.compile(r"[\s,;]*(?:extension|ext|x|#)\s*[.:#]?\s*(\d{1,6})\s*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-/‐-―−·+]|^tel:", re.IGNORECASE)


def split_extension(raw: str) -> tuple[str, str]:
    """("201 555 0123 ext. 12") becomes ("201 555 0123", "12"); no extension is ""."""
    match = _EXTENSION.search(raw)
    return (raw[: match.start()], match[1]) if match else (raw, "")


def normalize_us_phone(raw: str) -> str:
    """Return a US number as ten digits: "(201) 555-0123" becomes "2015550123".

    Accepts any punctuation and a leading +1; split_extension() takes "ext. 12" off first. Raises
    ValueError unless there are ten digits whose area code and exchange begin with 2-9 (North
    American Numbering Plan, nanpa.com).
    """
    plain = unicodedata.normalize("NFKC", raw).strip()
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in _PUNCTUATION.sub("", plain))
    if len(digits) == 11:
        digits = digits.removeprefix("1")
    if not re.fullmatch(r"[2-9][0-9]{2}[2-9][0-9]{6}", digits):
        raise ValueError("not a US phone number")
    return digits


def stored_form(raw: str) -> str:
    """Ten digits, with "x" and the extension where there is one: "2015550123x12"."""
    number, extension = split_extension(unicodedata.normalize("NFKC", raw))
    return normalize_us_phone(number) + (f"x{extension}" if extension else "")


def display_form(stored: str) -> str:
    """ "2015550123x12" becomes "201-555-0123, ext. 12"."""
    number, _, extension = stored.partition("x")
    shown = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return f"{shown}, ext. {extension}" if extension else shown
