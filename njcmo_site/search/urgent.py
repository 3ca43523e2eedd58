"""What somebody types who may not be able to wait."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from njcmo_site.plain_text import fold
from njcmo_site.search.words import stem, words_of
from services.models import UrgentSign

LONG_WORD = 7  # letters


# Phrases after which no page comes first: the urgent signs whose advice stands above what is
# found. Both languages together, since a parent in fear types the first word that comes. "*" is
# any ending; "!" a word beside which the phrase is an everyday one.
URGENT = {
    "u-danger": (
        "911, 9 1 1, emergency, emergencies, danger*, weapon*, gun, guns, knife !spread !butter,"
        "bleeding, drown*, ambulance, rape*, domestic violence, hits me, urgencia*, emergencia*,"
        "peligro*, arma, armas, pistola*, cuchillo !untar, sangra, sangrando, ambulancia,"
        "violacion*, violencia, me pega"
    ),
    "u-breathing": (
        "chok*, breath* !exercise !deep !calm, suffocat*, blue lips, gray lips, turning blue,"
        "turns blue, turned blue, atragant*, ahog*, asfixi*, respir* !ejercicio !calma,"
        "labios azules, labios grises, se puso azul, se pone azul"
    ),
    "u-wont-wake": (
        "unconscious*, faint*, wont wake, won't wake, not waking up, doesn't wake, passed out,"
        "inconscient*, desmay*, no despierta, no se despierta"
    ),
    "u-seizure": "seizure*, seizing, siezure*, convul*, combul*, epilep*, ataques, un ataque",
    "u-weak-sudden": (
        "stroke* !brush !pencil, paraly*, numb, numbness, drooping face, face droops,"
        "derrame*, paralis*, paraliz*, entumecid*, cara caida"
    ),
    "u-head-injury": (
        "concussion*, head injury, hit head, hit his head, hit her head, hit the head,"
        "fell on his head, fell on her head,"
        "conmocion*, golpe en la cabeza, se golpeo la cabeza, se pego en la cabeza"
    ),
    "u-headache-911": "stiff neck, cuello rigido, meningitis",
    "u-dehydrated": "dehydrat*, deshidrat*",
    "u-poison": (
        "poison*, swallowed, overdose*, ate pills, took pills, ate medicine, drank bleach,"
        "drank cleaner, veneno*, envenen*, intoxic*, sobredosis, trago !agua, se trago,"
        "tomo pastillas, tomo las pastillas, tomo cloro"
    ),
    "u-missing": (
        "missing !milestone !teeth !tooth !school !word !skill, wandered, wanders off, ran away,"
        "run away, runs away, running away, runaway, lost my child, se perdio, no aparece,"
        "desaparec*, extravi*, se escapo, se escapa de, huyo, "
        "perdido !habilidades !palabra !auditiva !peso, nina perdida, hija perdida"
    ),
    "u-lost-skill": "perdida de habilidades, lost skills, losing skills, perdio palabras",
    "u-suicide": (
        "988, 9 8 8, suicid*, suicde, suiside, sucide, sucidal, suisid*, die, dies, died, dying,"
        "dead, death, kill, kills, killed, killing, hanging himself, hanging herself, hang himself,"
        "hang herself, end my life, end his life, end her life, not want to live,"
        "doesn't want to live, doesnt want to live, don't want to live, dont want to live,"
        "no longer wants to live, want to be alive, want to disappear, wants to disappear,"
        "self harm*, selfharm*, hurt* himself, hurt* herself, hurt* myself, hurt* themselves,"
        "hurt* themself, harm* himself, harm* herself, harm* myself, harm* themselves,"
        "cut* himself, cut* herself, cut* myself, cut* wrists, slit wrists,"
        "cutting !scissors !food !paper !hair !nail !shape !line,"
        "muere, muera, muerte, muerto, muerta, morir*, matar*, se mata, se mato, quitarse la vida,"
        "quito la vida, no quiere vivir, no quiero vivir, autolesi*, se hace dano, se hizo dano,"
        "hacerse dano, se corta !pelo !cabello !papel, se cortan !pelo, se corto,"
        "se cortaba, se esta cortando !pelo, cortarse !pelo, cortandose, cortes en los brazos,"
        "se lastima !zapato, lastimarse"
    ),
    "u-self-injury": (
        "self injur*, selfinjur*, self harm*, selfharm*, headbang*, head bang*, bangs head,"
        "bangs his head, bangs her head, hits his head, hits her head, hits himself, hits herself,"
        "bites himself, bites herself, hurt* himself, hurt* herself,"
        "cutting !scissors !food !paper !hair !nail !shape !line,"
        "autolesi*, autoagres*, se corta !pelo !cabello !papel, cortarse !pelo,"
        "se lastima !zapato, lastimarse, se pega !comida !papel, se muerde, se golpea,"
        "golpea la cabeza, se hace dano, se hizo dano, hacerse dano"
    ),
    "u-crisis": "crisis, out of control, mobile response, fuera de control, respuesta movil",
    "u-caregiver": (
        "hurt my child, hurt my kid, hurt my son, hurt my daughter, hurt my baby, cant go on,"
        "can't go on, lose control, losing control,"
        "lastimar a mi, pegarle a mi, no puedo mas, perder el control, pierdo el control"
    ),
    "u-abuse": "abus*, neglect*, molest*, maltrat*, negligenc*, le pegan",
}


def urgent_signs(query: str) -> list[UrgentSign]:
    """What cannot wait, when the words that were typed may speak of it; most urgent first."""
    typed = words_of(query)
    names = [name for name, phrases in PHRASES.items() if any(says(typed, one) for one in phrases)]
    return list(UrgentSign.objects.most_urgent_first().filter(name__in=names)) if names else []


@dataclass
class Word:
    """A word of an urgent phrase."""

    letters: str
    any_ending: bool

    def is_meant_by(self, typed: str) -> bool:
        if typed == self.letters or (self.any_ending and typed.startswith(self.letters)):
            return True
        # One mistake, in a word that is long enough for it and has its first letter.
        alike = len(self.letters) >= LONG_WORD and typed[:1] == self.letters[:1]
        distance = DamerauLevenshtein.distance
        return alike and distance(typed, self.letters, score_cutoff=1) <= 1


@dataclass
class Phrase:
    words: list[Word]
    everyday: set[str]

    @classmethod
    def read(cls, written: str) -> "Phrase":
        words, everyday = [], set()
        for negated, word, star in re.findall(r"(!?)([^\W_]+)(\*?)", written):
            letters = fold(word) if star else stem(fold(word))
            if negated:
                everyday.add(letters)
            else:
                words.append(Word(letters, bool(star)))
        return cls(words, everyday)


def says(typed: list[str], phrase: Phrase) -> bool:
    """Whether the words of the phrase stand in what was typed, one after the other."""
    if phrase.everyday & set(typed):
        return False
    length = len(phrase.words)
    return any(
        all(map(Word.is_meant_by, phrase.words, typed[start : start + length]))
        for start in range(len(typed) - length + 1)
    )


PHRASES = {
    name: [Phrase.read(phrase) for phrase in phrases.split(",")] for name, phrases in URGENT.items()
}
