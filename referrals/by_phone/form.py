"""The form of families as staff fill it in, for somebody on the phone."""

from django import forms

from referrals.by_phone.aloud import Question, in_spanish
from referrals.families import about_me
from referrals.families.fields import choice
from referrals.families.form import ReferralForm
from referrals.models.answers import PageLanguage, Relationship, RequestSource

AGREED = [
    (PageLanguage.ENGLISH, "Yes, to the English words"),
    (PageLanguage.SPANISH, "Yes, to the Spanish words"),
]
NOT_YET = (
    "Read the words out, then choose in which language the caregiver said yes. Without that yes"
    " nothing is stored; what you typed is still here."
)


# On the site these stand below the heading of a group.
ON_THEIR_OWN = {
    "contact_method": "What is the best way to reach you?",
    "child_first_name": "Child’s first name",
    "child_age": "Child’s age",
}


class PhoneRequestForm(ReferralForm):
    """The same questions, and consent that is spoken: in which language the words were read out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""  # some of these labels end with a sign of their own
        del self.fields["website"]  # the trap: nobody but staff gets here
        self.fields["consent"] = forms.ChoiceField(
            label="Did the caregiver say yes?", widget=forms.RadioSelect, **choice(AGREED, NOT_YET)
        )
        for name, field in self.fields.items():
            if not (self.about_me and name in about_me.LABELS):
                field.label = ON_THEIR_OWN.get(name, field.label)
            field.widget.attrs["autocomplete"] = "off"  # a browser knows staff, not the family
            if not field.required and name not in self.depends_on_another_answer:
                field.label = f"{field.label} (optional)"

    @property
    def questions_of_family(self) -> list[tuple[forms.BoundField, Question]]:
        """Each with its words in Spanish, to be read out."""
        aloud = in_spanish(self)
        fields = [field for field in self.visible_fields() if field.name != "consent"]
        return [(field, aloud[field.name]) for field in fields]

    @property
    def source(self) -> str:
        professional = self.cleaned_data["relationship"] == Relationship.PROFESSIONAL
        return RequestSource.PROFESSIONAL if professional else RequestSource.PHONE

    def spoken_consent(self) -> dict[str, str]:
        """The words that were read out and their language, by the fields of the referral."""
        language = self.cleaned_data["consent"]
        words = getattr(self.consent_words, f"words_{language}")
        return {
            "page_language": language,
            "consent_language": language,
            "consent_words": words,
        }

    def looks_like_spam(self) -> bool:
        return False
