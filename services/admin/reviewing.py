"""Pages that a clinician reviews: what families read is confirmed, edition by edition."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from njcmo_site.editing.drafts import draft_addresses
from njcmo_site.editing.publishing import KeepForm, PublishForm
from njcmo_site.plain_text import read_all_plainly
from services.admin.fields import words_differ
from services.admin.ordering import renumber
from services.admin.preview_links import HasPreviewLinks
from services.admin.withdrawing import WithdrawnAdmin
from services.models import CardReview, TopicReview
from services.models.review_states import ReviewState
from services.models.reviewed_editions import ReviewedEdition
from services.models.reviews import A_YEAR

DATE: dict[str, type[forms.Widget] | forms.Widget] = {
    "next_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
}
OF_REVIEWER = ["name", "credential", "role_en", "role_es"]


class PublishReviewedForm(PublishForm):
    small = forms.BooleanField(
        label="This is a small correction",
        required=False,
        help_text="A few words at most, and no other meaning: a typing error, a comma, a link that"
        " was broken. It needs no second person, keeps the date of the review, and reviewers see it"
        " in their list.",
    )
    field_order = ["why", "small"]


class KeepReviewedForm(KeepForm):
    review_wanted = forms.BooleanField(
        label="Ask for a review",
        required=False,
        help_text="Clinical reviewers find it on their start page.",
    )


class ReviewForm(forms.ModelForm):
    """The same words of a reviewer for each language that they answer for."""

    languages = forms.MultipleChoiceField(
        label="I have read all of it in",
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["languages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_all_plainly(self)
        for name in OF_REVIEWER:
            self.fields[name].required = True

    @transaction.atomic
    def save_for(self, confirmed: list[tuple[ReviewedEdition, str]], by: Any) -> None:
        """For each (edition, language)."""
        answers = {name: self.cleaned_data[name] for name in [*OF_REVIEWER, "next_on"]}
        answers |= {"by": by, "reviewed_on": timezone.localdate()}
        edition, _language = confirmed[0]
        type(edition)._default_manager.select_for_update().get(pk=edition.pk)
        for one, language in confirmed:  # one each, however often the button is pressed
            one.reviews.get_or_create(language=language, **answers)


def first_answers_of(reviewer: Any) -> dict[str, Any]:
    """How this person signed the last time, and a day in a year."""
    in_a_year = {"next_on": timezone.localdate() + A_YEAR}
    for kind in (TopicReview, CardReview):
        if review := kind.objects.filter(by=reviewer).first():
            return in_a_year | {name: getattr(review, name) for name in OF_REVIEWER}
    return in_a_year | {"name": reviewer.get_full_name()}


def compared_with(
    edition: ReviewedEdition, live: ReviewedEdition | None, states: dict[str, ReviewState]
) -> list[ReviewedEdition]:
    """What families read, and what was confirmed last; this edition itself is none of them."""
    others = [live, *(state.review.edition for state in states.values())]
    return list(dict.fromkeys(one for one in others if one and one != edition))


def may_review(request: HttpRequest) -> bool:
    return request.user.has_perm("services.review_topic")


class ReviewedAdmin(WithdrawnAdmin, HasPreviewLinks):
    """First base of the ModelAdmin of what is Reviewed."""

    publish_form = PublishReviewedForm
    keep_form = KeepReviewedForm

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.review_view)
        guarded = self.admin_site.admin_view(view)
        route = "<int:pk>/editions/<int:number>/review/"
        return [path(route, guarded, name=self.name_of("review")), *super().get_urls()]

    def editions_of(self, draft):
        return super().editions_of(draft).prefetch_related("reviews")

    def review_view(self, request, pk, number):
        """A clinician confirms what an edition says."""
        draft = self.draft(request, pk)
        if not may_review(request):
            raise PermissionDenied
        edition = self.editions_of(draft).filter(number=number).first()
        if edition is None:
            raise Http404
        if edition.damage:
            messages.error(request, edition.damage)
            return redirect(self.address("editions", pk))
        live = draft.live_edition()
        if edition.begins_at and edition != live and not edition.waits:
            messages.warning(request, "Families read another edition by now: review that one.")
            return redirect(self.address("editions", pk))
        columns = [*OF_REVIEWER, "next_on"]
        kind: Any = forms.modelform_factory(
            edition.reviews.model, ReviewForm, columns, widgets=DATE
        )
        form = kind(initial=first_answers_of(request.user))
        if request.method == "POST":
            form = kind(request.POST)
            if form.is_valid():
                languages = form.cleaned_data["languages"]
                confirmed = [
                    (one, language)
                    for language in languages
                    for one in draft.confirmed_with(edition, language)
                ]
                form.save_for(confirmed, request.user)
                read = " and ".join(dict(settings.LANGUAGES)[one] for one in languages)
                self.say(request, draft, f"Confirmed {edition} in {read}: {form.instance.who}")
                return redirect("reviews")
        states = draft.states(edition.content, edition.number)
        context = {
            "title": f"Review of edition {number}",
            "edition": edition,
            "live": live,
            "read": draft_addresses(draft, number=number),
            "states": [
                (name, states[language])
                for language, name in settings.LANGUAGES
                if language in states
            ],
            "differences": [
                (other, draft.differences(other.content, edition.content))
                for other in compared_with(edition, live, states)
            ],
            "form": form,
        }
        return self.show(request, "editing/review.html", draft, context)

    def second_person(self, request, draft, content):
        wanted = draft.editions.filter(begins_at=None, review_wanted=True)
        if live := draft.live_edition():
            wanted = wanted.filter(number__gt=live.number)  # before, it lacks what that one has
        return {
            "wanted": wanted.prefetch_related("reviews").first(),
            "lacks_review": draft.takes_two and draft.lacks_review(content, request.user),
        }

    def show(self, request, template, draft, context):
        context |= {"is_reviewed": True, "may_review": may_review(request)}
        return super().show(request, template, draft, context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            renumber(formset)
        rows = [row for formset in formsets for row in formset.forms]
        if any(words_differ(each) for each in [form, *rows]):
            form.instance.words_changed()
