"""What the privacy statement says of the fields of a request, as their classes have it."""

from collections.abc import Iterable

from django import template
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from njcmo_site import field_classes
from referrals.models import Referral

register = template.Library()

# In the words of the statement; what is made from a field is named with it.
WORDS = {
    "caregiver_name": gettext_lazy("your name"),
    "relationship": gettext_lazy("who you are to the child"),
    "family_name": gettext_lazy("the name of the family, if you ask for another one"),
    "family_knows": gettext_lazy("whether that family knows of it"),
    "contact_method": gettext_lazy("how and when to contact you"),
    "phone": gettext_lazy("your phone number"),
    "phone_hash": gettext_lazy("your phone number"),
    "second_phone": gettext_lazy("a second phone number"),
    "second_phone_hash": gettext_lazy("a second phone number"),
    "email": gettext_lazy("your e-mail address"),
    "email_hash": gettext_lazy("your e-mail address"),
    "best_time": gettext_lazy("how and when to contact you"),
    "leave_message": gettext_lazy("how and when to contact you"),
    "contact_notes": gettext_lazy("what makes it easier to reach you"),
    "preferred_language": gettext_lazy("your language"),
    "language_other": gettext_lazy("another language that you named"),
    "page_language": gettext_lazy("your language"),
    "consent_version": gettext_lazy("the permission that you gave"),
    "consent_words": gettext_lazy("the permission that you gave"),
    "consent_language": gettext_lazy("the permission that you gave"),
    "child_first_name": gettext_lazy("your child’s first name"),
    "child_age": gettext_lazy("your child’s age"),
    "message": gettext_lazy("your message"),
}
# What else a family chose; a stub keeps it.
CHOSEN = {
    "concerns": gettext_lazy("what is on your mind from the list"),
    "county": gettext_lazy("your county"),
}


@register.simple_tag
def what_is_kept() -> str:
    """All that a family wrote and chose."""
    return listed([*field_classes.of_family("referrals.referral"), "county"])


@register.simple_tag
def what_is_encrypted() -> str:
    return capfirst(listed(field.name for field in Referral.encrypted_fields()))


@register.simple_tag
def what_is_erased() -> str:
    return listed(field_classes.erased("referrals.referral"))


def listed(names: Iterable[str]) -> str:
    words = dict.fromkeys(str((WORDS | CHOSEN)[name]) for name in names)
    return get_text_list(list(words), _("and"))
