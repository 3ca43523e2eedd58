"""Search: an index of the pages in memory, a small one for each language.

The same on every database; forgives accents, case and typing mistakes; knows words that mean the
same. What somebody looked for is neither stored nor logged.
"""

import math
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from faq.models import Question
from njcmo_site.localized import falls_back, fold
from njcmo_site.plain_text import searchable
from services import checklist
from services.models import (
    CareManagementOrganization,
    County,
    FirstCall,
    Section,
    Stamp,
    Term,
    Topic,
    UrgentSign,
)

LONGEST_QUERY = 100  # characters
MOST_WORDS = 8
LONG_WORD = 7  # letters
NEAR_ENOUGH = 0.7  # of 1, by which a word that no page has stands for one that a page has
SNIPPET = 30  # words

# Words that mean the same here, for search alone: each finds the others.
SYNONYMS = {
    "en": [
        ("ot", "occupational therapy"),
        ("pt", "physical therapy"),
        ("slp", "speech"),
        ("asd", "autism", "autistic"),
        ("add", "adhd", "attention"),
        ("meltdown", "tantrum", "outburst", "behavior"),
        ("picky", "food", "eating"),
        ("handwriting", "writing"),
        ("cmo", "care management organization"),
        ("medicaid", "familycare"),
        ("iep", "individualized education program"),
        ("price", "cost", "pay", "copay", "money"),
        ("potty", "toilet", "diaper"),
        ("medication", "medicine", "pill"),
        ("sleep", "bedtime"),
        ("kid", "child"),
        ("doctor", "pediatrician"),
    ],
    "es": [
        ("to", "terapia ocupacional"),
        ("pt", "terapia fisica", "fisioterapia"),
        ("tea", "autismo", "autista"),
        ("adhd", "tdah", "atencion", "hiperactividad"),
        ("berrinche", "rabieta", "desborda", "conducta"),
        ("terapista", "terapeuta"),
        ("cmo", "administracion de cuidados"),
        ("medicaid", "familycare"),
        ("iep", "programa de educacion individualizado"),
        ("precio", "costo", "cuesta", "paga", "dinero"),
        ("pañal", "baño", "inodoro"),
        ("dormir", "duerme", "sueño"),
        ("medicamento", "medicina", "pastilla"),
        ("escribir", "escritura", "letra"),
        ("medico", "doctor", "pediatra"),
        ("mañoso", "comida", "comer", "come"),
    ],
}
# Too common to say what somebody looks for.
STOP_WORDS = {
    "en": re.compile(
        r"an?|and|are|at|be|can|cant|county|do|does|doesnt|dont|for|from|he|her|his|how|i|in|is|it"
        r"|kid|my|no|not|of|old|on|or|she|the|they|to|want|what|when|where|who|with|year|your"
    ),
    "es": re.compile(
        r"al?|ano|como|con|condado|cual|cuanto|del?|el|en|es|hija|hijo|las?|los?|me|mi|nina|nino|no"
        r"|o|para|por|que|quiere|se|son|su|tiene|una?|y"
    ),
}


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


def stem(word: str) -> str:
    """A word without the ending of its plural: "zippers" is "zipper"."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", fold(text))]


@dataclass
class Document:
    """One place that can be found."""

    title: str
    url: str
    text: str
    where: str = ""  # the page that it is a part of
    boost: float = 1  # of its title: a page before a part of a page
    language: str = ""  # "en" where the text stands in for a missing Spanish one
    title_words: Counter = field(default_factory=Counter)
    text_words: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.title_words = Counter(words_of(self.title))
        self.text_words = Counter(words_of(self.text))


def plain_query(raw: str) -> str:
    """What was typed, cut to a length that answers at once; what keeps words apart is a space."""
    return " ".join(searchable(raw.replace("\u200b", " ")).split())[:LONGEST_QUERY].strip()


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


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", BeautifulSoup(html or "", "html.parser").get_text(" ")).strip()


def documents() -> list[Document]:
    """Everything that can be found, in the language of the moment."""
    found = []
    topics = Topic.objects.published().select_related("hub")
    for topic in topics:
        found.append(
            Document(
                title=topic.title,
                url=topic.get_absolute_url(),
                text=f"{topic.short_title} {topic.summary}",
                boost=3 if topic.hub_id else 5,
                language="en" if falls_back(topic, "title") else "",
            )
        )
    for section in Section.objects.filter(topic__in=topics).select_related("topic__hub"):
        found.append(
            Document(
                title=section.heading,
                url=f"{section.topic.get_absolute_url()}#{section.anchor}",
                text=plain(section.body),
                where=section.topic.title,
                language="en" if falls_back(section, "heading body") else "",
            )
        )
    for question in Question.objects.all():
        found.append(
            Document(
                title=question.question,
                url=question.get_absolute_url(),
                text=plain(question.answer),
                where=_("Questions and answers"),
                language="en" if falls_back(question, "question answer") else "",
            )
        )
    for term in Term.objects.all():
        found.append(
            Document(
                title=f"{term.term} ({term.short})" if term.short else term.term,
                url=term.get_absolute_url(),
                text=term.meaning,
                where=_("Glossary"),
                boost=1.2,
                language="en" if falls_back(term, "term meaning") else "",
            )
        )
    for call in FirstCall.objects.all():
        found.append(
            Document(
                title=call.title,
                url=f"{reverse('services:find_your_cmo')}#call-{call.name}",
                text=f"{call.what_comes_next} {call.cost} {call.phone}",
                where=_("Whom to call first"),
                language="en" if falls_back(call, "title cost what_comes_next") else "",
            )
        )
    for county in County.objects.select_related("care_management_organization"):
        organization = county.care_management_organization.shown_name
        found.append(
            Document(
                title=_("%(county)s County") % {"county": county.name},
                url=f"{reverse('services:find_your_cmo')}?county={county.slug}#found",
                text=f"CMO {organization}",
                where=_("Find your CMO"),
            )
        )
    for moment, signs in checklist.by_moment(checklist.SIGNS):
        found.append(
            Document(
                title=moment.name,
                url=reverse("services:signs_checklist"),
                text=". ".join(sign.text for sign in signs),
                where=_("Signs checklist"),
            )
        )
    for title, text, name, boost in (
        (_("Signs checklist"), _("What to look for, by age."), "services:signs_checklist", 2),
        (_("Find your CMO"), _("The organization of your county."), "services:find_your_cmo", 2),
        (_("Get help"), _("Ask to be called."), "referrals:get_help", 2),
        (_("Glossary"), _("Words in English and Spanish."), "services:glossary", 1),
        (_("Privacy"), _("What we do with what you write."), "privacy", 1),
        (_("Accessibility"), _("What to do when something is in your way."), "accessibility", 1),
    ):
        found.append(Document(title=title, url=reverse(name), text=text, boost=boost))
    return found


class Index:
    """The documents of one language, and the words that lead to them."""

    def __init__(self, language: str):
        self.language = language
        self.documents = documents()
        self.places = defaultdict(set)
        for number, document in enumerate(self.documents):
            for word in document.title_words | document.text_words:
                self.places[word].add(number)
        self.synonyms = defaultdict(list)
        for group in SYNONYMS[language]:
            phrases = [tuple(words_of(phrase)) for phrase in group]
            for phrase in phrases:
                self.synonyms[phrase] += [other for other in phrases if other != phrase]

    def known(self, word: str, guess: bool) -> list[str]:
        """The words of the pages that a typed word stands for: itself, or the nearest one."""
        if not guess or word in self.places or (word,) in self.synonyms:
            return [word]
        begun = [known for known in self.places if len(word) > 3 and known.startswith(word)]
        if begun:
            return begun[:5]
        vocabulary = [*self.places, *(phrase[0] for phrase in self.synonyms if len(phrase) == 1)]
        near = process.extractOne(
            word, vocabulary, scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=NEAR_ENOUGH,
        )  # fmt: skip
        return [near[0]] if near else []

    def meanings(self, query: str, guess: bool) -> list[list[tuple[tuple[str, ...], float]]]:
        """For each part of the query, the phrases that may stand for it, each with its weight."""
        typed = words_of(query)[:MOST_WORDS]
        telling = [word for word in typed if not STOP_WORDS[self.language].fullmatch(word)] or typed
        parts, position = [], 0
        known = [self.known(word, guess) for word in telling]
        while position < len(telling):
            phrase = tuple(words[0] for words in known[position : position + 4] if words)
            length = next(
                (size for size in range(len(phrase), 1, -1) if phrase[:size] in self.synonyms), 1
            )
            if length > 1:
                own = [(phrase[:length], 1.0)]
            else:
                own = [((word,), 1.0) for word in known[position]]
            others = [
                (other, 0.6) for phrase, _weight in own for other in self.synonyms.get(phrase, [])
            ]
            parts.append(own + others)
            position += length
        return parts

    def search(self, query: str, guess: bool = True) -> list[tuple[Document, set[str]]]:
        """The documents for a query, best first, each with the words to mark in it.

        Without guessing only those that have every word, or one that means the same.
        """
        scores, marks = Counter(), defaultdict(set)
        parts = self.meanings(query, guess)
        matched = Counter()
        for part in parts:
            best = Counter()
            for phrase, weight in part:
                places = set.intersection(*(self.places.get(word, set()) for word in phrase))
                rarity = math.log(1 + len(self.documents) / (1 + len(places)))
                for number in places:
                    document = self.documents[number]
                    in_title = min(document.title_words[word] for word in phrase)
                    in_text = min(
                        document.text_words[word] + document.title_words[word] for word in phrase
                    )
                    share = len(phrase) / (2 + sum(document.title_words.values()))
                    score = ((8 + 12 * share) * document.boost if in_title else 0) + 2 * math.log(
                        1 + in_text
                    )
                    best[number] = max(best[number], weight * rarity * score)
                    marks[number].update(phrase)
            for number, score in best.items():
                scores[number] += score
                matched[number] += 1
        if not guess:
            scores = {number: scores[number] for number in scores if matched[number] == len(parts)}
        ranked = sorted(scores, key=lambda number: (-matched[number], -scores[number], number))
        return [(self.documents[number], marks[number]) for number in ranked]


# The indexes of this process, each with the stamp of the pages that it was made from, and when.
_indexes: dict[str, tuple[str, float, Index]] = {}
OLDEST = 60 * 60  # seconds; what was changed past the models is found by then


def index() -> Index:
    """The index of the language of the page, made anew when a page has changed."""
    language, stamp, now = get_language(), Stamp.current(), time.monotonic()
    made_from, made_at, made = _indexes.get(language, ("", -OLDEST, None))
    if made_from != stamp or now - made_at >= OLDEST:
        made = Index(language)
        _indexes[language] = (stamp, now, made)
    return made


INDEXED = {Topic, Section, Question, Term, FirstCall, County, CareManagementOrganization}


def forget(sender, **kwargs) -> None:
    """A page changed: every process makes its index anew at the next search."""
    if sender in INDEXED:
        Stamp.renew()


def watch_pages() -> None:
    post_save.connect(forget)
    post_delete.connect(forget)


def marked(text: str, words: set[str]) -> SafeString:
    """The text with the words that were looked for in <mark>."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece),) if set(words_of(piece)) & words else (piece,)
            for piece in re.split(r"([^\W_]+)", text)
        ),
    )


def snippet(text: str, words: set[str]) -> str:
    """Some words of the text around the first that was looked for."""
    pieces = text.split()
    first = next((n for n, piece in enumerate(pieces) if set(words_of(piece)) & words), 0)
    start = max(0, min(first - 8, len(pieces) - SNIPPET))
    shown = " ".join(pieces[start : start + SNIPPET])
    return f"{'… ' if start else ''}{shown}{' …' if start + SNIPPET < len(pieces) else ''}"
