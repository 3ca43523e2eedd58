"""The words of the form for somebody who asks about themselves, and not about a child."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from referrals.models.answers import Relationship
from services.models.ages import ChildAge

if TYPE_CHECKING:
    from django.forms import Form
    from django_stubs_ext import StrOrPromise

CHOOSE_COUNTY = _("Choose the county where you live")
LABELS: dict[str, "StrOrPromise"] = {
    "county": _("County where you live"),
    "child_first_name": _("Another name that we should use"),
    "child_age": _("Your age"),
}
HINTS: dict[str, "StrOrPromise"] = {
    "child_first_name": _("You can leave this out"),
    "county": _("Two homes? Choose one of the two. Not sure? Choose the nearest; we set it right."),
}
ERRORS: dict[str, dict[str, "StrOrPromise"]] = {
    "county": {"required": CHOOSE_COUNTY, "invalid_choice": CHOOSE_COUNTY},
    "child_age": {"required": _("Choose your age")},
}


def is_asked_for(relationship: str | None, age: str | None) -> bool:
    """A young adult whose age a page carried in has not said yet who asks."""
    return relationship == Relationship.SELF or (not relationship and age == ChildAge.FROM_18_TO_20)


def say_you(form: "Form") -> None:
    for name, label in LABELS.items():
        form.fields[name].label = label
    for name, hint in HINTS.items():
        form.fields[name].help_text = str(hint)
    for name, errors in ERRORS.items():
        form.fields[name].error_messages |= errors
