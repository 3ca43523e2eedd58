"""Parts of a page: each has a short form of its own; the outline of the page leads to it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms import HiddenInput
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from njcmo_site.editing.base import StaffAdmin
from njcmo_site.editing.editions import say_saved
from njcmo_site.editing.presence import TellsWhoEdits
from njcmo_site.editing.second_person import OvertakenForm, remembered
from services.admin.fields import DATES, HTTPS_LINKS, words_differ
from services.models import Topic

MOST_PARTS = 60  # of each kind on a page


class PartForm(OvertakenForm):
    """Of the page that it was opened for, whatever is sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topic" in self.fields:
            self.fields["topic"].disabled = True
        # Whoever moves a part changes nothing that this form would overwrite.
        self.facts = {key: fact for key, fact in self.facts.items() if not key.endswith(".order")}
        self.initial["opened_state"] = remembered(self.facts)

    def others(self) -> Any:
        """The parts of this kind beside it on its page."""
        page = self.cleaned_data["topic"]
        return self._meta.model._default_manager.filter(topic=page).exclude(pk=self.instance.pk)

    def clean(self):
        answers = super().clean()
        if self.instance._state.adding and self.others().count() >= MOST_PARTS:
            raise ValidationError(f"A page has {MOST_PARTS} of these at most.")
        return answers


class PartAdmin(TellsWhoEdits, StaffAdmin):
    """First base of the ModelAdmin of what belongs to a page."""

    form = PartForm
    formfield_overrides = HTTPS_LINKS | DATES
    change_form_template = "editing/part.html"

    def has_module_permission(self, request):
        return False  # their pages lead to them; a list of all would mix them

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:services_topic_changelist")

    def add_view(self, request, form_url="", extra_context=None):
        topic = request.GET.get("topic", "")
        if len(topic) > 18 or not topic.isdecimal() or not Topic.objects.filter(pk=topic).exists():
            raise Http404
        return super().add_view(request, form_url, extra_context)

    def view_on_site(self, row):
        return None  # the page has links to the draft

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "topic":
            kwargs["widget"] = HiddenInput()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "topic" in form.base_fields:
            form.base_fields["topic"].initial = request.GET.get("topic")
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        part = context.get("original")
        context["page"] = part.topic if part else Topic.objects.get(pk=request.GET["topic"])
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """A new one stands last."""
        if not change:
            obj.order = (form.others().aggregate(last=Max("order"))["last"] or 0) + 1
        super().save_model(request, obj, form, change)
        if words_differ(form):
            obj.topic.words_changed()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        obj.topic.words_changed()
        request.left = obj.topic  # where response_delete() goes

    def response_delete(self, request, obj_display, obj_id):
        messages.success(request, f"“{obj_display}” is out of the draft.")
        return redirect("admin:services_topic_change", request.left.pk)

    def response_post_save_change(self, request, obj):
        """Whoever saves stays."""
        changes = reverse("admin:services_topic_changes", args=[obj.topic_id])
        say_saved(
            request, obj.topic, changes, getattr(obj, "anchor", str(self.opts.verbose_name_plural))
        )
        return redirect(f"admin:services_{self.opts.model_name}_change", obj.pk)

    response_post_save_add = response_post_save_change

    # The history of a part is that of its page -------------------------------------------------

    def history_of(self, row):
        return row.topic

    def history_view(self, request, object_id, extra_context=None):
        part = self.get_object(request, object_id)
        if part is None or not self.has_view_permission(request, part):
            raise Http404
        return redirect("admin:services_topic_history", part.topic_id)

    def log_change(self, request, part, message):
        name = {"name": str(self.opts.verbose_name), "object": str(part)}
        said = [{kind: about | name} for one in message for kind, about in one.items()]
        rows = [part.topic]
        return LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, said, single_object=True)

    log_addition = log_change

    def log_deletions(self, request, queryset):
        for part in queryset:
            self.log_change(request, part, [{"deleted": {}}])
