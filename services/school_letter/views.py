from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from njcmo_site.origins import pressed_elsewhere
from services.school_letter.form import SchoolLetterForm
from services.school_letter.letter import Letter, sources
from services.school_letter.reminder import calendar

FILE_NAME = "reminder.ics"  # whoever sees it learns of no school and no child


@csrf_exempt  # nothing is stored, so no cookie has to say whose form it is
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
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
        return as_file(calendar(letter.days))
    context = {"form": form, "letter": letter, "sources": sources(), "language_link": "#language"}
    return render(request, "services/school_letter/letter.html", context)


def show_form(
    request: HttpRequest, form: SchoolLetterForm, status: int = 200, **further: bool
) -> HttpResponse:
    context = {"form": form, "sources": sources(), "language_link": "#language"}
    return render(request, "services/school_letter/form.html", context | further, status=status)


def as_file(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
