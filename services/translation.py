"""Which texts exist in every language of the site."""

from modeltranslation.translator import TranslationOptions, register

from services.models import (
    Approach,
    Box,
    Card,
    Door,
    FirstCall,
    FixedText,
    Moment,
    NextStep,
    Photo,
    Script,
    Section,
    Sign,
    Situation,
    Term,
    Topic,
    UrgentSign,
)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = (
        "title",
        "search_title",
        "short_title",
        "summary",
        "description",
        "short_version",
    )
    required_languages = {"en": ("title", "short_title", "summary", "description")}


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("heading", "short_heading", "body", "more", "link_words")
    required_languages = {"en": ("heading", "body")}


@register(Card)
class CardTranslation(TranslationOptions):
    fields = ("say", "title", "steps", "watch_for", "research", "read_on")
    required_languages = {"en": ("say", "title", "steps", "watch_for", "research")}


@register(UrgentSign)
class UrgentSignTranslation(TranslationOptions):
    fields = ("advice",)
    required_languages = ("en",)


@register(FirstCall)
class FirstCallTranslation(TranslationOptions):
    fields = ("title", "hours", "languages", "know_first", "what_to_say", "cost", "what_comes_next")
    required_languages = {"en": ("title",)}


@register(Script)
class ScriptTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en",)


@register(Door)
class DoorTranslation(TranslationOptions):
    fields = ("name", "words")
    required_languages = {"en": ("name",)}


@register(Situation)
class SituationTranslation(TranslationOptions):
    fields = ("situation", "whom", "why")
    required_languages = {"en": ("situation", "whom")}


@register(Box)
class BoxTranslation(TranslationOptions):
    fields = ("title", "body")
    required_languages = ("en",)


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("term", "short", "meaning")
    required_languages = {"en": ("term", "meaning")}


@register(Approach)
class ApproachTranslation(TranslationOptions):
    fields = ("name", "finding")
    required_languages = ("en",)


@register(FixedText)
class FixedTextTranslation(TranslationOptions):
    fields = ("title", "text")
    required_languages = {"en": ("text",)}


@register(Moment)
class MomentTranslation(TranslationOptions):
    fields = ("title", "line")
    required_languages = ("en", "es")


@register(Sign)
class SignTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en", "es")


@register(Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("alt",)


@register(NextStep)
class NextStepTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en", "es")
