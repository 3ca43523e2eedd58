"""Pages, and the outline of their parts."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import OuterRef, Subquery
from django.forms import CheckboxSelectMultiple
from django.forms.widgets import Script
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.anchors import KeepsLinks
from njcmo_site.editing.base import StaffAdmin
from njcmo_site.spanish.beside import SpanishBeside, both
from services.admin.fields import DATES, LinesField
from services.admin.ordering import move
from services.admin.reviewing import ReviewedAdmin
from services.models import Topic, TopicEdition

# By the name of the model: where a page has them, and what staff call them.
PARTS = {
    "section": ("sections", "Sections"),
    "source": ("sources", "Sources"),
    "approach": ("approaches", "Approaches"),
}


@admin.register(Topic)
class TopicAdmin(
    ReviewedAdmin,
    KeepsLinks,
    SpanishBeside,
    StaffAdmin,
    TranslationAdmin,
):
    list_display = [
        "short_title",
        "hub_title",
        "order",
        "read_by_families",
        "words_changed_on",
    ]
    list_editable = ["order"]
    actions = None
    list_filter = ["hub"]
    list_select_related = ["hub"]
    search_fields = ["title_en", "title_es", "address"]
    save_on_top = True
    readonly_fields = ["spanish_state", "words_changed_on"]
    prepopulated_fields = {"address": ["short_title"]}
    formfield_overrides = {
        **DATES,
        models.TextField: {"form_class": LinesField},
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "spanish_state",
                    *both("title", "search_title", "short_title", "summary", "description"),
                    *both("short_version"),
                    "words_changed_on",
                ]
            },
        ),
        ("Where it stands", {"fields": ["hub", "address", "order", "picture", "share_photo"]}),
        ("Shown with it", {"fields": ["urgent_signs", "related"]}),
    ]

    change_form_template = "editing/page.html"

    class Media:
        js = [Script("js/outline.js", defer=True)]

    def get_urls(self):
        moves = self.admin_site.admin_view(require_POST(self.move_view))
        return [path("<int:pk>/move/", moves, name="services_topic_move"), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        if page := context.get("original"):
            context["outline"] = [
                (kind, name, getattr(page, relation).all(), self.may_change(request, kind))
                for kind, (relation, name) in PARTS.items()
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request):
        """With the number of the edition of its hub as well."""
        of_hub: dict[str, Any] = {"draft": OuterRef("hub")}
        live = TopicEdition.objects.live().filter(**of_hub)
        return super().get_queryset(request).annotate(live_hub=Subquery(live.values("number")))

    @admin.display(description="families read")
    def read_by_families(self, page):
        if page.hub_id and not page.live_hub:
            return "nothing of it"
        return super().read_by_families(page)

    def get_deleted_objects(self, objs, request):
        """Pages that families read under a hub stand under it, wherever their drafts do."""
        *found, protected = super().get_deleted_objects(objs, request)
        keys = [page.pk for page in objs]
        public = TopicEdition.objects.not_over().filter(content__fields__hub_id__in=keys)
        told = [f"{edition} of “{edition.draft}”" for edition in public]
        return *found, [*protected, *told]

    def may_change(self, request: HttpRequest, kind: str) -> bool:
        return request.user.has_perm(f"services.change_{kind}")

    def move_view(self, request, pk):
        """Give a part (part=section-12) another place of its page, counted from 1 (to=3)."""
        page = Topic.objects.filter(pk=pk).first()
        kind, _, key = request.POST.get("part", "").partition("-")
        if page is None or kind not in PARTS:
            raise Http404
        if not self.may_change(request, kind):
            raise PermissionDenied
        if move(page, PARTS[kind][0], key, request.POST.get("to", "")):
            self.say(request, page, f"Moved a {kind}.")
        else:
            messages.warning(request, "Nothing was moved: look at the outline again.")
        return redirect(f"{self.address('change', page.pk)}#{kind}-outline")

    def get_changeform_initial_data(self, request):
        last = Topic.objects.aggregate(last=models.Max("order"))["last"] or 0
        return super().get_changeform_initial_data(request) | {"order": last + 1}

    @admin.display(description="hub", ordering="hub")
    def hub_title(self, topic):
        return topic.hub and topic.hub.short_title
