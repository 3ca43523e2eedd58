from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from njcmo_site.caching import for_everybody
from services.models import County
from services.models.ages import ChildAge
from services.professionals.card import FamilyCard


@for_everybody
@gzip_page
@require_safe
def for_professionals(request):
    """How to hand a family on; ?county=essex&child_age=6_to_8 fills in the card to give."""
    counties = list(County.objects.all())
    context = {
        "card": FamilyCard.read(request.GET, counties),
        "counties": counties,
        "ages": ChildAge,
    }
    return render(request, "services/professionals/page.html", context)
