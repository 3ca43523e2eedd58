"""The signs checklist: what can be ticked, and where each tick leads. Plain Python, stores nothing.

No wording here is a test or names a condition. What to do about an urgent sign is said in the table
of urgent signs, under the name that Sign.urgent holds. Texts stand here in both languages and not
in the catalog, because the sheet prints both at once.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override

from services.models.ages import ChildAge
from services.models.pictures import Picture

AGES = tuple(ChildAge.values)


@dataclass(frozen=True)
class Sign:
    """One observation that a parent can tick."""

    id: str  # part of shared addresses: never changes
    moment: str  # slug of a Moment, or "today" for TODAY_SIGNS
    en: str
    es: str
    ages: tuple[str, ...]
    topics: tuple[str, ...]  # addresses of topics, also the concerns of the form
    urgent: str = ""  # name of the urgent sign that a tick raises

    @property
    def text(self) -> str:
        return getattr(self, get_language())

    @property
    def shown_ages(self) -> str:
        """The ages at which it is worth asking, for who left the age open: "3 to 12"."""
        if self.ages == AGES:
            return ""
        return ", ".join(str(ChildAge(age).label) for age in self.ages)


@dataclass(frozen=True)
class Moment:
    """A part of the day under which signs are grouped."""

    slug: str
    en: str
    es: str
    line_en: str
    line_es: str
    picture: str

    @property
    def name(self) -> str:
        return getattr(self, get_language())

    @property
    def line(self) -> str:
        return getattr(self, f"line_{get_language()}")

    @property
    def cloth(self) -> str:
        return Picture(self.picture).cloth


MOMENTS = (
    Moment(
        slug="dressing",
        en="Getting dressed",
        es="Vestirse",
        line_en="the start of the day",
        line_es="el comienzo del día",
        picture="sock",
    ),
    Moment(
        slug="meals",
        en="Meals",
        es="Las comidas",
        line_en="breakfast, lunch and dinner",
        line_es="desayuno, almuerzo y cena",
        picture="bowl",
    ),
    Moment(
        slug="washing-and-sleep",
        en="Washing and sleep",
        es="El aseo y el sueño",
        line_en="the bathroom and the night",
        line_es="el baño y la noche",
        picture="toothbrush",
    ),
    Moment(
        slug="play-and-friends",
        en="Play and friends",
        es="El juego y las amistades",
        line_en="the yard, the park, the party",
        line_es="el patio, el parque, la fiesta",
        picture="swing",
    ),
    Moment(
        slug="school-work",
        en="School and tasks",
        es="La escuela y las tareas",
        line_en="starting, staying, finishing",
        line_es="empezar, seguir, terminar",
        picture="pencil",
    ),
    Moment(
        slug="moving-about",
        en="Moving about",
        es="En movimiento",
        line_en="stairs, balls, the street",
        line_es="escaleras, pelotas, la calle",
        picture="ball",
    ),
    Moment(
        slug="feelings-and-behavior",
        en="Feelings and behavior",
        es="Las emociones y la conducta",
        line_en="the end of the day",
        line_es="el final del día",
        picture="umbrella",
    ),
    Moment(
        slug="talking-and-understanding",
        en="Talking and understanding",
        es="Hablar y entender",
        line_en="words and sentences",
        line_es="palabras y frases",
        picture="cans",
    ),
)

SIGNS = (
    Sign(
        id="dress-help",
        moment="dressing",
        en="Does not yet help with dressing; for example, does not push an arm into a sleeve",
        es="Todavía no ayuda a vestirse; por ejemplo, no mete el brazo en la manga",
        ages=("under_3",),
        topics=("ot-vs-pt",),
    ),
    Sign(
        id="dress-fasten",
        moment="dressing",
        en="Sleeves, buttons, zippers or shoes are much harder than for others of the same age",
        es=(
            "Las mangas, los botones, los cierres o los zapatos le cuestan mucho más que a otros "
            "de su edad"
        ),
        ages=("3_to_5", "6_to_8", "9_to_12"),
        topics=("ot-vs-pt", "sensory-issues"),
    ),
    Sign(
        id="clothes-feel",
        moment="dressing",
        en="Gets very upset by tags, seams, socks or some fabrics",
        es="Se altera mucho con las etiquetas, las costuras, los calcetines o algunas telas",
        ages=AGES,
        topics=("sensory-issues", "autism"),
    ),
    Sign(
        id="eat-self",
        moment="meals",
        en="Well past the first birthday, does not try to feed themselves with fingers or a spoon",
        es=(
            "Mucho después de su primer cumpleaños, no intenta comer por su cuenta con los dedos "
            "ni con la cuchara"
        ),
        ages=("under_3",),
        topics=("ot-vs-pt", "sensory-issues"),
    ),
    Sign(
        id="eat-tools",
        moment="meals",
        en=(
            "Has much more trouble, or makes much more mess, with a spoon, fork or cup than others "
            "of the same age"
        ),
        es=(
            "Tiene mucha más dificultad, o ensucia mucho más, con la cuchara, el tenedor o el vaso "
            "que otros de su edad"
        ),
        ages=("3_to_5", "6_to_8", "9_to_12"),
        topics=("ot-vs-pt", "sensory-issues"),
    ),
    Sign(
        id="food-few",
        moment="meals",
        en="Eats only a few foods, or gags on some textures",
        es="Come solo unos pocos alimentos, o algunas texturas le dan arcadas",
        ages=AGES,
        topics=("sensory-issues", "speech-and-ot", "autism"),
        urgent="u-weight",
    ),
    Sign(
        id="cook-home",
        moment="meals",
        en=(
            "Needs far more help than others of the same age to make simple food, shop or do home "
            "tasks such as laundry"
        ),
        es=(
            "Necesita mucha más ayuda que otros de su edad para preparar comida sencilla, hacer "
            "compras o hacer tareas de la casa, como lavar la ropa"
        ),
        ages=("13_to_17", "18_to_20"),
        topics=("adhd", "autism"),
    ),
    Sign(
        id="wash-battle",
        moment="washing-and-sleep",
        en="Tooth brushing, hair washing, haircuts or nail cutting are a struggle most of the time",
        es=(
            "Cepillarse los dientes, lavarse el pelo, cortarse el pelo o cortarse las uñas es una "
            "lucha la mayoría de las veces"
        ),
        ages=("under_3", "3_to_5", "6_to_8", "9_to_12"),
        topics=("sensory-issues", "behavior"),
    ),
    Sign(
        id="toilet",
        moment="washing-and-sleep",
        en="Is not moving forward with using the toilet, or pee or poop accidents are back",
        es="No avanza en el uso del baño, o volvieron los accidentes de orina o popó",
        ages=("3_to_5", "6_to_8"),
        topics=("sensory-issues",),
        urgent="u-toilet-back",
    ),
    Sign(
        id="sleep",
        moment="washing-and-sleep",
        en="Has a very hard time falling asleep or staying asleep most nights",
        es="La mayoría de las noches le cuesta mucho dormirse o seguir durmiendo",
        ages=AGES,
        topics=("sensory-issues", "autism", "adhd"),
    ),
    Sign(
        id="self-care-private",
        moment="washing-and-sleep",
        en=(
            "Needs many reminders to wash, shave, use deodorant, manage periods or wear clean "
            "clothes, at an age when privacy matters"
        ),
        es=(
            "Necesita muchos recordatorios para lavarse, afeitarse, usar desodorante, manejar la "
            "menstruación o ponerse ropa limpia, a una edad en que la privacidad importa"
        ),
        ages=("13_to_17", "18_to_20"),
        topics=("autism", "adhd", "sensory-issues"),
    ),
    Sign(
        id="share-look",
        moment="play-and-friends",
        en="Rarely points to show things, rarely copies others or rarely plays pretend",
        es="Rara vez señala para mostrar algo, rara vez imita a otros o rara vez juega a imaginar",
        ages=("under_3", "3_to_5"),
        topics=("autism", "speech-and-ot"),
    ),
    Sign(
        id="small-play",
        moment="play-and-friends",
        en="Avoids crayons, blocks, puzzles or scissors, or soon gives up on them",
        es="Evita los crayones, los bloques, los rompecabezas o las tijeras, o los deja pronto",
        ages=("under_3", "3_to_5"),
        topics=("ot-vs-pt",),
    ),
    Sign(
        id="friends",
        moment="play-and-friends",
        en=(
            "Wants friends, but has a hard time joining others, taking turns or understanding "
            "their signals; or is alone and unhappy about it"
        ),
        es=(
            "Quiere amistades, pero le cuesta unirse a los demás, turnarse o entender sus señales; "
            "o pasa el tiempo sin compañía y eso le entristece"
        ),
        ages=("6_to_8", "9_to_12", "13_to_17", "18_to_20"),
        topics=("autism", "behavior", "adhd"),
    ),
    Sign(
        id="writing",
        moment="school-work",
        en="Knows the letters, but the writing is hard to read, slow or tiring",
        es="Conoce las letras, pero su escritura es difícil de leer, es lenta o le cansa",
        ages=("6_to_8", "9_to_12", "13_to_17"),
        topics=("ot-vs-pt", "adhd"),
    ),
    Sign(
        id="focus",
        moment="school-work",
        en="Staying with play or a task is much harder than for others of the same age",
        es="Seguir con un juego o una tarea le cuesta mucho más que a otros de su edad",
        ages=("3_to_5", "6_to_8", "9_to_12"),
        topics=("adhd",),
    ),
    Sign(
        id="organize",
        moment="school-work",
        en=(
            "Can do the work, but has a hard time starting it, finishing it, handing it in or "
            "keeping track of things and time"
        ),
        es=(
            "Puede hacer el trabajo, pero le cuesta empezarlo, terminarlo, entregarlo o llevar el "
            "control de las cosas y del tiempo"
        ),
        ages=("9_to_12", "13_to_17", "18_to_20"),
        topics=("adhd",),
    ),
    Sign(
        id="school-noise",
        moment="school-work",
        en=(
            "Gets worn out by the cafeteria, hallways, bells or crowded rooms, or has to get away "
            "from them"
        ),
        es=(
            "Se agota con la cafetería, los pasillos, los timbres o los salones llenos, o tiene "
            "que alejarse de ellos"
        ),
        ages=("6_to_8", "9_to_12", "13_to_17", "18_to_20"),
        topics=("sensory-issues", "autism"),
    ),
    Sign(
        id="work-study",
        moment="school-work",
        en=(
            "Has a hard time starting or keeping a job, college or training: being on time, "
            "following the steps of a task, asking for help"
        ),
        es=(
            "Le cuesta empezar o mantener un empleo, la universidad o una capacitación: llegar a "
            "tiempo, seguir los pasos de una tarea, pedir ayuda"
        ),
        ages=("13_to_17", "18_to_20"),
        topics=("adhd", "autism"),
    ),
    Sign(
        id="move-late",
        moment="moving-about",
        en="Sits, walks or climbs much later than other children, or falls far more",
        es="Se sienta, camina o trepa mucho más tarde que otros niños, o se cae mucho más",
        ages=("under_3",),
        topics=("ot-vs-pt",),
    ),
    Sign(
        id="clumsy",
        moment="moving-about",
        en="Often falls or bumps into things, or cannot keep up on the playground or in gym class",
        es=(
            "A menudo se cae o choca con las cosas, o no sigue el ritmo en el patio de juegos o en "
            "educación física"
        ),
        ages=("3_to_5", "6_to_8", "9_to_12", "13_to_17"),
        topics=("ot-vs-pt",),
    ),
    Sign(
        id="body-tone",
        moment="moving-about",
        en=(
            "Gets tired fast, slumps, has a very stiff or floppy body, or walks on toes most of "
            "the time"
        ),
        es=(
            "Se cansa pronto, se encorva, tiene el cuerpo muy rígido o muy flojo, o camina de "
            "puntillas la mayor parte del tiempo"
        ),
        ages=("under_3", "3_to_5", "6_to_8", "9_to_12", "13_to_17"),
        topics=("ot-vs-pt",),
        urgent="u-body",
    ),
    Sign(
        id="seek-move",
        moment="moving-about",
        en="Crashes, spins, chews or touches things so much that it is unsafe or stops play",
        es="Choca, gira, mastica o toca las cosas tanto que es peligroso o interrumpe el juego",
        ages=("under_3", "3_to_5", "6_to_8", "9_to_12"),
        topics=("sensory-issues", "adhd"),
    ),
    Sign(
        id="travel",
        moment="moving-about",
        en=(
            "Has a hard time getting around alone: crossing streets, taking buses, finding the "
            "way, learning to drive"
        ),
        es=(
            "Le cuesta moverse sin compañía: cruzar calles, tomar autobuses, encontrar el camino, "
            "aprender a manejar"
        ),
        ages=("13_to_17", "18_to_20"),
        topics=("adhd", "autism", "sensory-issues"),
    ),
    Sign(
        id="calm",
        moment="feelings-and-behavior",
        en="Takes a very long time to calm down most days",
        es="La mayoría de los días tarda mucho en calmarse",
        ages=AGES,
        topics=("behavior", "sensory-issues"),
    ),
    Sign(
        id="change",
        moment="feelings-and-behavior",
        en="Gets very upset by small changes, or when moving on to the next thing",
        es="Se altera mucho con los cambios pequeños, o al pasar a otra actividad",
        ages=AGES,
        topics=("autism", "behavior"),
    ),
    Sign(
        id="outburst",
        moment="feelings-and-behavior",
        en="Hits, bites, breaks things or runs off when upset, more than others of the same age",
        es="Golpea, muerde, rompe cosas o se escapa cuando se altera, más que otros de su edad",
        ages=("3_to_5", "6_to_8", "9_to_12", "13_to_17", "18_to_20"),
        topics=("behavior",),
        urgent="u-crisis",
    ),
    Sign(
        id="avoid",
        moment="feelings-and-behavior",
        en="Refuses school, work, groups or new things, or often feels unwell on those days",
        es=(
            "Rechaza la escuela, el trabajo, los grupos o lo nuevo, o a menudo se siente mal esos "
            "días"
        ),
        ages=("6_to_8", "9_to_12", "13_to_17", "18_to_20"),
        topics=("behavior", "sensory-issues"),
        urgent="u-slow-change",
    ),
    Sign(
        id="name-hear",
        moment="talking-and-understanding",
        en="Seems not to notice their name, sounds, pain or messy hands",
        es="Parece no notar su nombre, los sonidos, el dolor o las manos sucias",
        ages=("under_3", "3_to_5", "6_to_8"),
        topics=("sensory-issues", "autism", "speech-and-ot"),
        urgent="u-hearing",
    ),
    Sign(
        id="words",
        moment="talking-and-understanding",
        en=(
            "Uses far fewer words or gestures than others of the same age, or most people cannot "
            "understand what they say"
        ),
        es=(
            "Usa muchas menos palabras o gestos que otros de su edad, o la mayoría de la gente no "
            "entiende lo que dice"
        ),
        ages=("under_3", "3_to_5", "6_to_8"),
        topics=("speech-and-ot", "autism"),
        urgent="u-hearing",
    ),
    Sign(
        id="steps",
        moment="talking-and-understanding",
        en="Has a hard time following directions with more than one step",
        es="Le cuesta seguir instrucciones de más de un paso",
        ages=("3_to_5", "6_to_8", "9_to_12", "13_to_17"),
        topics=("adhd", "speech-and-ot"),
    ),
    Sign(
        id="talk-ask",
        moment="talking-and-understanding",
        en="Has a hard time keeping a conversation going, explaining a need or asking for help",
        es="Le cuesta mantener una conversación, explicar lo que necesita o pedir ayuda",
        ages=("9_to_12", "13_to_17", "18_to_20"),
        topics=("autism", "speech-and-ot"),
    ),
)

# With boxes of their own, under “Tell the doctor today”, at every age.
TODAY_SIGNS = (
    Sign(
        id="u-not-drinking",
        moment="today",
        en="Refuses all drinks, or takes hardly any",
        es="Rechaza toda bebida, o casi no bebe",
        ages=AGES,
        topics=(),
        urgent="u-not-drinking",
    ),
    Sign(
        id="u-lost-skill",
        moment="today",
        en=(
            "Has lost a skill they once had, such as words, eye contact, play, walking or use of a "
            "hand"
        ),
        es=(
            "Perdió algo que ya sabía hacer, como decir palabras, mirar a los ojos, jugar, caminar "
            "o usar una mano"
        ),
        ages=AGES,
        topics=(),
        urgent="u-lost-skill",
    ),
    Sign(
        id="u-headache",
        moment="today",
        en=(
            "Has new strong headaches that come with vomiting, interrupt sleep or are worse on "
            "waking up"
        ),
        es=(
            "Tiene dolores de cabeza fuertes y nuevos que vienen con vómito, interrumpen el sueño "
            "o son peores al despertar"
        ),
        ages=AGES,
        topics=(),
        urgent="u-headache",
    ),
    Sign(
        id="u-weak-slow",
        moment="today",
        en=(
            "Gets weaker or walks less steadily over days; uses one side of the body less than "
            "before; or has new limping, stiffness or floppiness"
        ),
        es=(
            "Con los días pierde fuerza o camina con menos firmeza; usa un lado del cuerpo menos "
            "que antes; o tiene cojera, rigidez o flojedad nueva"
        ),
        ages=AGES,
        topics=(),
        urgent="u-weak-slow",
    ),
    Sign(
        id="u-staring",
        moment="today",
        en=(
            "Has blank spells that cannot be interrupted, or fainted for a short time and "
            "recovered fully"
        ),
        es=(
            "Se queda en blanco por ratos que no se pueden interrumpir, o se desmayó por poco "
            "tiempo y se recuperó del todo"
        ),
        ages=AGES,
        topics=(),
        urgent="u-staring",
    ),
    Sign(
        id="u-choke-meals",
        moment="today",
        en="Coughs or chokes at most meals, or has a wet-sounding voice after drinking",
        es=(
            "Tose o se atraganta en la mayoría de las comidas, o la voz le suena húmeda después de "
            "beber"
        ),
        ages=AGES,
        topics=(),
        urgent="u-choke-meals",
    ),
    Sign(
        id="u-sudden-change",
        moment="today",
        en=(
            "Has a sudden big change in behavior, sleep, eating, or reactions to sound or touch; "
            "or has new strong pain"
        ),
        es=(
            "Tiene un cambio grande y repentino de conducta, sueño, forma de comer o reacción al "
            "sonido o al tacto; o tiene un dolor fuerte y nuevo"
        ),
        ages=AGES,
        topics=(),
        urgent="u-sudden-change",
    ),
)

# To ask the doctor or the teacher: on the printed sheet, each in English and in Spanish.
QUESTIONS = (
    (
        "What could explain this, and who should look at it?",
        "¿Qué podría explicar esto y quién debería verlo?",
    ),
    (
        "Would a hearing or vision check make sense?",
        "¿Convendría una revisión de la audición o de la vista?",
    ),
    (
        "Could an occupational therapy evaluation help?",
        "¿Podría ayudar una evaluación de terapia ocupacional?",
    ),
    (
        (
            "Do we need a doctor’s referral (a note that sends us to the service)? Who might pay "
            "for the evaluation?"
        ),
        (
            "¿Necesitamos una remisión del médico (una nota que nos envía al servicio)? ¿Quién "
            "podría pagar la evaluación?"
        ),
    ),
    (
        "What have you noticed? What is going well?",
        "¿Qué ha notado usted? ¿Qué va bien?",
    ),
    (
        "What can we try for now, at home and in other places?",
        "¿Qué podemos probar por ahora, en casa y en otros lugares?",
    ),
)

SCHOOL_AGE = (
    (
        "Talk with the doctor and the teacher. Also send the school a written request for an "
        "evaluation: for special education (IEP), or for changes and aids in school (504 plan)."
    ),
    (
        "Hable con el médico y con el maestro o la maestra. Envíe también a la escuela una "
        "solicitud de evaluación por escrito: para educación especial (IEP), o para "
        "adaptaciones y ayudas en la escuela (Plan 504)."
    ),
)
# Whom to turn to first, each in English and in Spanish; phone numbers stand elsewhere.
NEXT_STEPS = {
    "under_3": (
        (
            "Talk with the doctor, and call Early Intervention, New Jersey’s program for children "
            "under 3. You can make that call yourself."
        ),
        (
            "Hable con el médico y llame a Early Intervention (intervención temprana), el programa "
            "de Nueva Jersey para menores de 3 años. Usted puede hacer esa llamada directamente."
        ),
    ),
    "3_to_5": (
        (
            "Talk with the doctor, and send the school district a written request for an "
            "evaluation. If you are not sure where to start, call Project Child Find."
        ),
        (
            "Hable con el médico y envíe al distrito escolar una solicitud de evaluación por "
            "escrito. Si no sabe por dónde empezar, llame a Project Child Find."
        ),
    ),
    "6_to_8": SCHOOL_AGE,
    "9_to_12": SCHOOL_AGE,
    "13_to_17": (
        (
            "Talk with the doctor and the teacher, with the teen in the room, and send the school "
            "a written request (IEP or 504 plan). Ask for goals on self-care, getting around, "
            "school and work; ask the doctor about driving."
        ),
        (
            "Hable con el médico y el maestro o la maestra, con el o la adolescente presente, y "
            "envíe a la escuela una solicitud por escrito (IEP o Plan 504). Pida metas para el "
            "cuidado personal, ir de un lugar a otro, la escuela y el trabajo; pregunte al médico "
            "sobre manejar."
        ),
    ),
    "18_to_20": (
        (
            "Talk with the doctor; while still in school, also send the school a written request "
            "and ask the IEP team what comes after. State adult services for developmental "
            "disabilities begin at 21, and the evaluation is possible from 18."
        ),
        (
            "Hable con el médico; mientras siga en la escuela, envíele también una solicitud por "
            "escrito y pregunte al equipo del IEP qué viene después. Los servicios estatales para "
            "adultos con discapacidades del desarrollo empiezan a los 21 años, y la evaluación es "
            "posible desde los 18."
        ),
    ),
}


def by_moment(signs) -> list[tuple[Moment, list[Sign]]]:
    """Rows under their moments, in the order of the day; a moment without one is left out."""
    groups = [
        (moment, [sign for sign in signs if sign.moment == moment.slug]) for moment in MOMENTS
    ]
    return [(moment, group) for moment, group in groups if group]


@dataclass(frozen=True)
class Answers:
    """What a parent ticked, as the address holds it; whatever is not on the list is ignored."""

    age: str  # "" when left open
    signs: tuple[Sign, ...]  # the ticked rows of the list, in its order
    today: tuple[Sign, ...]  # the ticked boxes of “Tell the doctor today”

    @classmethod
    def read(cls, query) -> "Answers":
        ages = [age for age in query.getlist("child_age") if age in AGES]
        ticked = set(query.getlist("sign"))
        return cls(
            age=ages[-1] if ages else "",
            signs=tuple(sign for sign in SIGNS if sign.id in ticked),
            today=tuple(sign for sign in TODAY_SIGNS if sign.id in ticked),
        )

    @property
    def ticked(self) -> tuple[Sign, ...]:
        return self.today + self.signs

    @property
    def age_label(self) -> str:
        return str(ChildAge(self.age).label) if self.age else ""

    @property
    def urgent(self) -> list[str]:
        """Names of the urgent signs that the ticks raise."""
        return [sign.urgent for sign in self.ticked if sign.urgent]

    @property
    def concerns(self) -> list[str]:
        """Addresses of the topics that the ticks point to, the one with most ticks first."""
        topics = [topic for sign in self.signs for topic in sign.topics]
        return sorted(set(topics), key=lambda topic: (-topics.count(topic), topic))

    @property
    def next_steps(self) -> str:
        english, spanish = NEXT_STEPS.get(self.age, ("", ""))
        return spanish if get_language() == "es" else english

    def offered(self) -> list[Sign]:
        """The rows that can be ticked: those of the age; all of them where it was left open."""
        return [
            sign for sign in SIGNS if not self.age or self.age in sign.ages or sign in self.signs
        ]


def sheet(answers: Answers, urgent: dict) -> list[tuple[str, str]]:
    """The lines of the sheet, each in English and Spanish: day and age, then what was ticked.

    `urgent` holds the urgent signs by name; a line that raises one ends with its advice.
    """
    lines = []
    for language, unknown in (("en", "Age not given."), ("es", "Edad no indicada.")):
        with override(language):
            day = date_format(timezone.localdate())
            age = answers.age_label
            lines.append(f"{day}. " + (AGE_LINE[language].format(age=age) if age else unknown))
    rows = [tuple(lines)]
    for sign in answers.ticked:
        raised = urgent.get(sign.urgent)
        rows.append(
            (
                f"{sign.en}. {raised.advice_en}" if raised else sign.en,
                f"{sign.es}. {raised.advice_es or raised.advice_en}" if raised else sign.es,
            )
        )
    return rows


AGE_LINE = {"en": "Age of the child: {age}.", "es": "Edad del niño o la niña: {age}."}
