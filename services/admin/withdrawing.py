"""What staff see and choose before a page or a card is withdrawn."""

from typing import Any

from django import forms
from django.contrib import messages

from njcmo_site.editing.editions import HasEditions
from services.models import Topic
from services.models.mentions import mentions
from services.models.published import pages


class WithdrawForm(forms.Form):
    leads_on_to = forms.ModelChoiceField(
        Topic.objects.none(),
        label="Once it is withdrawn, its address leads to",
        required=False,
        empty_label="nothing: “This page was not found”",
    )

    def __init__(self, draft: Any, data: Any = None):
        super().__init__(data, initial={"leads_on_to": draft.leads_on_to_id})
        own = {draft.pk} if isinstance(draft, Topic) else set()
        read = {page.pk for page in pages().values() if not own & {page.pk, page.hub_id}}
        chosen: Any = self.fields["leads_on_to"]
        chosen.queryset = Topic.objects.filter(pk__in=read)


class WithdrawnAdmin(HasEditions):
    """Of what has an address of its own."""

    def get_deleted_objects(self, objs, request):
        """An address that leads on would be lost."""
        *found, protected = super().get_deleted_objects(objs, request)
        told = [
            f"its address, which leads on to “{draft.leads_on_to}”: choose nothing, among its"
            " editions"
            for draft in objs
            if draft.leads_on_to_id
        ]
        return *found, [*protected, *told]

    def withdraw(self, request, draft):
        form = WithdrawForm(draft, request.POST)
        if not form.is_valid():
            messages.warning(request, "Families cannot read that page. Choose another.")
            return
        page, was_read = form.cleaned_data["leads_on_to"], draft.live_edition()
        draft.withdraw(page)
        leads = f"Its address leads to {f'“{page}”' if page else 'nothing'}."
        said = "Withdrawn: families no longer find it. " if was_read else ""
        self.say(request, draft, f"{said}{leads}")

    def before_withdrawing(self, draft):
        if not draft.editions.begun().exists():
            return {}  # families have no address of it that could lead anywhere
        return {"links": mentions(draft), "withdraw_form": WithdrawForm(draft)}
