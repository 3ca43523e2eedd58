"""Which texts exist in every language of the site."""

from modeltranslation.translator import TranslationOptions, register

from services.models import Section, Topic, UrgentSign


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("title", "short_title", "summary", "description", "short_version")
    required_languages = {"en": ("title", "short_title", "summary", "description")}


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("heading", "short_heading", "body", "link_words")
    required_languages = {"en": ("heading", "body")}


@register(UrgentSign)
class UrgentSignTranslation(TranslationOptions):
    fields = ("advice",)
    required_languages = ("en",)
