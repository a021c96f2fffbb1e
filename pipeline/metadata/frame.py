"""Where things stand in a document: its headline, its prose, and what each block was decided as.

Everything that is read off a flattened text is read by position, so the positions are settled
here once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.metadata.headline_lines import headline_line
from pipeline.records import BODY_ROLES, Decision, Document, Role

__all__ = ["Frame", "frame_of", "values_of"]

# What speaks of other articles, or of the reader: no date, name or label in it is the article's.
_FOREIGN = frozenset(
    {
        Role.NAVIGATION, Role.ADVERTISEMENT, Role.NEWSLETTER, Role.RELATED, Role.COMMENTS,
        Role.CONSENT, Role.COPYRIGHT, Role.CAPTION, Role.CREDIT,
    }
)  # fmt: skip
_DECIDED = 0.4  # of titles of texts that nothing but their place speaks for
_LEADS = 2  # sentences of prose that may stand between headline and byline (lead, caption)
_SURE = 0.9  # weight of a vote whose reading is believed, though another vote won
_KNOWING = ("rule:", "publisher")  # labellers that know a line by what it says


@dataclass(frozen=True, slots=True)
class Frame:
    """The document's blocks (by index), their roles, and the two positions that matter."""

    document: Document
    decisions: tuple[tuple[Decision, ...], ...]  # of each block, in order of their spans
    roles: tuple[Role, ...]  # of the longest span of each block
    title: int | None  # the headline's block
    title_conf: float  # share of such blocks that were the headline; 0.0 in HTML
    start: int  # the first block of prose that was kept; len(blocks) if there is none
    head: int  # where the lines of the head have ended for sure: a lead may stand among them
    end: int  # the block after the last one kept

    def foreign(self, index: int) -> bool:
        """Whether the block speaks of something other than this article."""
        if self.document.blocks[index].hidden:
            return True
        role = self.roles[index]
        # Above the prose, position alone makes a line navigation: a date line is one too then.
        by_rule = any(d.by.startswith(_KNOWING) for d in self.decisions[index])
        return role in _FOREIGN and (role is not Role.NAVIGATION or by_rule)

    def of_role(self, *roles: Role) -> Iterator[Decision]:
        """The decisions with one of these roles, in page order."""
        wanted = frozenset(roles)
        return (d for block in self.decisions for d in block if d.role in wanted)

    def text(self, decision: Decision) -> str:
        """The decided span on one line."""
        start, end = decision.span
        return " ".join(self.document.blocks[decision.block].text[start:end].split())


def values_of(decision: Decision) -> tuple[tuple[str, str], ...]:
    """What was read in a block: of the sure votes for its role, the one that read the most.

    The vote that won may have read nothing (a doubling), or a caption without its credit.
    """
    best, role = decision.values, decision.role
    for vote in decision.votes:
        values = vote.values
        if (
            values
            and values is not best  # of the only vote, which has won
            and vote.role is role
            and vote.weight >= _SURE
            and _names(values) > _names(best)
        ):
            best = values
    return best


def _names(values: Sequence[tuple[str, str]]) -> int:
    return len({name for name, _ in values})


def _longest(decisions: Sequence[Decision]) -> Decision:
    return max(decisions, key=lambda d: d.span[1] - d.span[0])


def frame_of(document: Document, decisions: Sequence[Decision]) -> Frame:
    """Settle roles and positions; decisions may be missing for some blocks."""
    spans: list[list[Decision]] = [[] for _ in document.blocks]
    for decision in decisions:
        if 0 <= decision.block < len(spans):
            spans[decision.block].append(decision)
    roles = tuple(
        [
            block.kind if not found else found[0].role if len(found) == 1 else _longest(found).role
            for found, block in zip(spans, document.blocks, strict=True)
        ]
    )
    kept = sorted({d.block for d in decisions if d.kept and 0 <= d.block < len(spans)})
    prose = [i for i in kept if roles[i] in BODY_ROLES and document.shapes[i].is_sentence]
    title, conf = _headline(document, roles, spans, prose or kept)
    if title is not None:  # a teaser or summary above the headline may have been kept
        prose = [i for i in prose if i > title]
    start = next(iter(prose or [i for i in kept if title is None or i > title]), len(roles))
    return Frame(
        document=document,
        decisions=tuple(map(tuple, spans)),
        roles=roles,
        title=title,
        title_conf=conf,
        start=start,
        head=prose[_LEADS] if len(prose) > _LEADS else start,
        end=kept[-1] + 1 if kept else len(roles),
    )


def _headline(
    document: Document,
    roles: Sequence[Role],
    spans: Sequence[Sequence[Decision]],
    prose: Sequence[int],
) -> tuple[int | None, float]:
    """The block of the headline and how often such a block is it: in HTML the one decided so."""
    if document.tree is None and (found := headline_line(document, spans, roles, prose)):
        return found.block, found.conf
    start = next(iter(prose), len(roles))
    title_role = Role.TITLE  # looked up once
    decided = [i for i, role in enumerate(roles) if role is title_role]
    above = [i for i in decided if i <= start]
    title = above[-1] if above else next(iter(decided), None)
    return title, _DECIDED if title is not None and document.tree is None else 0.0
