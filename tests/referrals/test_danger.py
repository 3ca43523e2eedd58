"""A message that speaks of danger or self-harm: what the family reads, and who is told."""

import re
import time

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from referrals.desk.calling import families_for
from referrals.families.form import ReferralForm
from referrals.mail.outbox import send_due
from referrals.models import IntakeSettings, Notice, Referral
from services.models import DangerWords
from tests.factories import make_referral
from tests.referrals.sending import send

pytestmark = pytest.mark.django_db


def thanked(client, path="/get-help/thank-you/"):
    return BeautifulSoup(client.get(path).content, "lxml").main


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_family_that_writes_of_danger_reads_first_of_911_and_988(client, answers, prefix):
    send(client, answers | {"message": "He says that he wants to die."})
    assert Referral.objects.get().may_be_urgent
    page = thanked(client, f"{prefix}/get-help/thank-you/")
    before_all_else = str(page).partition('class="ref"')[0]
    assert "tel:911" in before_all_else
    assert "tel:988" in before_all_else


@pytest.mark.parametrize(
    "message",
    ["ELLA QUIERE MORIR", "She cut her wrists", "se hace dan\u0303o", "kills him\u00adself",
     "he doesn\u2019t want\nto live", "no\r\n quiere   vivir", "My partner has a gun",
     "Suicidio", "doesn`t want to live", "x " * 900 + "suicide", "she hurts herslef"],
)  # fmt: skip
def test_words_of_danger_are_found_however_they_are_typed(answers, message):
    form = ReferralForm(answers | {"message": message})
    assert form.is_valid()
    assert DangerWords.stand_in(form.cleaned_data["message"])


@pytest.mark.parametrize(
    "message",
    ["", "Haircuts are hard.", "He cannot use a knife and fork.", "Cutting with scissors is hard.",
     "No puede usar cuchillo ni tenedor.", "He is dying to play soccer.", "...!!!", "\U0001f600"],
)  # fmt: skip
def test_an_everyday_message_is_none_of_danger(message):
    assert not DangerWords.stand_in(message)


PLAINLY_OF_DANGER = """
Mi hija se cortó las venas. Quiere cortarse las venas. Se quiso cortar las venas. Se hace cortes.
Su papá lo golpea. Mi esposo le pega a mi hijo. Mi esposo nos pega. Me pega mi esposo.
Mi ex me pega. Agarró un cuchillo. Dice que se va a tirar por la ventana. Le pegan en la escuela.
Se tomó muchas pastillas. Desea morir. Prefiere morir. No quisiera vivir. No quiere estar vivo.
Quiere pegarse un tiro. Le tocó sus partes privadas. Dice: me voy a matar. Dice: la voy a matar.
Se quiere quitar la vida. El tío abusó de mi hija. Abusaron de él. Fue abusada. La violaron.
Lo amenazó con un arma. Tiene un arma. Dice que quiere lastimarse. Ya no puedo más.
Quiso ahorcarse. Dice que quiere matarse. El padrastro lo maltrata. Es una emergencia.
My husband hits me. My boyfriend hits my kids. He will shoot himself. He will shoot up the school.
She took a bottle of pills. He wants to jump out of the window. She may jump off the balcony.
She wants to end her own life. She is cutting herself. She is cutting her arms. She is suicidl.
His uncle touches his private parts. He wants to unalive himself. He was molested. He molests her.
I can't go on like this. My husband beats me. There is a gun in the house. He stabbed his brother.
She tried to overdose. He tried to strangle me. She is abused. I am afraid I will hurt my son.
"""


def test_what_says_plainly_that_somebody_is_in_danger_is_found():
    said = sentences(PLAINLY_OF_DANGER)
    assert [sentence for sentence in said if not DangerWords.stand_in(sentence)] == []


EVERYDAY = """
Strange noises scare him. We overdo it with screens. The chicken was overdone, so she cried.
He beats me at chess. She cannot go on the swings. I can't go on Tuesdays. He loves his water gun.
He stabs his food with a fork. He brings the knife to his mouth. He cannot hold a knife at dinner.
The tags hurt my son's neck. Grandma is the emergency contact. He cannot swallow pills.
He wants to kill bugs. I am cooking her dinner. In an emergency call Grandma.
She rifles through the drawers. He calls shotgun in the car.
Loud rooms bother her. He chews his sleeves. Buttons and zippers are hard. She trips a lot.
He jumps off the couch all day. She hangs from the bars. He hits the ball with a bat.
Brushing teeth is a fight. He runs away from the blender. He will not cut paper with scissors.
She hates having her nails cut. He crashes into walls for fun. He cannot sit still in class.
Her handwriting is slow. He gags on new foods. She melts down when plans change.
He takes his time to get dressed. Socks drive her crazy. He throws toys out of the window.

Le molestan los ruidos y las etiquetas de la ropa. Disculpe la molestia. Que no le moleste el ruido.
La luz lo suele molestar. Mi hijo arma rompecabezas. Se arma un berrinche. El cubo ya está armado.
Es muy abusado. Le encanta colgarse de las barras. Las etiquetas se le pegan en la piel.
Por favor no llame: no puedo más temprano. Se cae mucho y puede lastimarse. Me da miedo el balcón.
Hay que ahorrar tiempo. Le gusta matar hormigas. Va a matar moscas. No quiere lastimar a nadie.
Los globos se volaron. No puede cortar con un cuchillo. Juega con una pistola de agua.
La abuela es el contacto de emergencia. Se corta el pelo con miedo. Cortó las mangas.
Se acuclilla para jugar. Maltrata sus juguetes. No quiere lastimarse en el columpio.
Los tira por la ventana. Ya no aguanta más de diez minutos.
No aguanta las costuras. El abuso de pantallas nos preocupa.
Toma muchas pastillas para la alergia. Le cuesta abrocharse. Pega las fotos en su cuaderno.
Se tapa los oídos. Camina de puntitas. No le gusta que lo toquen. Muerde el cuello de la camisa.
"""


def test_what_is_said_of_everyday_life_is_none_of_danger():
    said = sentences(EVERYDAY)
    assert [sentence for sentence in said if DangerWords.stand_in(sentence)] == []


def sentences(text):
    return [sentence for sentence in re.split(r"(?<=\.)\s+", text.strip()) if sentence]


def test_danger_is_found_in_what_makes_it_easier_to_reach_a_family_too(client, answers):
    send(client, answers | {"contact_notes": "Do not call the house, my husband will kill me."})
    assert Referral.objects.get().may_be_urgent


def test_after_an_everyday_message_the_page_warns_of_nothing(client, answers):
    send(client, answers)
    assert not thanked(client).select(".notice")


def test_the_longest_message_takes_no_time(client, answers):
    words = ["kill", "want", "to", "hurt", "se", "a", "suicidx", "knife"]
    for message in ("k " * 1000, "hurt" * 500, " ".join(words * 70)[:2000], "want to " * 250):
        began = time.process_time()
        DangerWords.stand_in(message)
        assert time.process_time() - began < 0.5, message[:20]


def test_next_call_gives_a_family_in_danger_first_and_at_any_time(staff):
    today = timezone.localdate()
    make_referral(due_on=today.replace(year=2020))
    parts = ("morning", "afternoon", "evening")
    urgent = [make_referral(may_be_urgent=True, best_time=part) for part in parts]
    assert set(families_for(staff())[:3]) == set(urgent)


def test_the_mail_to_intake_says_that_something_may_be_urgent_and_no_more(client, answers):
    IntakeSettings.objects.create(notice_email="intake@example.org")
    send(client, answers | {"message": "She wants to die.", "email": ""})
    send_due()
    told = mail.outbox[0]
    assert told.subject == "New requests: 1, 1 may be urgent"
    assert "die" not in told.body
    assert str(Referral.objects.get()) not in told.body + told.subject


def test_after_many_mails_to_intake_one_that_may_be_urgent_waits_five_minutes_at_most(
    client, answers, monkeypatch
):
    IntakeSettings.objects.create(notice_email="intake@example.org")
    began = timezone.now()

    def mails_at(minutes, **changes):
        later = began + timezone.timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        if changes:
            Notice.objects.create(referral=make_referral(**changes), audience="intake")
        send_due()
        return len(mail.outbox)

    for minutes in (1, 7, 18):  # the pause is 20 minutes by now
        mails_at(minutes, county_id="essex")
    sent = len(mail.outbox)
    assert mails_at(24, county_id="essex") == sent
    assert mails_at(25, may_be_urgent=True) == sent + 1


def test_staff_see_what_may_be_urgent_until_the_family_is_reached(client, staff):
    referral = make_referral(may_be_urgent=True)
    client.force_login(staff())
    pages = ["/admin/", "/admin/referrals/referral/", f"/admin/desk/{referral.pk}/call/"]
    pages += [f"/admin/referrals/referral/{referral.pk}/change/"]
    for path in pages:
        assert "may be urgent" in client.get(path).content.decode().lower(), path
    referral.move_to("in_touch", by=User.objects.get())
    for path in [*pages[:2], pages[3]]:
        assert "may be urgent" not in client.get(path).content.decode().lower(), path


def test_of_a_request_that_was_taken_back_nothing_says_that_it_spoke_of_danger(client, answers):
    send(client, answers | {"message": "She wants to die."})
    client.post("/get-help/thank-you/")
    assert not Referral.objects.get().may_be_urgent


def test_a_clinician_marks_the_words_as_read_and_an_editors_change_takes_the_mark_off(
    client, staff
):
    row = DangerWords.objects.get(name="wanting-to-die")
    page = f"/admin/services/dangerwords/{row.pk}/change/"
    words = {"phrases_en": row.phrases_en, "phrases_es": row.phrases_es}
    client.force_login(staff("content editor"))
    assert "Not yet" in client.get("/admin/services/dangerwords/").content.decode()
    client.post(page, words | {"reviewed_on": "2026-12-01"})
    row.refresh_from_db()
    assert row.reviewed_on is None
    client.force_login(staff("clinical reviewer"))
    client.post(page, words | {"reviewed_on": "2026-12-01"})
    row.refresh_from_db()
    assert row.reviewed_on
    client.force_login(User.objects.get(username="content-editor"))
    client.post(page, words | {"phrases_en": "suicid*, in despair"})
    row.refresh_from_db()
    assert row.phrases_en == "suicid*, in despair"
    assert row.reviewed_on is None


@pytest.mark.parametrize("written", ["", "knife !butter", "(gun)", " , "])
def test_words_of_danger_that_would_find_nothing_or_be_silenced_are_refused(written):
    row = DangerWords.objects.first()
    row.phrases_en = written
    with pytest.raises(ValidationError):
        row.full_clean()


def test_all_words_of_danger_that_a_new_site_has_pass_their_own_rules():
    for row in DangerWords.objects.all():
        row.full_clean()
        assert row.reviewed_on is None


def test_who_edits_the_words_reads_that_no_clinician_has_read_them_yet(client, staff):
    row = DangerWords.objects.first()
    DangerWords.objects.update(reviewed_on=None)
    page = f"/admin/services/dangerwords/{row.pk}/change/"
    for role, told in (
        ("content editor", "Read by a clinician: Not yet"),
        ("clinical reviewer", "Empty: not yet"),
    ):
        client.force_login(staff(role))
        shown = BeautifulSoup(client.get(page).content, "lxml").get_text(" ", strip=True)
        assert told in " ".join(shown.split())
        assert "Not yet" in client.get("/admin/services/dangerwords/").content.decode()
