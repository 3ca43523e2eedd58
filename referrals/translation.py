from modeltranslation.translator import TranslationOptions, register

from referrals.models import ConsentWords


@register(ConsentWords)
class ConsentWordsTranslation(TranslationOptions):
    fields = ("words",)
    required_languages = ("en", "es")
