from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from services.reminder import calendar
from services.sheets import sources, stores_nothing
from services.what_changes.changes import Birthday, birthdays, changes, content
from services.what_changes.form import BirthForm


@stores_nothing
def what_changes(request):
    """What changes at each age; by a POST of month and year of birth, when. Nothing is stored."""
    if request.method != "POST":
        return show(request, BirthForm())

    answers = request.POST
    switching_language = "switch_language" in answers
    if switching_language and "looked_at" not in answers:
        return show(request, BirthForm.typed(answers))

    form = BirthForm(answers)
    if not form.is_valid():
        return show(request, form, status=200 if switching_language else 422)
    found = birthdays(form.cleaned_data["born"], timezone.localdate())
    days = [day for birthday in found for day in birthday.days]
    if "calendar" in answers and days:
        return calendar(sorted(set(days)), title=_("Ask what comes next"))
    return show(request, form, birthdays=found, has_days=bool(days))


def show(
    request: HttpRequest,
    form: BirthForm,
    status: int = 200,
    birthdays: list[Birthday] | None = None,
    has_days: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "to_come": [one for one in birthdays or [] if not one.is_past],
        "past": [one for one in birthdays or [] if one.is_past],
        "has_days": has_days,
        "changes": changes(),
        "sources": sources(content()["sources"]),
        "checked_on": content()["checked_on"],
        "language_form": "questions",
    }
    return render(request, "services/what_changes/page.html", context, status=status)
