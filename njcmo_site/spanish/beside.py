"""What changed in the English, on the page of a bilingual row."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.template.loader import render_to_string
from modeltranslation.utils import build_localized_fieldname

from njcmo_site.editing.types import BesideAnyAdmin


def both(*names: str) -> list[Any]:
    """The fields of these texts for a form: each text in all languages, side by side."""
    return [
        tuple(build_localized_fieldname(name, code) for code, _name in settings.LANGUAGES)
        for name in names
    ]


class SpanishBeside(BesideAnyAdmin):
    """Shows on the page of a bilingual row what changed in its English since the Spanish was made.

    The field is called spanish_state; it belongs right before the texts.
    """

    @admin.display(description="Spanish")
    def spanish_state(self, row):
        if row.behind_since:
            return render_to_string("spanish/english_changes.html", {"row": row})
        if missing := row.missing_spanish():
            return f"Not in Spanish yet: {', '.join(missing)}."
        return "In step with the English."
