from django.shortcuts import render
from django.views.decorators.http import require_safe

from faq import published
from faq.models import Question
from njcmo_site.caching import for_everybody
from njcmo_site.editing.drafts import as_draft, shows_draft


@for_everybody
@require_safe
def questions(request):
    """Every question, by category; a category without one is left out.

    ?draft has what staff have not published.
    """
    rows = published.questions()
    draft = shows_draft(request, rows, "faq.view_question")
    if draft:
        rows = published.drafts()
    categories = [
        (category, [row for row in rows if row.category == category])
        for category in Question.Category
    ]
    changed_on = max((row.words_changed_on for row in rows), default=None)
    context = {
        "categories": [pair for pair in categories if pair[1]],
        "changed_on": changed_on,
        "draft": draft,
        "edit": draft and request.user.has_perm("faq.change_question"),
    }
    response = render(request, "faq/questions.html", context)
    return as_draft(response) if draft else response
