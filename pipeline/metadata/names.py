"""Splits a byline into the people it names: "By Ann Ray and Bo Li, Staff Writers | AFP".

What is no person is told apart: the publisher itself, agencies, desks and teams, e-mail
addresses, job titles, academic letters, photographers. Names are never re-cased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.metadata.plain import key, one_line

__all__ = [
    "Byline",
    "NameReader",
    "is_label",
    "is_person",
    "merged",
    "names_others",
    "opens_byline",
]

_BY = (
    r"by|von|par|por|door|av|af|przez|autor(?:em|in|en|a|zy|es|i|e)?|authors?|text|tekst|yazan|"
    r"haber|penulis|oleh|redactie|reporter|journalist|корреспондент|автор(?:ы)?|текст|της?|του|"
    r"della?|di|da|de|dari|written|skriven av|skrevet af|escrito por|texto(?: de)?|foto og tekst"
)
_PREFIX = re.compile(
    r"^(?:(?:posted|written|story|words|text|report(?:ed|ing)?|article|analysis|opinion|published|"
    r"created|authored|researched|kommentar|gastbeitrag|kolumne|essay|protokoll|"
    r"(?:ein|eine)\s(?:beitrag|analyse|kommentar|kolumne|essay|interview|gastbeitrag|reportage))\s+)?"
    rf"(?:{_BY})(?:\s*:\s*|\s+|$)",
    re.IGNORECASE,
)
# Lines that open like this name people: "By Ann Ray". Not the words that open sentences too.
_BYLINE = re.compile(
    r"^\W{0,3}(?:(?:posted|written|story|words|text|reported|published|authored|researched)\s+)?"
    r"(?:by|von|par|por|door|autor(?:in|en|a|es|e)?|authors?|escrito por|skrevet af|oleh|penulis)"
    r"(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"^\W{0,3}(?:bild(?:er)?|foto(?:s|graf\w*)?|photos?|photograph(?:s|er|y)?|image|picture|credit|"
    r"illustration|grafik|video|фото|©)\b",
    re.IGNORECASE,
)
# Names behind these are not who wrote it.
_OTHER_ROLE = re.compile(
    r"^\W{0,9}(?:(?:medically|expert|legally|technically)\s)?(?:reviewed|fact[- ]?checked|edited|"
    r"translated|updated|photographed|illustrated|produced|hosted)\s(?:by\b|·)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(?:By|BY|Von|Par|Por)(?=[A-Z][a-zà-ÿ])")
_ROUND = re.compile(r"\s*[(\[（【][^)\]）】]{0,80}[)\]）】]")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?:^|\s)@\w+", re.IGNORECASE)
# Where the names of a visible byline end and its date, place, job or reviewer begins.
_CUT = re.compile(
    r"(?i:\s+(?:published|updated|posted|last updated|(?:medically\s+)?reviewed|fact[- ]checked|"
    r"edited|modified)\b)|\s+(?:in|for|from|at|on)\s+(?=[A-Z0-9])|\s+(?:is\s+an?|has|covers)\s|"
    r"[\s,•·|–—-]+(?:\d{1,2}[./: ]|\d{1,2}\.?\s\w{3}|\d{4}-|\d+\s*min)|"
    r"[\s,•·|–—-]+(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)"
    r"[a-zä]{0,7}\.?\s\d"
)
_FOR = re.compile(r"\s+(?:For|for|FOR)\s+[A-Z].*$")
_SEPARATOR = re.compile(
    r"\s*[;|•·●⋅∙、，\n/]\s*|\s*,\s*(?:(?i:and|und|et|y|e|og|och|i|en)\s+)?|\s+[&+]\s+|"
    r"\s+(?i:and|und|with|mit|avec|met|med|och|og|et|en|ja|oraz|dan|và|и|та|ve|και)\s+|"
    r"\s+[yiea]\s+(?=[A-ZÀ-ÖØ-ÞŁŚŻ])"
)
_LETTERS = re.compile(
    r"^(?:[A-Z]{2,6}(?:-[A-Z]{1,4})?(?:\s\d{1,3})?|(?:[A-Z][a-z]?\.){1,4}[A-Z]?[a-z]{0,2}\.?|"
    r"Ph\.?\s?D\.?|M\.?Sc\.?|Jr\.?|Sr\.?|Esq\.?)$"
)
_ENDING = re.compile(
    r"\s*(?:기자(?:\s외\s\d+명)?|특파원|선임기자|記者|编辑|通讯员|撮影)$|(?<=[a-zà-ÿ])\d$"
)
# A word that no person's name has: jobs, desks, companies.
_ORGANISATION_WORDS = frozenset({
    "staff", "team", "teams", "editor", "editors", "editorial", "redaktion", "redaktionen",
    "redaktionsteam", "redazione", "redacción", "redaccion", "redação", "redactie", "redakcja",
    "rédaction", "redakce", "redakcija", "редакция", "desk", "newsdesk", "newsroom", "news",
    "nachrichten", "noticias", "online", "digital", "admin", "administrator", "webmaster",
    "reporter", "reporters", "correspondent", "correspondents", "writer", "writers", "journalist",
    "journalists", "journaliste", "redakteur", "redakteurin", "contributor", "contributors",
    "columnist", "producer", "producers", "director", "manager", "ceo", "cto", "founder",
    "author", "authors", "agency", "agencies", "agenturen", "agentur", "agences", "agencias",
    "press", "presse", "prensa", "media", "zeitung", "newspaper", "magazine", "gazette", "herald",
    "tribune", "times", "network", "networks", "group", "inc", "ltd", "llc", "gmbh", "corp",
    "corporation", "company", "foundation", "stiftung", "university", "universität", "institute",
    "institut", "association", "department", "ministry", "center", "centre", "council", "society",
    "club", "official", "sponsored", "partner", "partners", "advertorial", "anonymous", "unknown",
    "service", "services", "studio", "studios", "archive", "com", "org", "net", "www", "http",
    "https", "facebook", "twitter", "instagram", "linkedin", "youtube", "reviewer", "expert",
    "experts", "specialist", "developer", "getty", "reuters", "afp", "dpa", "consultant",
    "analyst", "strategist", "attorney", "dietitian", "freelance", "google", "scholar", "name",
})  # fmt: skip
# Words of pages that stand capitalised and alone as names do. Some are names (George Best), so
# they count only against what no markup calls an author.
_PAGE_WORDS = frozenset({
    "reading", "read", "min", "ago", "updated", "published", "posted", "world", "review",
    "reviews", "reviewed", "guide", "guides", "bio", "full", "profile", "more", "view", "all",
    "see", "website", "article", "articles", "post", "posts", "fact", "checked", "checker",
    "about", "sign", "contact", "help", "log", "login", "register", "privacy", "policy", "cookie",
    "terms", "advertisement", "home", "menu", "topics", "former", "senior", "free", "in", "on",
    "at", "to", "of", "from", "is", "are", "it", "my", "the", "this", "that", "your", "our", "us",
    "we", "you", "for", "with", "how", "what", "why", "when", "who", "top", "best", "new",
    "health", "design", "program", "strategy", "blog", "forum", "guest", "minute", "minutes",
    "comment", "comments", "share", "follow", "subscribe", "credit", "video", "image", "images",
    "photo", "photos", "foto", "fotos", "bild", "user", "none", "sport", "sports", "business",
    "politics", "opinion", "certified", "licensed", "chief", "head", "null", "undefined",
    "gardener", "grader", "deputy", "content", "hub", "artikel", "hören", "anhören", "lesen",
    "teilen", "zum", "zur", "mehr", "listen", "audio", "podcast", "newsletter", "live", "latest",
    "breaking", "exclusive", "abonnieren", "merken", "drucken", "kommentare",
})  # fmt: skip
# What stands behind a name on the same line: jobs and buttons, and the words before a job.
_JOBS = frozenset({
    "editor", "reporter", "writer", "journalist", "correspondent", "columnist", "producer",
    "director", "contributor", "redakteur", "redakteurin", "journaliste", "reporterin", "autor",
    "autorin", "follow", "bio", "profile", "chief", "freelance",
})  # fmt: skip
_DESKS = frozenset({
    "lifestyle", "news", "sport", "sports", "political", "politics", "parliamentary", "senior",
    "deputy", "staff", "managing", "executive", "content", "hub", "crime", "features", "health",
    "science", "business", "royal", "showbiz", "tv", "world", "foreign", "economics", "digital",
    "assistant", "associate", "contributing", "data", "education", "environment", "in", "at",
    "of", "audience", "culture", "junior", "affiliate", "technology", "tech", "travel",
    "food", "local", "court", "us",
})  # fmt: skip
_PARTICLES = frozenset({
    "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "les", "van", "von",
    "vom", "zu", "zum", "zur", "der", "den", "ten", "ter", "het", "y", "e", "i", "el", "al",
    "bin", "ibn", "bint", "abu", "af", "av", "und", "o'", "d'", "st", "st.", "ben", "mac", "mc",
    "ap", "ni", "nic", "ó", "ua", "y'",
})  # fmt: skip
_MAX_TOKENS, _MAX_STRICT, _MAX_CHARS, _MIN_CHARS = 6, 5, 60, 2
_MAX_NAMES = 30
_MAX_ABBREVIATION = 3  # characters with the full stop: "Jr.", no "Ray."
_LIST = 10  # times the limit of one name: what is read of a byline
_FRINGE = " ,;:|-–—•·*\t"


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline names, in its order."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def _is_caseless(text: str) -> bool:
    """Scripts without capitals (Chinese, Arabic, Hindi …), where case tells nothing."""
    return text.lower() == text.upper()


def is_person(name: str, *, strict: bool) -> bool:
    """Whether `name` has the shape of a person's name.

    `strict`: it was only found as text, so it needs two to five capitalised words.
    """
    tokens = name.split()
    if not tokens or not _MIN_CHARS <= len(name) <= _MAX_CHARS or len(tokens) > _MAX_TOKENS:
        return False
    if any(c in '<>{}=@#%_*“”"…?!:' or c.isdigit() for c in name):
        return False
    words = key(name).split()
    if any(w in _ORGANISATION_WORDS or (strict and w in _PAGE_WORDS) for w in words) or any(
        "." in t[1:-1] and len(t) > 5 for t in tokens
    ):
        return False
    if _is_caseless(name):
        return not strict or len(name) <= 12
    if not strict:
        return True
    if len(tokens) > _MAX_STRICT:
        return False
    capital = [t for t in tokens if t[:1].isupper() or t[:1] in "'’"]
    small = [t for t in tokens if t not in capital]
    return len(capital) >= 2 and all(t.lower() in _PARTICLES for t in small)


@dataclass(frozen=True, slots=True)
class NameReader:
    """Reads bylines of one page: `own` are its site's names (as `key`)."""

    own: frozenset[str]
    is_agency: Callable[[str], bool]
    limit: int = 200  # characters of one name

    def is_organisation(self, name: str) -> bool:
        """Whether `name` is the site itself, an agency, or has a word that no person has."""
        folded = key(name)
        bare = folded.removeprefix("the ").removeprefix("by ")
        if bare in self.own or folded in self.own or self.is_agency(name):
            return True
        if any(len(o) >= 5 and (bare.startswith(o + " ") or bare == o) for o in self.own):
            return True
        return any(w in _ORGANISATION_WORDS for w in folded.split())

    def read(self, raw: str, *, strict: bool = True) -> Byline:
        """The people and organisations that one byline names.

        >>> reader = NameReader(frozenset({"bay post"}), {"AFP"}.__contains__)
        >>> reader.read("By Ann Ray and Bo Li, Staff Writers | AFP")
        Byline(people=('Ann Ray', 'Bo Li'), organisations=('Staff Writers', 'AFP'))
        """
        people: dict[str, str] = {}
        organisations: dict[str, str] = {}
        text = _ADDRESS.sub(" ", _ROUND.sub(" ", one_line(raw, _LIST * self.limit)))
        if _PHOTO.match(text) or names_others(text):
            return Byline()
        text = _PREFIX.sub("", _GLUED.sub("", text.strip(_FRINGE)))
        cut = _CUT.search(text) if strict else None
        if cut and cut.start() > _MIN_CHARS:
            text = text[: cut.start()]
        for part in _SEPARATOR.split(text)[:_MAX_NAMES]:
            name = self._name(part)
            if not name:
                continue
            if self.is_organisation(name):
                organisations.setdefault(key(name), name)
            elif is_person(name, strict=strict):
                people.setdefault(key(name), name)
        return Byline(tuple(people.values()), tuple(organisations.values()))

    def _name(self, part: str) -> str:
        """One part of a byline without its label and academic letters; "" if none is left."""
        name = _PREFIX.sub("", part.strip(_FRINGE))
        name = _ENDING.sub("", name).strip(_FRINGE)
        if name.endswith(".") and len(name.rsplit(None, 1)[-1]) > _MAX_ABBREVIATION:
            name = name[:-1]
        if _LETTERS.match(name) and not self.is_agency(name):
            return ""
        return " ".join(_without_job(_once(_FOR.sub("", name).split())))


def _once(tokens: list[str]) -> list[str]:
    """A name that was printed twice (alt text and link), once."""
    half = len(tokens) // 2
    return tokens[:half] if half >= 2 and tokens[:half] == tokens[half:] else tokens


def _without_job(tokens: list[str]) -> list[str]:
    """A name without the academic letters, job or button that were printed behind it."""
    is_upper = all(t.isupper() for t in tokens)
    strippable = _JOBS
    while len(tokens) > 2:
        last = tokens[-1].lower().strip(".,")
        if last in strippable:
            strippable = _JOBS | _DESKS  # "Lifestyle Writer", but no Mr Lifestyle
        elif is_upper or not _LETTERS.match(tokens[-1]):
            break
        tokens = tokens[:-1]
    return tokens


def names_others(text: str) -> bool:
    """Whether a line names reviewers, editors or fact checkers instead of authors."""
    return bool(_OTHER_ROLE.match(text))


def is_label(text: str) -> bool:
    """Whether a line says that a name follows, and nothing else ("Von", "Kommentar von:").

    >>> is_label("Ein Kommentar von"), is_label("by:"), is_label("By Ann Ray")
    (True, True, False)
    """
    match = _PREFIX.match(text.strip(_FRINGE) or "-")
    return match is not None and match.end() == len(text.strip(_FRINGE))


def opens_byline(text: str) -> bool:
    """Whether a line begins as bylines do ("By Ann Ray", "Von: …")."""
    return bool(_BYLINE.match(text))


def merged(bylines: Iterable[Byline]) -> Byline:
    """Several bylines as one, each name once; "Ann" beside "Ann Ray" is the same person."""
    people: dict[str, str] = {}
    organisations: dict[str, str] = {}
    for byline in bylines:
        for name in byline.people:
            people.setdefault(key(name), name)
        for name in byline.organisations:
            organisations.setdefault(key(name), name)
    kept = tuple(
        name for folded, name in people.items()
        if not any(folded != other and set(folded.split()) < set(other.split()) for other in people)
    )  # fmt: skip
    return Byline(kept[:_MAX_NAMES], tuple(organisations.values())[:_MAX_NAMES])
