from modeltranslation.translator import TranslationOptions, register

from faq.models import Question


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")
    required_languages = ("en",)
