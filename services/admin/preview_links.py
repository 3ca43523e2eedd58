"""Links for people without an account, on the page where staff see a draft as on a phone."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from njcmo_site.editing.editions import HasEditions
from services.models import PreviewLink


class HasPreviewLinks(HasEditions):
    """First base of the ModelAdmin of a draft that others are asked to read."""

    def preview_view(self, request, pk):
        draft = self.draft(request, pk)
        links = PreviewLink.of(draft)
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            if "link" in request.POST:
                taken_back = [one.pk for one in links if str(one.pk) == request.POST["link"]]
                PreviewLink.objects.filter(pk__in=taken_back).delete()
                messages.success(request, "That link opens nothing from now on.")
            else:
                PreviewLink.objects.create(draft=draft, made_by=request.user)
                messages.success(request, "Here is a new link.")
            return redirect(self.address("preview", pk))
        context = {"links": links.select_related("made_by"), "origin": settings.SITE_URL}
        return self.show_preview(request, draft, context)
