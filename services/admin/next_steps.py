"""What a family can do after the checklist."""

from django.contrib import admin

from services.admin.signs import ONLY_WORDS
from services.admin.wording import WordingAdmin
from services.models import NextStep
from services.models.ages import age_labels


@admin.register(NextStep)
class NextStepAdmin(WordingAdmin):
    list_display = ["text", "kind", "ages_shown"]
    search_fields = ["slug", "text_en", "text_es"]
    readonly_fields = ["slug", "kind", "ages_shown", "spanish_state"]
    fieldsets = [
        (None, {"fields": ["slug", "kind", "ages_shown"], "description": ONLY_WORDS}),
        ("Words", {"fields": ["spanish_state", "text"]}),
    ]

    @admin.display(description="ages")
    def ages_shown(self, step):
        return age_labels(step.ages) or "every age"
