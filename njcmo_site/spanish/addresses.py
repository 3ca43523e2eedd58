"""An address decides the language, and each has a twin in the other."""

import re

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes


def language_of_path(path: str) -> str:
    """The address alone decides the language: /es/… is Spanish, everything else English."""
    first = path.split("/")[1] if "/" in path else ""
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def twin(path: str, language: str) -> str:
    """The address of the same page in that language: "/faq/" in "es" is "/es/faq/"."""
    plain = re.sub(r"^/es(?=/|$)", "", path) or "/"
    other = plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"
    return escape_leading_slashes(iri_to_uri(other))  # "//evil.example" would be another site
