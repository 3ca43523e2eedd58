"""What changed in the English, on the page of a bilingual row."""

from django.contrib import admin
from django.template.loader import render_to_string

from njcmo_site.editing.types import BesideAnyAdmin


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
