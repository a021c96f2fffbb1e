"""Pages that stand in for another page: not found, walls for robots, for scripts, for consent."""

from __future__ import annotations

import re

from pipeline.metadata.frame import Frame
from pipeline.metadata.kinds.layout import Layout
from pipeline.metadata.kinds.notice_phrases import CONSENT, CONSENT_BUTTON, MISSING, ROBOT, SCRIPT
from pipeline.metadata.markup import Markup

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
    words = sum(shapes[i].words for i in seen)
    if words <= _MAX_SCRIPT and any(SCRIPT.search(t) for t in texts):
        return "needs-script"
    if words <= _MAX_CONSENT:
        sentences = [i for i in seen if shapes[i].is_sentence]
        asking = [i for i in sentences if CONSENT.search(frame.document.texts[i])]
        said = sum(shapes[i].words for i in asking)
        if said > _CONSENT_SHARE * sum(shapes[i].words for i in sentences) and any(
            len(t) <= 40 and CONSENT_BUTTON.search(t) for t in texts
        ):
            return "consent"
    return ""
