"""The language of the cleaned body. Not html@lang, which is missing or wrong on 6 % of pages."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["language_of", "language_tag"]

_SAMPLE = 1_000  # characters: as right as the whole body, at a fifth of the time
_MIN_LETTERS = 20  # below this it is a guess; unspaced scripts say as much in fewer letters
_MIN_CASELESS = 8


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model that py3langid ships, loaded once per process (0.6 s)."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(body: str) -> tuple[str, float]:
    """ISO 639-1 code and probability of the body's language; ("", 0.0) for too little text."""
    sample = body[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    caseless = letters - sum(map(str.islower, sample)) - sum(map(str.isupper, sample))
    if letters < (_MIN_CASELESS if 2 * caseless > letters else _MIN_LETTERS):
        return "", 0.0
    code, probability = _identifier().classify(sample)
    return str(code), round(min(1.0, float(probability)), 3)


def language_tag(found: str, *claims: str) -> str:
    """The first claim (html@lang, sidecar) that agrees with the language found, for its region.

    >>> language_tag("en", "en-US"), language_tag("de", "en-US"), language_tag("", "pl")
    ('en-US', 'de', 'pl')
    """
    for claim in claims:
        if claim and (not found or claim.replace("_", "-").split("-")[0].lower() == found):
            return claim
    return found
