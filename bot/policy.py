"""The knowledge base as the dialogs ask it, in Beijing's date."""

from collections.abc import Callable
from datetime import date

from bot.clock import BEIJING, Clock
from bot.errors import BotError
from bot.records.nobody import NOBODYS
from dialogs.ports import PlaceNamed, Ports
from knowledge.answer import PolicyAnswers
from knowledge.answering.quoting import listed_under, quote, quotes
from knowledge.answering.topics import load_topics
from knowledge.documents.library import Library
from knowledge.incentive_files import load_incentives
from knowledge.model import Answer, Candidate, Jurisdiction, Question, Quote
from knowledge.phrasings import Phrasings, load_phrasings
from knowledge.reading.places import Gazetteer, load_gazetteer
from knowledge.reading.titles import document_named, documents_called
from knowledge.rulebook import load_rulebook


class UnknownArea(BotError):
    """A jurisdiction was named that the knowledge base does not have."""

    code = "unknown_area"


class ClausePolicy:
    """Answers questions and knows the areas; one per process, safe to share."""

    def __init__(self, library: Library, *, today: Callable[[], date], phrasings: Phrasings | None = None) -> None:
        """`phrasings` are those of the checkout, unless others are given."""
        self._library = library
        self._gazetteer: Gazetteer = load_gazetteer()
        phrasings = phrasings or load_phrasings(library)
        topics = load_topics(library, phrasings.implied)
        self._answers = PolicyAnswers(library, phrasings, self._gazetteer, today=today, topics=topics)
        self.jurisdictions: tuple[Jurisdiction, ...] = tuple(
            sorted(self._gazetteer.jurisdictions.values(), key=lambda area: self._gazetteer.lineage(area.code)[::-1])
        )
        """A parent before its children."""

    def answer(self, question: Question) -> Answer:
        """What the texts say to a question."""
        return self._answers.answer(question)

    def lineage(self, area: str) -> tuple[str, ...]:
        """The area and its parents, nearest first, whose texts and sessions apply in it; empty for an unknown code."""
        return self._gazetteer.lineage(area) if area in self._gazetteer.jurisdictions else ()

    def place_in(self, text: str) -> PlaceNamed | None:
        """The one area that `text` names; None where it names none or several."""
        named = self._gazetteer.read(text)
        return PlaceNamed(named.codes[0], named.rest) if len(named.codes) == 1 else None

    def quoted(self, clause_id: str, question: str) -> tuple[Quote, ...]:
        """The clause as an answer to `question` quotes it, with the list it announces; empty for an unknown id."""
        clause = self._library.clauses.get(clause_id)
        if clause is None:
            return ()
        listed = listed_under(clause, self._library)
        return (*quotes(clause, self._library, question), *(quote(item, self._library) for item in listed))

    def area_of(self, text: str) -> str:
        """The one area that `text` names, or whose document it calls by number, title or another name; or empty."""
        place = self.place_in(text)
        if place is not None:
            return place.code
        documents = self._library.documents.values()
        named, _ = document_named(text, documents)
        called = (named,) if named else documents_called(text, documents)
        areas = {document.jurisdiction for document in called}
        return areas.pop() if len(areas) == 1 else ""

    def matches(self, text: str, area: str, limit: int) -> tuple[Candidate, ...]:
        """The clauses that match best, best first; `area` empty means everywhere."""
        return self._answers.search(text, area=area, limit=limit)

    def names_place(self, text: str) -> bool:
        """Whether `text` says where, be it an area of ours or another."""
        named = self._gazetteer.read(text)
        return bool(named.codes or named.elsewhere or named.doubtful)


def date_in_beijing(clock: Clock) -> date:
    """Today's date where the texts are in force."""
    return clock.now().astimezone(BEIJING).date()


def ports_over(
    library: Library, public_url: str, clock: Clock, *, phrasings: Phrasings | None = None
) -> tuple[ClausePolicy, Ports]:
    """The knowledge base over one library, and what dialogs may reach of it; the phrasings of the checkout by default.

    Raises BrokenManifest where rules or incentives are unsound.
    """

    def today() -> date:
        return date_in_beijing(clock)

    policy = ClausePolicy(library, today=today, phrasings=phrasings)
    areas = {area.code: area for area in policy.jurisdictions}
    return policy, Ports(
        policy,
        rules=load_rulebook(library, areas, today=today()),
        incentives=load_incentives(library, areas, today=today()),
        clause_url=lambda clause_id: f"{public_url}/clauses/{clause_id}",
        today=today,
        records=NOBODYS,
        privacy_url=f"{public_url}/privacy" if public_url else "",
    )


def require_area(code: str, ports: Ports) -> None:
    """Raises UnknownArea for a code that no jurisdiction file has."""
    known = [area.code for area in ports.policy.jurisdictions]
    if code not in known:
        raise UnknownArea(f"no jurisdiction {code!r}; the knowledge base has {', '.join(known)}")
