from django.shortcuts import render
from django.views.decorators.http import require_safe

from faq.models import Question


@require_safe
def questions(request):
    """Every question, by category; a category without one is left out."""
    rows = list(Question.objects.all())
    categories = [
        (category, [row for row in rows if row.category == category])
        for category in Question.Category
    ]
    changed_on = max((row.words_changed_on for row in rows), default=None)
    return render(
        request,
        "faq/questions.html",
        {
            "categories": [pair for pair in categories if pair[1]],
            "changed_on": changed_on,
        },
    )
