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
        label="Then its address leads to",
        required=False,
        empty_label="nothing: “This page was not found”",
    )

    def __init__(self, draft: Any, *args: Any):
        super().__init__(*args)
        own = {draft.pk} if isinstance(draft, Topic) else set()
        read = {page.pk for page in pages().values() if not own & {page.pk, page.hub_id}}
        chosen: Any = self.fields["leads_on_to"]
        chosen.queryset = Topic.objects.filter(pk__in=read)


class WithdrawnAdmin(HasEditions):
    """Of what has an address of its own."""

    def withdraw(self, request, draft):
        form = WithdrawForm(draft, request.POST)
        if not form.is_valid():
            messages.warning(request, "Families cannot read that page. Choose another.")
            return
        page = form.cleaned_data["leads_on_to"]
        draft.withdraw(page)
        leads = f" Its address leads to “{page}”." if page else ""
        self.say(request, draft, f"Withdrawn: families no longer find it.{leads}")

    def before_withdrawing(self, draft):
        return {"links": mentions(draft), "withdraw_form": WithdrawForm(draft)}
