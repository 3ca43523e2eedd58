"""The public form: which answers are needed when, and the words of each error."""

import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from njcmo_site.plain_text import (
    LONGEST_HIDDEN,
    OneLineField,
    ParagraphsField,
    plain_text,
    too_long,
)
from referrals.families import about_me, opened_page
from referrals.families.concerns import concerns_of
from referrals.families.email_field import EmailField
from referrals.families.fields import CountyField, PageNumberField, choice, chosen_in, texts
from referrals.families.layout import layout
from referrals.families.phone_field import PhoneField
from referrals.models import ConsentWords, Referral
from referrals.models.answers import (
    BestTime,
    Concern,
    ContactMethod,
    LeaveMessage,
    PreferredLanguage,
    Relationship,
)
from services.models import County
from services.models.ages import ChildAge
from services.models.kept import stamp

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PREFILLED = {"concerns", "county", "child_age"}
OF_EACH_PAGE = {"page_number", "page_opened"}
# What the page says of itself, and the trap; a referral holds none of it under these names.
NOT_ANSWERS = {"page_opened", "website", "consent_version", "consent"}


@lru_cache(maxsize=8)
def blank_questions(language: str, consent_words: str, stamp: str) -> SafeString:
    """As everybody meets them first: to draw them is most of what the page would cost."""
    html: SafeString = render_crispy_form(ReferralForm())
    return html


class ReferralForm(forms.Form):
    """The fields of the request, by the names that are agreed with the world outside."""

    fields: dict[str, Any]

    page_number = PageNumberField(required=False, widget=forms.HiddenInput)
    page_opened = OneLineField(required=False, widget=forms.HiddenInput)
    consent_version = OneLineField(required=False, widget=forms.HiddenInput)
    # A trap: people do not see it, and programs fill in whatever is called like this.
    website = OneLineField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    caregiver_name = OneLineField(
        label=_("Your name"),
        help_text=_("What should we call you?"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        **texts(100, required=_("Enter your name")),
    )
    relationship = forms.ChoiceField(
        label=_("You are the child’s…"),
        help_text=_(
            "Helping a family? Ask their permission first. We contact only the number or address"
            " that you give below."
        ),
        widget=forms.RadioSelect,
        **choice(Relationship.choices, _("Choose who you are to the child")),
    )
    family_name = OneLineField(
        label=_("Whom should we call?"),
        help_text=_(
            "The name of the parent or guardian. Needed if you work with the family: we call them."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **texts(100),
    )
    family_knows = forms.BooleanField(
        label=_("The family knows that I ask, and the number below is theirs."), required=False
    )
    preferred_language = forms.ChoiceField(
        label=_("Which language do you prefer?"),
        widget=forms.RadioSelect,
        **choice(PreferredLanguage.choices, _("Choose the language that you prefer")),
    )
    language_other = OneLineField(
        label=_("Which other language?"),
        help_text=_("Only if you chose “Another”"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **texts(60),
    )

    contact_method = forms.ChoiceField(
        label=_("What is the best way?"),
        widget=forms.RadioSelect,
        **choice(ContactMethod.choices, _("Choose how we should contact you")),
    )
    phone = PhoneField(
        label=_("Phone number"),
        help_text=_("For a call or a text. Any format is fine."),
        **texts(60),
    )
    email = EmailField(
        label=_("E-mail address"),
        help_text=_("If you give one, we also send a short e-mail with your reference."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
        required=False,
        error_messages=too_long(254)
        | {"invalid": _("Enter an e-mail address, such as name@example.org")},
    )
    best_time = forms.ChoiceField(
        label=_("When is a good time?"),
        required=False,
        widget=forms.RadioSelect,
        **choice(BestTime.choices, _("Choose one of these times, or none")),
    )
    leave_message = forms.ChoiceField(
        label=_("May we leave a message?"),
        help_text=_("With a machine, or with another person who answers. Never a word of why."),
        required=False,
        widget=forms.RadioSelect,
        **choice(LeaveMessage.choices, _("Choose whether we may leave a message, or nothing")),
    )
    second_phone = PhoneField(
        label=_("A second number, in case"),
        help_text=_("Another phone of yours, or of a person whom you trust."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        **texts(60),
    )
    contact_notes = OneLineField(
        label=_("Anything that makes it easier to reach you"),
        help_text=_("A relay service, an interpreter, slow mail. Up to 200 characters."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **texts(200),
    )

    child_first_name = OneLineField(
        label=_("First name"),
        help_text=_("Initials will do"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **texts(60),
    )
    county = CountyField(
        County.objects.all(),
        label=_("County where the child lives"),
        help_text=_(
            "Two homes? Choose the one with more school nights. Not sure? Choose the nearest; we"
            " set it right. Outside New Jersey? See below."
        ),
        empty_label=_("Choose the county"),
        error_messages={
            "required": _("Choose the county where the child lives"),
            "invalid_choice": _("Choose the county where the child lives"),
        },
    )
    child_age = forms.ChoiceField(
        label=_("Age"),
        help_text=_("Between two ages? Choose the age of today. 21 or older? See below."),
        widget=forms.RadioSelect,
        **choice(ChildAge.choices, _("Choose your child’s age")),
    )
    concerns = forms.MultipleChoiceField(
        label=_("What is on your mind?"),
        help_text=_(
            "Check as many as you like. OT is occupational therapy; PT is physical therapy."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **choice(Concern.choices, _("Check only what is in this list")),
    )
    message = ParagraphsField(
        label=_("Anything you want us to know"),
        help_text=_("A sentence is plenty. Up to 2,000 characters."),
        **texts(2000),
    )
    consent = forms.BooleanField(
        label="",  # the words in force
        error_messages={"required": _("Check the box so that we may contact you")},
    )

    # Neither always needed nor optional: another answer decides.
    depends_on_another_answer = ("family_name", "language_other", "phone", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            number = self.initial.setdefault("page_number", uuid.uuid4())
            self.initial.setdefault("page_opened", opened_page.sign(str(number)))
        shown = (self.data if self.is_bound else self.initial).get("consent_version", "")
        self.consent_words = ConsentWords.objects.shown_as(plain_text(shown[:LONGEST_HIDDEN]))
        self.fields["consent_version"].initial = self.consent_words.version
        self.fields["consent"].label = self.consent_words.words
        self.helper = FormHelper()
        self.helper.form_tag = False  # the page writes the form, with its buttons
        self.helper.disable_csrf = True
        self.address()

    def address(self) -> None:
        """Speak of “your child”, or to somebody who asks about themselves."""
        said = self.data if self.is_bound else self.initial
        self.about_me = about_me.is_asked_for(said.get("relationship"), said.get("child_age"))
        if self.about_me:
            about_me.say_you(self)
        self.helper.layout = layout(self.about_me)

    @classmethod
    def prefilled(cls, query: QueryDict, browser: str) -> "ReferralForm":
        """An empty form for the browser of this secret, but for what an address may fill in.

        Unknown values are ignored.
        """
        form = cls()
        number = str(form.initial["page_number"])
        form.initial["page_opened"] = opened_page.sign(number, browser=browser)
        for name in query.keys() & PREFILLED:
            known = {str(value) for value, _label in form.fields[name].choices if str(value)}
            asked = query.getlist(name)
            values = concerns_of(asked) if name == "concerns" else asked
            values = [value for value in values if value in known]
            if values:
                form.initial[name] = values if name == "concerns" else values[-1]
        form.address()
        return form

    def carried_in(self) -> list[tuple[str, str]]:
        """What an address filled in: each with the words for what it chose."""
        return [
            (str(field.label), "; ".join(map(str, chosen_in(field))))
            for field in self
            if field.name in PREFILLED & self.initial.keys()
        ]

    def questions(self) -> SafeString:
        """All that it asks, but for the two fields that are others on each page."""
        if self.is_bound or set(self.initial) - OF_EACH_PAGE:
            html: SafeString = render_crispy_form(self)
            return html
        words = f"{self.consent_words.version}: {self.consent_words.words}"
        return blank_questions(get_language(), words, stamp())

    @classmethod
    def typed(cls, answers: QueryDict, without: Iterable[str] = ()) -> "ReferralForm":
        """The form as it was filled in so far, not checked yet."""
        names = [name for name in cls.base_fields if name in answers and name not in without]
        return cls(
            initial={
                name: answers.getlist(name) if name == "concerns" else answers[name]
                for name in names
            }
        )

    def clean_concerns(self):
        """In the order of the form, each once."""
        ticked = self.cleaned_data["concerns"]
        return [concern for concern in Concern.values if concern in ticked]

    def clean(self):
        super().clean()
        answers = self.cleaned_data
        method = answers.get("contact_method")
        if method in {ContactMethod.PHONE, ContactMethod.TEXT}:
            self.need("phone", _("Enter the phone number that we should call or text"))
        if method == ContactMethod.EMAIL:
            self.need("email", _("Enter the e-mail address that we should write to"))
        if answers.get("relationship") == Relationship.PROFESSIONAL:
            self.need("family_name", _("Enter the name of the parent or guardian to call"))
        if answers.get("preferred_language") == PreferredLanguage.OTHER:
            self.need("language_other", _("Enter the language that you prefer"))
        return answers

    def need(self, name: str, ask: "StrOrPromise") -> None:
        if name not in self.errors and not self.cleaned_data[name]:
            self.add_error(name, ValidationError(ask, code="required"))

    def answers(self) -> dict:
        """What the family answered, by the names of the referral’s fields."""
        return {
            name: answer for name, answer in self.cleaned_data.items() if name not in NOT_ANSWERS
        }

    def says_other_than(self, referral: Referral) -> bool:
        return any(getattr(referral, name) != answer for name, answer in self.answers().items())

    def looks_like_spam(self) -> bool:
        """No page’s number, a filled trap, or sooner than a person could. Never a refusal."""
        number = self.cleaned_data["page_number"]
        if not number or self.cleaned_data["website"]:
            return True
        seconds = opened_page.seconds_open(str(number), self.cleaned_data["page_opened"])
        return seconds is None or 0 <= seconds < opened_page.A_PERSON_TAKES

    @staticmethod
    def to_send_anew(answers: QueryDict, foreign: bool) -> QueryDict:
        """What came without the token of this browser, as the family may send it anew.

        Without the tick the next press is the family’s own, never a foreign page’s. What another
        site sent keeps neither its number, which that site may know, nor whom to contact.
        """
        answers = answers.copy()
        whom_to_contact = ["phone", "second_phone", "email"] if foreign else []
        for name in ["consent", "website", *whom_to_contact]:
            answers.pop(name, None)
        answers["consent_version"] = ConsentWords.objects.in_force().version
        number = answers.get("page_number", "")
        if foreign or not re.fullmatch(r"[0-9a-f-]{36}", number):
            number = answers["page_number"] = str(uuid.uuid4())
        if opened_page.seconds_open(number, answers.get("page_opened", "")) is None:
            answers["page_opened"] = opened_page.sign(number, opened_page.A_PERSON_TAKES)
        return answers

    def not_taken(self, origin_hidden: bool) -> None:
        """Say why a filled form came back without the tick: its cookie, token or origin is lost."""
        if origin_hidden:
            reason = _(
                "Your browser hides which page this form comes from. So we cannot be sure that it"
                " was you who sent it. Most often an add-on or a setting for privacy does this."
                " Turn it off for this site, or use another browser. Then check this box again, and"
                " send again. Or call one of the numbers on this page."
            )
        else:
            reason = _(
                "The page was open for a long time. Check this box again, and send again. If"
                " this comes back, allow cookies for this site."
            )
        self.errors["consent"] = self.error_class([str(reason)])
