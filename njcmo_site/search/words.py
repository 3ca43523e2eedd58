"""How words are read."""

from njcmo_site.phrases import stem, typed_words
from njcmo_site.plain_text import searchable

LONGEST_QUERY = 500  # characters


def words_of(text: str) -> list[str]:
    return [stem(word) for word in typed_words(text)]


# Too common to say what somebody looks for. Words of money are not among them.
STOP_WORDS = {
    "en": set(
        words_of(
            "a about an and are at be can cant county do does doesnt dont for from get have he her"
            " his how i in is it kid much my need no not of old on or she should the there they to"
            " use want what when where which who whom with wont year your"
        )
    ),
    "es": set(
        words_of(
            "a al ano como con condado cual cuanta cuantas cuanto cuantos de del donde el en es"
            " falta hace hay hija hijo la las lo los me mi mis necesito nina nino no o para por"
            " puedo que quien quienes quiere se sirve son su tengo tiene un una y"
        )
    ),
}
# But in a phrase: "no insurance" is not "insurance", "county case manager" not "case manager".
TELLING_IN_A_PHRASE = set(words_of("cant condado county doesnt dont no not wont"))


def plain_query(raw: str) -> str:
    """What was typed, cut to a length that answers at once; what keeps words apart is a space."""
    return " ".join(searchable(raw.replace("\u200b", " ")).split())[:LONGEST_QUERY].strip()
