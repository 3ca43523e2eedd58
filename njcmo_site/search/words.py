"""How words are read, and which mean the same."""

import re

from njcmo_site.plain_text import fold, searchable

LONGEST_QUERY = 100  # characters

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


def stem(word: str) -> str:
    """A word without the ending of its plural: "zippers" is "zipper"."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", fold(text))]


def plain_query(raw: str) -> str:
    """What was typed, cut to a length that answers at once; what keeps words apart is a space."""
    return " ".join(searchable(raw.replace("\u200b", " ")).split())[:LONGEST_QUERY].strip()
