from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from njcmo_site.origins import pressed_elsewhere
from services.childs_page.form import ChildsPageForm
from services.childs_page.sheet import Sheet
from services.sheets import stores_nothing


@stores_nothing
def childs_page(request):
    """The questions; by a POST the sheet that a family takes along. Nothing is stored."""
    if request.method != "POST":
        return show(request, ChildsPageForm())

    answers = request.POST
    if pressed_elsewhere(request):  # another site does not put its words into a page of ours
        return show(request, ChildsPageForm.typed(answers), status=422, from_elsewhere=True)
    switching_language = "switch_language" in answers
    if switching_language and "looked_at" not in answers:
        return show(request, ChildsPageForm.typed(answers), kept=True)

    form = ChildsPageForm(answers)
    if not form.is_valid():
        return show(request, form, status=200 if switching_language else 422)
    context = {"form": form, "sheet": Sheet(form.cleaned_data), "language_form": "questions"}
    return render(request, "services/childs_page/sheet.html", context)


def show(
    request: HttpRequest, form: ChildsPageForm, status: int = 200, **further: bool
) -> HttpResponse:
    context = {"form": form, "language_form": "questions"} | further
    return render(request, "services/childs_page/form.html", context, status=status)
