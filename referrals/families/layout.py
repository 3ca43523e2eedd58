"""The questions of the form in their order and groups."""

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

# Shown to who asks for somebody else: see #id_family_name in static/css/site.css.
FOR_SOMEBODY_ELSE = Div("family_name", "family_knows", css_class="two")


def switch_at(place: str) -> HTML:
    """The language is switched where somebody is: the other page begins at the same group."""
    return HTML(f"{{% include 'families/switch_here.html' with place='{place}' %}}")


def layout(about_me: bool) -> Layout:
    return Layout(
        "consent_version",
        Div("website", css_class="vh", aria_hidden="true"),
        Fieldset(
            _("About you"),
            switch_at("about-you"),
            "caregiver_name",
            "relationship",
            FOR_SOMEBODY_ELSE,
            "preferred_language",
            "language_other",
        ),
        Fieldset(
            _("How to reach you"),
            switch_at("to-reach-you"),
            "contact_method",
            Div("phone", "email", css_class="two"),
            "best_time",
            "leave_message",
            Div("second_phone", "contact_notes", css_class="two"),
        ),
        Fieldset(
            _("What it is about") if about_me else _("About your child"),
            switch_at("what-about"),
            Div("child_first_name", "county", css_class="two"),
            "child_age",
            HTML("{% include 'partials/outside_our_reach.html' %}"),  # a way out of both
            "concerns",
            "message",
        ),
        Fieldset(_("Your permission"), "consent"),
    )
