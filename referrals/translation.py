from modeltranslation.translator import TranslationOptions, register

from referrals.models import IntakeSettings


@register(IntakeSettings)
class IntakeSettingsTranslation(TranslationOptions):
    fields = ("response_time",)
