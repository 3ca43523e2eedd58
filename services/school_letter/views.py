from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from njcmo_site.origins import pressed_elsewhere
from services.reminder import calendar
from services.school_letter.form import SchoolLetterForm
from services.school_letter.letter import Letter, content
from services.sheets import sources, stores_nothing


@stores_nothing
def school_letter(request):
    """The questions; by a POST the letter, or its day for a calendar. Nothing is stored."""
    if request.method != "POST":
        return show_form(request, SchoolLetterForm.prefilled(request.GET))

    answers = request.POST
    if pressed_elsewhere(request):  # another site does not put its words into a page of ours
        return show_form(request, SchoolLetterForm.typed(answers), status=422, from_elsewhere=True)
    switching_language = "switch_language" in answers
    if "show_list" in answers or (switching_language and "looked_at" not in answers):
        return show_form(request, SchoolLetterForm.typed(answers), kept=True)

    form = SchoolLetterForm(answers)
    if not form.is_valid():
        return show_form(request, form, status=200 if switching_language else 422)
    letter = Letter(form.cleaned_data)
    if "calendar" in answers and letter.days:
        return calendar(letter.days, title=_("Ask again"))
    context = context_of(form) | {"letter": letter}
    return render(request, "services/school_letter/letter.html", context)


def show_form(
    request: HttpRequest, form: SchoolLetterForm, status: int = 200, **further: bool
) -> HttpResponse:
    context = context_of(form) | further
    return render(request, "services/school_letter/form.html", context, status=status)


def context_of(form: SchoolLetterForm) -> dict[str, Any]:
    return {"form": form, "sources": sources(content()["sources"]), "language_form": "questions"}
