"""Publishing: pages of staff for drafts and for editions of them."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from csp.constants import SELF
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.anchors import links_to
from njcmo_site.editing.drafts import draft_addresses
from njcmo_site.editing.presence import TellsWhoEdits, others_in
from njcmo_site.editing.publishing import KeepForm, PublishForm
from njcmo_site.editing.types import StaffRequest

PAGES = ["changes", "editions", "preview"]


def digest(content: dict[str, Any], last: int) -> str:
    """For a form to say what was seen: the draft, and its last edition by its number."""
    return sha256(json.dumps([content, last], sort_keys=True).encode()).hexdigest()


def in_new_jersey(time: datetime) -> str:
    """With the zone, since staff may sit in another: "Dec. 4, 2026, 9:00 a.m. (EST)"."""
    local = timezone.localtime(time)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()}, New Jersey)"


def with_ends(editions: Iterable[Any]) -> list[Any]:
    """The newest first, each with `until`: when it ended, or the next one began."""
    rows = sorted(
        editions, key=lambda one: (one.begins_at or one.made_at, one.number), reverse=True
    )
    begins = None  # of the next one that did, or will
    for edition in rows:
        edition.until = min(filter(None, [edition.ends_at, begins]), default=None)
        if edition.begins_at and edition.ends_at != edition.begins_at:
            begins = edition.begins_at
    return rows


def say_saved(request: HttpRequest, draft: Any, changes: str, anchor: str = "") -> None:
    """With links to see it in each language, and to the page where it is published."""
    see = format_html_join(", ", '<a href="{1}">{0}</a>', draft_addresses(draft, anchor))
    told = 'This is a draft. See it in {}. <a href="{}">See what changed, and publish it</a>.'
    messages.info(request, format_html(told, see, changes))


class HasEditions(TellsWhoEdits):
    """First base of the ModelAdmin of a Draft."""

    publish_form: type[PublishForm] = PublishForm
    keep_form: type[KeepForm] = KeepForm

    def get_queryset(self, request):
        """With the number of the edition that families read."""
        live = self.model.kind_of_editions().objects.live().filter(draft=OuterRef("pk"))
        return super().get_queryset(request).annotate(live_number=Subquery(live.values("number")))

    @admin.display(description="families read")
    def read_by_families(self, draft):
        return f"edition {draft.live_number}" if draft.live_number else "nothing of it"

    def get_deleted_objects(self, objs, request):
        *found, protected = super().get_deleted_objects(objs, request)
        public = [edition for draft in objs for edition in draft.editions.not_over()]
        told = [f"{edition}, which families read or are to read: withdraw it" for edition in public]
        return *found, [*protected, *told]

    def get_urls(self):
        def page(name, route, view):
            view = require_http_methods(["GET", "HEAD", "POST"])(view)
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{route}", guarded, name=self.name_of(name))

        return [
            page("preview", "preview/", self.preview_view),
            page("changes", "changes/", self.changes_view),
            page("editions", "editions/", self.editions_view),
            page("edition", "editions/<int:number>/", self.edition_view),
            *super().get_urls(),
        ]

    def name_of(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def address(self, page: str, *args: int) -> str:
        return reverse(f"admin:{self.name_of(page)}", args=args)

    def editions_of(self, draft: Any) -> Any:
        """All of them, with what the pages of staff say of each."""
        return draft.editions.select_related("made_by")

    def may(self, request: HttpRequest, verb: str) -> bool:
        """Whether this person may "add" an edition (publish), or "change" when one ends."""
        edition = self.model.kind_of_editions()._meta
        return request.user.has_perm(f"{edition.app_label}.{verb}_{edition.model_name}")

    def draft(self, request: StaffRequest, pk: int) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        draft = self.get_queryset(request).filter(pk=pk).first()
        if draft is None:
            raise Http404
        return draft

    def preview_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """The draft at the width of a phone, in each language."""
        return self.show_preview(request, self.draft(request, pk), {})

    def show_preview(
        self, request: StaffRequest, draft: Any, context: dict[str, Any]
    ) -> HttpResponse:
        context |= {"title": "As on a phone"}
        response = self.show(request, "editing/preview.html", draft, context)
        response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # of django-csp
        return response

    # What changed since it went live -----------------------------------------------------------

    def changes_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """The draft beside what families read: publish it, keep it, or discard what changed."""
        draft = self.draft(request, pk)
        last = draft.last_number()  # before all that is decided by it
        content, live = draft.content(), draft.live_edition()
        form = self.publish_form(initial={"seen": digest(content, last)})
        differences = draft.differences(live.content, content) if live else []
        asks = live is not None and not differences  # of what families read there is no draft
        keep_form = self.keep_form(initial={"seen": digest(content, last), "review_wanted": asks})
        if request.method == "POST":
            if "discard" in request.POST:
                return self.restore(request, draft, content, last, live)
            if "keep" in request.POST:
                keep_form = self.keep_form(request.POST)
                if self.keeps(request, draft, content, last, keep_form):
                    return redirect(self.address("editions", pk))
            else:
                form = self.publish_form(request.POST)
                if self.publishes(request, draft, content, last, form):
                    return redirect(self.address("editions", pk))
        context = {
            "title": "What changed since it went live",
            "live": live,
            "waiting": [
                (one, bool(draft.differences(one.content, content)))
                for one in draft.editions.not_over()
                if one.waits and not one.damage
            ],
            "differences": differences,
            "form": form,
            "keep_form": keep_form,
            "seen": digest(content, last),
            "others_here": others_in(draft, request.user),
        }
        context |= self.second_person(request, draft, content)
        return self.show(request, "editing/changes.html", draft, context)

    def second_person(
        self, request: StaffRequest, draft: Any, content: dict[str, Any]
    ) -> dict[str, Any]:
        """What the page of changes says of who has to confirm them; nobody, here."""
        return {}

    def keeps(
        self, request: StaffRequest, draft: Any, content: dict[str, Any], last: int, form: KeepForm
    ) -> bool:
        """The draft as it was seen, under a name."""
        if not self.may(request, "add"):
            raise PermissionDenied
        if not form.is_valid() or self.was_changed(digest(content, last), form):
            return False
        try:
            edition = draft.keep(content, request.user, after=last, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.say(request, draft, f"Kept the draft as {edition}: {edition.why}")
        return True

    def was_changed(self, now: str, form: Any) -> bool:
        """Whether draft or editions are others than those that were seen; the form says so."""
        if form.cleaned_data.pop("seen") == now:
            return False
        form.data = form.data.copy()
        form.data["seen"] = now
        form.add_error(
            None, "The draft was changed, kept or published since you opened this page. Look again."
        )
        return True

    def publishes(
        self,
        request: StaffRequest,
        draft: Any,
        content: dict[str, Any],
        last: int,
        form: PublishForm,
    ) -> bool:
        if not self.may(request, "add"):
            raise PermissionDenied
        if not form.is_valid():
            return False  # and the form says why
        if self.nothing_to_publish(request, draft):
            return True
        if self.was_changed(digest(content, last), form):
            return False
        try:
            edition = draft.publish(content, request.user, after=last, **form.cleaned_data)
        except ValidationError as error:
            if self.nothing_to_publish(request, draft):  # who pressed at the same instant has
                return True
            form.add_error(None, error)
            return False
        begins = f"from {in_new_jersey(edition.begins_at)}" if edition.waits else "now"
        if draft.hidden_because:
            begins += f", but hidden: {draft.hidden_because}"
        self.say(request, draft, f"Published {edition}, read {begins}: {edition.why}")
        return True

    def nothing_to_publish(self, request: StaffRequest, draft: Any) -> bool:
        live = draft.live_edition()
        if live is None or live.ends_at or draft.differs(live.content):
            return False
        messages.warning(request, "This is what families read already.")
        return True

    # Editions ----------------------------------------------------------------------------------

    def editions_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """All of them; take the page off the site, or keep a later edition from beginning."""
        draft = self.draft(request, pk)
        if request.method == "POST":
            if not self.may(request, "change"):
                raise PermissionDenied
            self.end(request, draft)
            return redirect(self.address("editions", pk))
        context = {
            "title": "Editions",
            "live": draft.live_edition(),
            "editions": with_ends(self.editions_of(draft)),
            "goes_along": draft.goes_along(),
        } | self.before_withdrawing(draft)
        return self.show(request, "editing/editions.html", draft, context)

    def end(self, request: StaffRequest, draft: Any) -> None:
        if "withdraw" in request.POST:
            self.withdraw(request, draft)
            return
        number = request.POST.get("cancel", "")
        waiting = {str(one.number): one for one in draft.editions.not_over() if one.waits}
        if edition := waiting.get(number):
            edition.end()
            self.say(request, draft, f"Canceled {edition}: it never begins.")
        else:
            messages.warning(request, "That edition has begun, or is canceled already.")

    def before_withdrawing(self, draft: Any) -> dict[str, Any]:
        """What the page of editions says of it, and asks."""
        return {"links": links_to(draft.anchored_addresses())}

    def withdraw(self, request: StaffRequest, draft: Any) -> None:
        draft.withdraw()
        self.say(request, draft, "Withdrawn: families no longer find it.")

    def edition_view(self, request: StaffRequest, pk: int, number: int) -> HttpResponse:
        """What an edition changed; ?against=3 compares it with another, ?against=draft with now."""
        draft = self.draft(request, pk)
        by_number = {one.number: one for one in self.editions_of(draft)}
        edition = by_number.get(number)
        if edition is None:
            raise Http404
        last, content = draft.last_number(), draft.content()
        if request.method == "POST":
            return self.restore(request, draft, content, last, edition)
        live = draft.live_edition()
        others = [one for one in by_number.values() if one != edition and not one.damage]
        before = max((one.number for one in others if one.number < number), default=0)
        against = request.GET.get("against", str(before))
        other = next((one for one in others if str(one.number) == against), None)
        old = content if against == "draft" else other and other.content
        context = {
            "title": f"Edition {number}",
            "edition": edition,
            "others": others,
            "other": other,
            "against": against,
            "ahead": live is None or bool(draft.differences(live.content, content)),
            "seen": digest(content, last),
            "differences": (
                draft.differences(old, edition.content) if old and not edition.damage else None
            ),
            "others_here": others_in(draft, request.user),
        }
        return self.show(request, "editing/edition.html", draft, context)

    def restore(
        self, request: StaffRequest, draft: Any, content: dict[str, Any], last: int, edition: Any
    ) -> HttpResponse:
        """Into the draft, unless that is no longer what somebody saw who gives it up; families go
        on reading what they read."""
        if edition is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.POST.get("seen") != digest(content, last):
            messages.warning(
                request, "The draft was changed, kept or published since you opened that page."
            )
            return redirect(self.address("changes", draft.pk))
        try:
            draft.restore(edition.content)
        except ValidationError as error:
            messages.error(request, f"Nothing was restored. {' '.join(error.messages)}")
        else:
            self.say(request, draft, f"Put {edition} into the draft.")
        return redirect(self.address("changes", draft.pk))

    # -------------------------------------------------------------------------------------------

    def say(self, request: StaffRequest, draft: Any, words: str) -> None:
        """To the person, and for the history."""
        LogEntry.objects.log_actions(
            request.user.pk, [draft], CHANGE, words[:500], single_object=True
        )
        messages.success(request, words)

    def show(
        self, request: StaffRequest, template: str, draft: Any, context: dict[str, Any]
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {
            "opts": self.opts,
            "draft": draft,
            "addresses": {page: self.address(page, draft.pk) for page in PAGES},
            "change": reverse(f"admin:{self.name_of('change')}", args=[draft.pk]),
            "may_publish": self.may(request, "add"),
            "may_end": self.may(request, "change"),
            "may_change": self.has_change_permission(request),
        }
        return render(request, template, context)

    def render_change_form(self, request, context, *args, **kwargs):
        """Says above a draft what families read, and whether the draft is ahead of it."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        if draft := context.get("original"):
            live = draft.live_edition()
            context["live"] = live
            context["ahead"] = live and draft.differs(live.content)
            context["addresses"] = {page: self.address(page, draft.pk) for page in PAGES}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request, obj):
        """Whoever saves stays."""
        say_saved(request, obj, self.address("changes", obj.pk))
        return redirect(self.address("change", obj.pk))

    response_post_save_add = response_post_save_change
