"""How dates and hours are written on every page, by language."""

from django.utils.translation import gettext_noop

# Django's own Spanish has no space in them: "a. m." is from our catalog.
HALVES_OF_THE_DAY = [gettext_noop("a.m."), gettext_noop("p.m.")]
