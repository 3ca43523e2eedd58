"""The words of the signs checklist; its rules stand in services/checklist.py."""

from django.contrib import admin

from services.admin.wording import WordingAdmin
from services.models import Sign

ONLY_WORDS = (
    "Only the words change here, and they are on the checklist at once. No row is added or deleted,"
    " and nothing else is changed: addresses that families keep, and the rules of what leads where,"
    " know each row by its short name."
)


@admin.register(Sign)
class SignAdmin(WordingAdmin):
    list_display = ["text", "stands_under", "ages_shown"]
    list_select_related = ["moment"]
    search_fields = ["slug", "text_en", "text_es"]
    readonly_fields = ["slug", "stands_under", "ages_shown", "pages", "urgent", "spanish_state"]
    fieldsets = [
        (
            None,
            {
                "fields": ["slug", "stands_under", "ages_shown", "pages", "urgent"],
                "description": ONLY_WORDS,
            },
        ),
        ("Words", {"fields": ["spanish_state", "text"]}),
    ]

    @admin.display(description="moment")
    def stands_under(self, sign):
        return sign.moment or "Tell the doctor today"

    @admin.display(description="ages")
    def ages_shown(self, sign):
        return sign.shown_ages or "every age"

    @admin.display(description="pages it leads to")
    def pages(self, sign):
        return ", ".join(sign.topics)
