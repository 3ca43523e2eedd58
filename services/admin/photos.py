"""The photos of the pages."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from modeltranslation.admin import TranslationAdmin

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.spanish.beside import SpanishBeside, both
from services.admin.photo_form import NewPhotoForm
from services.models import Photo
from services.photos.focus import focus_of
from services.photos.receiving import receiving
from services.photos.uses import uses


@admin.register(Photo)
class PhotoAdmin(SpanishBeside, StaffAdmin, TranslationAdmin):
    list_display = ["small", "title", "alt", "decorative", "made_by", "made_at"]
    list_display_links = ["title"]
    list_select_related = ["made_by"]
    list_per_page = 50
    actions = None  # each is deleted on a page that says where it is used
    search_fields = ["title", "alt_en", "alt_es"]
    readonly_fields = ["shown", "used_in", "spanish_state", "added_by", "made_at"]
    fieldsets = [
        (None, {"fields": ["shown", "title", "spanish_state", *both("alt"), "decorative"]}),
        ("Where it is", {"fields": ["used_in", "focus_x", "focus_y", "added_by", "made_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["file", "title", *both("alt"), "decorative"]}),
        ("For shared links", {"fields": [("focus_x", "focus_y")]}),
    ]

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Its files are cut around the focus when it is added, and stay as they are."""
        return [
            *super().get_readonly_fields(request, obj),
            *(["focus_x", "focus_y"] if obj else []),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewPhotoForm
        form = super().get_form(request, obj, change=change, **kwargs)
        if hasattr(request, "received"):
            form.received = request.received
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A file is received before the transaction, in which everybody else who saves waits."""
        view = super().changeform_view
        sent = request.FILES.get("file")
        if object_id or not sent or not self.has_add_permission(request):
            return view(request, object_id, form_url, extra_context)
        with receiving(sent, request.user, focus_of(request.POST)) as request.received:
            return view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)
        if not change:
            request.received.saved = True

    def get_deleted_objects(self, objs, request):
        """One that is used stays."""
        *found, protected = super().get_deleted_objects(objs, request)
        places = [place for photo in objs for place, _address in uses(photo)]
        return *found, places or protected

    @admin.display(description="photo")
    def small(self, photo):
        height = round(120 * photo.height / photo.width)
        image = '<img src="{}" alt="" width="120" height="{}" loading="lazy">'
        return format_html(image, photo.thumbnail, height)

    @admin.display(description="as shared links show it")
    def shown(self, photo):
        return format_html('<img src="{}" alt="" width="600" height="315">', photo.shared)

    @admin.display(description="used in")
    def used_in(self, photo):
        places = [(address, place) for place, address in uses(photo)]
        links = format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', places)
        return links or "Nothing yet."

    @admin.display(description="added by")
    def added_by(self, photo):
        """Without a link to the account, which editors may not see."""
        return photo.made_by and photo.made_by.get_username()
