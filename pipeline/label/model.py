"""The model labeller: the judge. It has heard the other witnesses, and says how likely each block
is body; where it is unsure of a page, it calls one more witness, trafilatura.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.config import Config
from pipeline.label.extractor import vote_extractor
from pipeline.model import WHOLE, Reading
from pipeline.records import KEPT_ROLES, Block, Document, Role, Vote
from pipeline.shape import SENTENCE_WORDS

__all__ = ["vote_model"]

_PERCENT = WHOLE // 100
# The chance from which prose stays that nobody speaks against: losing journalism costs more than
# keeping a teaser. The second is for pages where no costly witness can be called.
_DOUBT, _CAUTION = 3_500, 1_000
# A text of which almost nothing is blamed or unlikely was cleaned before it came here: of that,
# whatever nobody speaks against stays from a lower chance, lists and tables as well.
_CLEAN, _BLAMED, _BENEFIT = 0.9, 0.03, 2_000
_WHY = tuple(f"{percent} % likely to be body" for percent in range(101))
_LINKS = 0.5  # of a block's characters: more, and it leads elsewhere
_FEW_WORDS = 4  # a link of fewer is a menu's
_FURNITURE = Role.FURNITURE  # looked up once: it is asked of every block


def vote_model(
    document: Document, votes: Sequence[Vote], config: Config, *, cheap: bool = False
) -> Iterator[Vote]:
    """Vote on every block; with `cheap`, no costly witness is called."""
    if not document.blocks or config.model is None:
        return
    heard = list(votes)
    reading = config.model.read(document, heard)
    limit = config.settings.model.ask_extractor_below
    may_ask = document.tree is not None and not cheap and "extractor" not in config.without
    if may_ask and reading.expected < limit:
        witness = tuple(vote_extractor(document, votes, config))
        yield from witness
        heard += witness
        reading = config.model.read(document, heard)
    yield from _votes(document, heard, reading, cautious=cheap)


def _votes(
    document: Document, heard: Sequence[Vote], reading: Reading, *, cautious: bool
) -> Iterator[Vote]:
    least = _CAUTION if cautious else _DOUBT
    named: dict[int, Vote] = {}
    wanted: set[int] = set()  # blocks that another witness calls body
    blamed: set[int] = set()  # or chrome
    for vote in heard:
        if vote.span is None:
            if vote.role in KEPT_ROLES:
                wanted.add(vote.block)
            else:
                blamed.add(vote.block)
                best = named.get(vote.block)
                if best is None or _naming(vote) > _naming(best):
                    named[vote.block] = vote
    is_clean = _is_clean(document, reading, blamed)
    for block, chance, kept in zip(document.blocks, reading.chances, reading.kept, strict=True):
        why = _WHY[chance // _PERCENT]
        may_stay = block.index not in blamed and (
            chance >= _BENEFIT if is_clean else chance >= least and _is_prose(document, block)
        )
        if kept or may_stay:
            yield Vote(block.index, block.kind, "model", why, chance / WHOLE)
            continue
        name = named.get(block.index)
        if block.index in wanted and block.index not in blamed:
            why += ", against every other witness"
        yield Vote(
            block.index,
            name.role if name is not None else _guess(document, block),
            "model",
            why,
            (WHOLE - chance) / WHOLE,
            values=name.values if name is not None else (),
        )


def _is_prose(document: Document, block: Block) -> bool:
    """A sentence; and in a page whatever is as long and links to nothing, such as a standfirst."""
    shape = document.shapes[block.index]
    is_plain = document.tree is not None and not block.link_chars and block.kind is Role.PARAGRAPH
    return shape.is_sentence or (is_plain and shape.words >= SENTENCE_WORDS)


def _is_clean(document: Document, reading: Reading, blamed: Collection[int]) -> bool:
    """Whether it is a text that somebody has cleaned (see `_CLEAN`)."""
    if document.tree is not None or len(blamed) > _BLAMED * len(document.blocks):
        return False
    words = [shape.words for shape in document.shapes]
    kept = sum(number for number, keep in zip(words, reading.kept, strict=True) if keep)
    return kept >= _CLEAN * sum(words)


def _naming(vote: Vote) -> tuple[bool, float]:
    """A role that says something comes before `furniture`."""
    return (vote.role is not _FURNITURE, vote.weight)


def _guess(document: Document, block: Block) -> Role:
    """A name for chrome that nobody has named."""
    if block.link_chars > _LINKS * len(block.text):
        words = document.shapes[block.index].words
        return Role.RELATED if words > _FEW_WORDS else Role.NAVIGATION
    return _FURNITURE
