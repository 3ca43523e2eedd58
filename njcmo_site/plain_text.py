"""What is kept of a text that a person typed or pasted: one rule for what nobody sees."""

import re
import unicodedata
from typing import Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext_lazy

LONGEST_TEXT = 10_000
LONGEST_HIDDEN = 100  # of what a page itself wrote, and the slug of a county

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Blank in every font, yet no white space to Unicode: a unit separator, the empty braille cell.
_BLANK = re.compile("[\t\x1f\u2800]")
# Control characters, lone surrogates, what Unicode lists as Default_Ignorable_Code_Point (but for
# the joiners below), fillers, the marks that turn the direction of text, and tags; of these only
# those that make a flag of a black one are seen.
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{4,5}\U000e007f)"
    "|[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    "\U000e01f0-\U000e0fff]"
)
# They shape the sign before them, in Persian, Hindi, Mongolian, Chinese and emoji; never a Latin
# letter, a digit (but in a keycap) or nothing.
_JOINERS = "[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
_IDLE_JOINERS = re.compile(
    rf"(?:(?<![\xa9\xae\u0600-\u1dff\u203c-\U0010ffff])|(?<=\s)){_JOINERS}(?!\u20e3)"
)
# What phones and word processors put in place of the two signs of an address.
_KEYBOARD_SIGNS = str.maketrans(dict.fromkeys("‘’‛′ʹʼˈ´＇", "'") | dict.fromkeys("‐‑‒–−﹣－", "-"))


def normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """As Unicode normalizes it; a long row of accents takes minutes to put in order."""
    return text if len(text) > LONGEST_TEXT else unicodedata.normalize(form, text)


def plain_text(raw: str) -> str:
    """What a person typed, without what nobody sees.

    Every line break that Unicode knows becomes "\\n" (so that each counts as one character). The
    joiners that Persian, Hindi, emoji and others need are kept where they join something.
    """
    text = _LINE_BREAK.sub("\n", raw)
    text = _INVISIBLE.sub(r"\1", _BLANK.sub(" ", text))
    return normalized("NFC", _IDLE_JOINERS.sub("", text).strip())


def one_line(raw: str) -> str:
    """plain_text() of a name and the like: each break and each kind of space is a space."""
    return re.sub(r"\s", " ", plain_text(raw))


def searchable(raw: str) -> str:
    """one_line() of what is found again by its signs, a phone for example: no joiner is kept.

    Letters and digits of double width become plain ones.
    """
    return normalized("NFKC", re.sub(_JOINERS, "", one_line(raw))).strip()


def fold(text: str) -> str:
    """Small letters without accents: how words are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def plain_address(raw: str) -> str:
    """searchable() of an e-mail address, with the plain apostrophe and hyphen.

    Without the stop that a phone adds after two spaces: no address ends with one.
    """
    return searchable(raw.translate(_KEYBOARD_SIGNS)).rstrip(".,; ")


# Hebrew and Arabic run from the right, whatever the language of the page.
IN_ITS_OWN_DIRECTION = {"dir": "auto"}


def far_too_long(raw: str, limit: int) -> bool:
    """Over the limit even if each letter came in four pieces, which is the most it can have.

    Asked before plain_text(): a row of 10,000 accents takes a quarter of a second to put in order,
    in which the whole process answers nobody.
    """
    return len(raw.replace("\r\n", "\n").strip()) > 4 * limit


def too_long(limit: int) -> dict:
    return {
        "max_length": ngettext_lazy(
            "Shorten this to %(limit_value)d character; it has %(show_value)d",
            "Shorten this to %(limit_value)d characters; it has %(show_value)d",
            limit,
        )
    }


class PlainText(forms.CharField):
    """A text field that cleans what was typed, and tells the limit instead of cutting at it."""

    read = staticmethod(plain_text)

    def to_python(self, value):
        if isinstance(value, str) and not far_too_long(value, self.max_length or LONGEST_HIDDEN):
            value = self.read(value)
        return super().to_python(value)

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # the browser would cut without a word
        return attrs if widget.is_hidden else attrs | IN_ITS_OWN_DIRECTION


class OneLineField(PlainText):
    read = staticmethod(one_line)


class ParagraphsField(PlainText):
    widget = forms.Textarea(attrs={"rows": 5})


def read_plainly(field: forms.CharField) -> None:
    """Make a field that Django made for a model clean what was typed, as a PlainText does."""
    field.widget.attrs |= IN_ITS_OWN_DIRECTION
    read = one_line
    if isinstance(field.widget, forms.Textarea):
        read = plain_text
    elif isinstance(field, forms.EmailField):
        read = plain_address
    elif isinstance(field, forms.URLField):
        read = searchable
    as_made = field.to_python
    field.to_python = lambda value: (  # type: ignore[method-assign]  # of this one field alone
        as_made(read(value) if isinstance(value, str) else value)
    )


def no_names(value: str) -> None:
    """A text in which nothing is put in for names such as {{call:performcare}}."""
    if "{{" in value or "}}" in value:
        raise ValidationError(
            "Nothing is put in here for {{…}}: families would read the braces. Write the words."
        )


def read_all_plainly(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            read_plainly(field)
