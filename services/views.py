from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from njcmo_site.caching import for_everybody
from njcmo_site.editing.drafts import as_draft, asked_content, shows_draft
from services import checklist
from services.models import (
    Card,
    County,
    Door,
    FirstCall,
    NextStep,
    PreviewLink,
    Situation,
    Term,
    Topic,
    UrgentSign,
)
from services.models.ages import ChildAge
from services.models.former import card_at, page_at, terms
from services.models.kept import kept
from services.models.published import cards, draft_of_card, draft_of_page, pages
from services.names import read_boxes, read_signs
from services.reading_cards import reading_cards
from services.school_letter import letter


@for_everybody
@require_safe
def page(request, hub, topic=None):
    """A hub at /<hub>/, or a topic at /<hub>/<topic>/; ?draft is what staff have not published."""
    page = pages().get((hub, topic or ""))
    draft = shows_draft(request, page, "services.view_topic")
    if draft:
        where = {"hub__address": hub, "address": topic} if topic else {"hub": None, "address": hub}
        row = Topic.objects.select_related("hub").filter(**where).first()
        page = row and draft_of_page(row, asked_content(request, row))
    if page is None:
        return moved(request, page_at((hub, topic or "")))
    template = "services/topic.html" if topic else "services/hub.html"
    edit = edits(request, draft, "services.change_section")
    response = render(request, template, {"page": page, "draft": draft, "edit": edit})
    return as_draft(response) if draft else response


def moved(request, now):
    """Where families read now what they once read at this address. Raises Http404 for nothing."""
    if now is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(now.get_absolute_url() + (query and f"?{query}"))
    response["Cache-Control"] = "no-cache"  # a browser would go there for good, and pages come back
    return response


@require_safe
def preview(request, signed):
    """A draft of a page or a card, for whoever got this link from staff."""
    link = PreviewLink.opened(signed)
    draft = link and link.draft
    if isinstance(draft, Topic):
        template = "services/topic.html" if draft.hub_id else "services/hub.html"
        page = draft_of_page(draft, draft.content())
        response = render(request, template, {"page": page, "preview": link})
    elif isinstance(draft, Card):
        context = of_card(request, draft_of_card(draft, draft.content())) | {"preview": link}
        response = render(request, "services/card.html", context)
    else:
        response = render(request, "services/preview_ended.html", status=410)
    response["Referrer-Policy"] = "no-referrer"  # who has the address reads the draft
    return as_draft(response)


@for_everybody
@gzip_page
@require_safe
def find_your_cmo(request):
    """The organization of each county; ?county=essex shows one first, with its phone."""
    counties = County.objects.select_related("care_management_organization")
    found = next((each for each in counties if each.slug == request.GET.get("county")), None)
    context = {"counties": counties, "found": found, "calls": FirstCall.for_family()}
    return render(request, "services/find_your_cmo.html", context)


@for_everybody
@gzip_page
@require_safe
def who_to_call(request):
    """The doors for OT itself; ?child_age=under_3 begins with the first of them for that age."""
    calls = FirstCall.for_family()
    doors = Door.objects.of(calls)
    by_place = {(door.age, door.place): door for door in doors}
    asked = request.GET.get("child_age")
    age = ChildAge(asked) if asked in ChildAge.values else None
    lost_skill = [sign for sign in kept(read_signs).values() if sign.name == "u-lost-skill"]
    context = {
        "age": age,
        "doors": [door for door in doors if door.age == age],
        "places": Door.Place,
        "rows": [(one, [by_place.get((one, place)) for place in Door.Place]) for one in ChildAge],
        "situations": Situation.objects.all(),
        "boxes": {name.replace("-", "_"): box for name, box in kept(read_boxes).items()},
        "lost_skill": lost_skill,
        "calls": calls,
    }
    return render(request, "services/who_to_call.html", context)


@never_cache
@gzip_page
@require_safe
def signs_checklist(request):
    """The list; with a tick in the address, what was ticked. Nothing is stored."""
    answers = checklist.Answers.read(request.GET)
    # Whoever only switches the language is still ticking.
    is_done = answers.ticked and "switch_language" not in request.GET
    answer = show_result(request, answers) if is_done else show_list(request, answers)
    answer["Referrer-Policy"] = "no-referrer"  # the address holds the answers
    return answer


def show_list(request, answers):
    context = {
        "answers": answers,
        "ages": ChildAge,
        "moments": checklist.by_moment(answers.offered),
        "call_now": checklist.call_now(),
        "calls": FirstCall.for_family(answers.age) if answers.age else [],
        "language_form": "signs",
    }
    return render(request, "services/signs_checklist.html", context)


def show_result(request, answers):
    found = [page_at(("occupational-therapy", topic)) for topic in answers.topics]
    calls = FirstCall.for_family(answers.age)
    doors = Door.objects.filter(age=answers.age).of(calls) if answers.age else []
    behind_doors = {door.call_id for door in doors}
    steps = list(NextStep.objects.all())
    level = UrgentSign.Level
    context = {
        "answers": answers,
        "call_now": checklist.call_now(),
        "now": answers.raised(level.CALL_911, level.CALL_LINE),
        "today": answers.raised(level.DOCTOR_TODAY),
        "soon": answers.raised(level.DOCTOR_SOON),
        "next_steps": [step for step in steps if answers.age in step.ages],
        "doors": doors,
        "calls": [call for call in calls if call.pk not in behind_doors],
        "ticked": [
            (moment, signs, checklist.below(signs))
            for moment, signs in checklist.by_moment(answers.signs)
        ],
        "topics": [topic for topic in dict.fromkeys(found) if topic],
        "letter_query": letter.query(answers.age, answers.signs),
        "sheet": checklist.sheet(answers),
        "questions": [step for step in steps if step.kind == NextStep.Kind.ASK],
        "ages": ChildAge,
        "offered": checklist.by_moment(answers.offered),
    }
    return render(request, "services/signs_result.html", context)


@for_everybody
@require_safe
def glossary(request):
    """Both languages side by side, in groups."""
    words = terms()
    groups = [(group, [term for term in words if term.group == group]) for group in Term.Group]
    return render(request, "services/glossary.html", {"groups": groups})


@for_everybody
@require_safe
def first_visit_card(request):
    """A card to read with a child before the first visit, and to draw on; both languages."""
    return render(request, "services/first_visit_card.html")


@for_everybody
@require_safe
def reading_card(request, slug):
    """A card of a topic, to read with a child, to draw and to color on; both languages."""
    card = reading_cards().get(slug)
    if card is None:
        raise Http404
    return render(request, "services/reading_card.html", {"card": card})


@for_everybody
@require_safe
def try_today(request):
    """The cards in the order of the day."""
    return render(request, "services/try_today.html", {"cards": cards().values()})


@for_everybody
@require_safe
def card(request, slug):
    """What to try at one moment, on one sheet; ?both=1 has both languages side by side."""
    found = cards().get(slug)
    draft = shows_draft(request, found, "services.view_card")
    if draft:
        row = Card.objects.filter(slug=slug).first()
        found = row and draft_of_card(row, asked_content(request, row))
    if found is None:
        return moved(request, card_at(slug))
    edit = edits(request, draft, "services.change_card")
    context = of_card(request, found) | {"draft": draft, "edit": edit}
    response = render(request, "services/card.html", context)
    return as_draft(response) if draft else response


def edits(request: HttpRequest, draft: bool, permission: str) -> bool:
    """Whether to lead from each part to its form: from the draft of today, not from an edition."""
    return draft and not request.GET.get("draft") and request.user.has_perm(permission)


def of_card(request: HttpRequest, card: Card) -> dict:
    languages = [code for code, _name in settings.LANGUAGES]
    return {"card": card, "both": "both" in request.GET, "languages": languages}
