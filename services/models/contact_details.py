"""How to reach NJCMO."""

from django.db import models
from django.db.models import Q

from njcmo_site.one_row import OneRow
from services.models.counties import one_way_of_writing_a_phone


class ContactDetails(OneRow):
    """How NJCMO itself is reached. One row; what is empty is named on no page."""

    WEB_SITE = "https://njcmo.org"

    phone = models.CharField(
        "phone", max_length=20, blank=True, validators=[one_way_of_writing_a_phone]
    )
    email = models.EmailField(
        "e-mail",
        blank=True,
        help_text="Families are asked to write here about privacy and accessibility.",
    )
    security_email = models.EmailField(
        "e-mail for security",
        blank=True,
        help_text="Where somebody reports a hole in this site. Empty: the e-mail above.",
    )

    class Meta:
        verbose_name = "contact details of NJCMO"
        verbose_name_plural = "contact details of NJCMO"
        constraints = [models.CheckConstraint(name="contact_details_one_row", condition=Q(id=1))]

    def __str__(self):
        return "Contact details of NJCMO"

    @property
    def for_security(self) -> str:
        """An address as security.txt wants it: mailto: or https:."""
        email = self.security_email or self.email
        return f"mailto:{email}" if email else self.WEB_SITE
