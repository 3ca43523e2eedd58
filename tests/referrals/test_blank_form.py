"""The questions as everybody meets them first are drawn once, and drawn anew when they change."""

import pytest

from referrals.models import ConsentWords
from services.models import FixedText

pytestmark = pytest.mark.django_db


def shown(client, path="/get-help/") -> str:
    return client.get(path).content.decode()


def test_new_words_of_the_consent_stand_on_the_next_form(client):
    shown(client)
    ConsentWords.objects.create(words_en="NJCMO may call me.", words_es="NJCMO puede llamarme.")
    assert "NJCMO may call me." in shown(client)
    assert "NJCMO puede llamarme." in shown(client, "/es/get-help/")


def test_what_staff_change_stands_on_the_next_form(client):
    shown(client)
    box = FixedText.objects.get(name="outside-our-reach")
    box.title_en = "We cannot reach everybody"
    box.save()
    assert "We cannot reach everybody" in shown(client)


def test_the_languages_do_not_mix(client):
    ConsentWords.objects.create(words_en="OK", words_es="OK")
    assert "Your name" in shown(client)
    assert "Su nombre" in shown(client, "/es/get-help/")
    assert "Su nombre" not in shown(client)


def test_nothing_that_one_family_typed_or_chose_stands_on_the_form_of_the_next(client):
    blank = shown(client).count("checked")
    typed = {"caregiver_name": "Rosa Núñez", "concerns": ["adhd"], "page_number": "x"}
    assert "Rosa Núñez" in client.post("/get-help/", typed).content.decode()
    assert shown(client, "/get-help/?concerns=autism&county=essex").count("checked") == blank + 1
    again = shown(client)
    assert "Rosa Núñez" not in again
    assert again.count("checked") == blank


def test_each_form_has_a_number_of_its_own(client):
    numbers = {shown(client).partition('name="page_number" value="')[2][:36] for _ in range(3)}
    assert len(numbers) == 3
    assert min(map(len, numbers)) == 36
