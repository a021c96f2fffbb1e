"""Pages that stand in for another page: not found, walls for robots, for scripts, for consent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.metadata.frame import Frame
from pipeline.metadata.kinds.layout import Layout
from pipeline.metadata.kinds.notice_phrases import CONSENT, CONSENT_BUTTON, MISSING, ROBOT, SCRIPT
from pipeline.metadata.markup import Markup
from pipeline.shape import Shape

__all__ = ["notice"]

_MAX_PROSE = 120  # words of own sentences: a report about such pages has more
_MAX_CONSENT = 400  # words of all that a wall for consent says
_MAX_SCRIPT = 60  # words of a page that only asks for a script
_MAX_BARE = 60  # words of sentences beside which any line on top may say it
_TOP, _FIRST_LINES = 12, 3  # blocks in which the headline of such a page stands; of a text
_HEADINGS = frozenset({"h1", "h2"})
_NAME = re.compile(r" [|–—·:-] ")  # between a <title> and the name of the site, on either side
_HEAD_CHARS = 120
_ROBOT_CHARS = 400
_CONSENT_SHARE = 0.5  # of the sentences of a page
_BUTTON_CHARS = 40


def notice(markup: Markup | None, frame: Frame, layout: Layout, title: str) -> str:
    """What the page says instead of a story, as a code; "" if it tells one."""
    if layout.own > _MAX_PROSE:
        return ""
    blocks, shapes = frame.document.blocks, frame.document.shapes
    seen = [i for i, block in enumerate(blocks) if not block.hidden]
    texts = [frame.document.texts[i] for i in seen]
    heads = [title, *(_NAME.split(markup.title) if markup is not None else ())]
    # A player or an embedded post may say of itself that it is not available.
    bare = layout.prose <= _MAX_BARE
    for place, i in enumerate(seen[:_TOP]):
        if bare or blocks[i].tag in _HEADINGS or (not blocks[i].tag and place < _FIRST_LINES):
            heads.append(frame.document.texts[i])
    heads = [head for head in heads if 0 < len(head) <= _HEAD_CHARS]
    if any(MISSING.search(head) for head in heads):
        return "not-found"
    if layout.prose > _MAX_PROSE:
        return ""
    if any(ROBOT.search(t) for t in (*heads, *texts) if len(t) <= _ROBOT_CHARS):
        return "wall"
    if sum(shapes[i].words for i in seen) <= _MAX_SCRIPT and any(map(SCRIPT.search, texts)):
        return "needs-script"
    return "consent" if _asks_for_consent(texts, [shapes[i] for i in seen]) else ""


def _asks_for_consent(texts: Sequence[str], shapes: Sequence[Shape]) -> bool:
    if sum(shape.words for shape in shapes) > _MAX_CONSENT:
        return False
    said = asked = 0
    for text, shape in zip(texts, shapes, strict=True):
        if shape.is_sentence:
            said += shape.words
            asked += shape.words if CONSENT.search(text) else 0
    if asked <= _CONSENT_SHARE * said:
        return False
    return any(len(text) <= _BUTTON_CHARS and CONSENT_BUTTON.search(text) for text in texts)
