"""Each field has a class, and what follows from it holds."""

import pytest
from django.apps import apps
from django.db import models

from njcmo_site import field_classes
from referrals.admin.referral import WRITTEN_BY_FAMILY
from referrals.board.export import COLUMNS, PERSONAL_COLUMNS
from referrals.encryption import EncryptedTextField
from referrals.models import AccountMail, Comparison, Count, Look, Notice, Referral, Step
from referrals.templatetags.privacy import WORDS
from services.models import Given, Stamp
from tests.factories import make_referral

CLASSES = field_classes.CLASSES
APPS = [apps.get_app_config(name) for name in ("faq", "referrals", "services")]
OURS = [model for app in APPS for model in app.get_models()]
CLASSED = [model for model in OURS if isinstance(CLASSES.get(model._meta.label_lower), dict)]
REFERRAL = "referrals.referral"


def names_of(model) -> list[str]:
    return sorted(field.name for field in model._meta.get_fields() if field.concrete)


def test_each_model_stands_in_the_table_of_classes_and_nothing_else():
    assert sorted(CLASSES) == sorted(model._meta.label_lower for model in OURS)


@pytest.mark.parametrize("model", CLASSED, ids=lambda model: model.__name__)
def test_each_field_has_one_class(model):
    of_model = CLASSES[model._meta.label_lower]
    assert sorted(" ".join(of_model.values()).split()) == names_of(model)


def test_a_model_of_one_class_is_not_asked_for_the_names_of_another():
    with pytest.raises(ValueError, match=r"All fields of faq\.question are open\."):
        field_classes.of_family("faq.question")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_free_text_of_a_family_is_encrypted_and_nothing_else_is(model):
    """What is chosen from a list is none, nor a hash, nor the words that we printed ourselves."""
    made_by_the_site = {"phone_hash", "second_phone_hash", "email_hash"}
    made_by_the_site |= {"consent_version", "consent_words"}
    of_family = set()
    if model in CLASSED:
        of_family = set(field_classes.of_family(model._meta.label_lower)) - made_by_the_site
    for field in model._meta.concrete_fields:
        free_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        encrypted = isinstance(field, EncryptedTextField)
        assert encrypted == (free_text and field.name in of_family), field


def test_every_encrypted_text_of_a_referral_is_erased():
    names = {field.name for field in Referral.encrypted_fields()}
    assert names <= set(field_classes.erased(REFERRAL))


def test_what_is_of_a_family_is_exported_as_a_personal_column_only():
    """But for what the board counts."""
    personal = set(field_classes.of_family(REFERRAL)) - field_classes.COUNTED
    assert not {name for one in COLUMNS.values() for name in one.fields} & personal
    shown = {name for one in PERSONAL_COLUMNS.values() for name in one.fields}
    assert shown <= personal
    assert {field.name for field in Referral.encrypted_fields()} <= shown


@pytest.mark.django_db
def test_no_encrypted_text_is_on_a_page_of_staff_before_somebody_has_said_why(client, staff):
    typed = {field.name: f"marker-{field.name}" for field in Referral.encrypted_fields()}
    referral = make_referral(**typed | {"phone": "2015550199", "second_phone": "2015550188"})
    client.force_login(staff("manager"))
    page = f"/admin/referrals/referral/{referral.pk}/change/"
    for path in ("/admin/", "/admin/referrals/referral/", page, f"/admin/desk/{referral.pk}/call/"):
        response = client.get(path)
        shown = response.content.decode()
        assert response.status_code == 200
        assert "marker-" not in shown, path
        assert "555-0199" not in shown, path
        assert "555-0188" not in shown, path
    client.post(page, {"_reveal": "", "reason": "call"})
    shown = client.get(page).content.decode()
    phones = {typed["phone"], typed["second_phone"]}
    assert {text for text in typed.values() if text not in shown} == phones
    assert "201-555-0199" in shown
    assert "201-555-0188" in shown


@pytest.mark.django_db
def test_what_a_row_is_called_tells_nothing_that_a_family_wrote(staff):
    """It reaches logs and the titles of pages."""
    typed = {field.name: f"marker-{field.name}" for field in Referral.encrypted_fields()}
    one, other = (make_referral(**typed | {"phone": "2015550199"}) for _ in range(2))
    person = staff()
    one.note_step(Step.What.NOTED, person, note="marker-note")
    Look.objects.note(person, Look.What.OPENED, one)
    Comparison.decide(one, other, True, person)
    Notice.objects.announce(one)
    AccountMail.objects.create(to=person, about=person, by=person, kind="made")
    Stamp.renew()
    for model in (Referral, Step, Look, Comparison, Notice, Count, AccountMail, Given, Stamp):
        called = {str(row) for row in model.objects.all()[:5]}
        assert called, model
        for name in called:
            assert "marker" not in name
            assert "0199" not in name
            assert "object (" not in name, model  # Django’s own words for what has no name


def test_the_page_of_a_referral_shows_every_encrypted_text():
    shown = [one for row in WRITTEN_BY_FAMILY for one in (row if isinstance(row, tuple) else [row])]
    names = {getattr(one, "__name__", one).removesuffix("_shown") for one in shown}
    assert {field.name for field in Referral.encrypted_fields()} <= names


def test_the_privacy_statement_has_words_for_whatever_is_erased_and_for_nothing_else():
    assert sorted(WORDS) == sorted(field_classes.erased(REFERRAL))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "encrypted", "erased"),
    [
        ("/privacy/", "Your name, your phone number, your e-mail address,", "your child’s age"),
        ("/es/privacy/", "Su nombre, su teléfono, su correo electrónico,", "la edad de su hijo"),
    ],
)
def test_the_privacy_statement_lists_what_the_classes_say(client, path, encrypted, erased):
    page = client.get(path).content.decode()
    assert encrypted in page
    assert erased in page
