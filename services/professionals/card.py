"""The card that a professional gives to a family: a code to scan for each language."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from services.models import County
from services.models.ages import ChildAge


@dataclass(frozen=True)
class FamilyCard:
    """What a code fills in on the request form: nothing of a family but its county and an age."""

    county: County | None
    age: ChildAge | None

    @classmethod
    def read(cls, query: QueryDict, counties: list[County]) -> "FamilyCard":
        """What was chosen; what is no county of ours and no age band counts as not chosen."""
        slug, age = query.get("county"), query.get("child_age")
        county = next((each for each in counties if each.slug == slug), None)
        return cls(county, ChildAge(age) if age in ChildAge.values else None)

    def address(self, language: str) -> str:
        """The whole address of the form, as the code of that language holds it."""
        chosen = {"county": self.county and self.county.slug, "child_age": self.age}
        query = urlencode({name: value for name, value in chosen.items() if value})
        with translation.override(language):
            return settings.SITE_URL + reverse("referrals:get_help") + (query and f"?{query}")

    def codes(self) -> list[tuple[str, str, SafeString]]:
        """Of each language: its name such as "es", the address, and the code as a drawing."""
        addresses = [(code, self.address(code)) for code, _name in settings.LANGUAGES]
        return [(code, address, drawn(address)) for code, address in addresses]


@lru_cache(maxsize=400)  # of each county and age, in both languages
def drawn(address: str) -> SafeString:
    """A QR code, black on white also in a dark page, which a worn print still gives."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(light="#fff", omitsize=True))  # noqa: S308  squares alone
