"""Characters and encodings as the attack: in HTML, as character references, and in texts."""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

from collections.abc import Iterator

from hostile_inputs.case import EITHER, NOTHING, Case, html, plain, text

__all__ = ["small"]

_RLO, _LRO, _PDF, _RLI, _PDI = "\u202e", "\u202d", "\u202c", "\u2067", "\u2069"
_ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x90q\x9c \x1bc"
_UNSAFE = ("\x1b", "\x07", "\x9b", "\x90", "\x00", "\x7f", _RLO, _LRO, "\ufffe")

# What stands in the page, what must stand in the text, what must not.
_SENTENCES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("escapes", f"The sailor {_ESCAPES} wrote a long letter home.", ("wrote a long",), ()),
    ("vt-ff", "one\x0btwo three\x0cfour five boats lay in the bay", (), ("onetwo", "threefour")),
    ("nel-ls-ps", "one\x85two three\u2028four five\u2029six boats", (), ("onetwo", "threefour")),
    ("bidi", f"The gnp{_RLO}exe.gnp{_PDF} {_LRO}boats{_PDF} came", ("boats",), ()),
    ("isolates", f"The {_RLI}boats came {_RLI}{_PDI} in the night", ("boats came",), ()),
    ("zero-width", "The \u200bfer\u200bry and the bo\u2060at\ufeff sail", ("ferry", "boat sail"), ()),
    ("soft-hyphen", "The Hafen\u00adrund\u00adfahrt was long", ("Hafenrundfahrt",), ("\u00ad",)),
    ("persian", "مردم می\u200cگویند خانه\u200cها کنار دریا است", ("می\u200cگویند", "خانه\u200cها"), ()),
    ("hindi", "लोग कहते हैं क\u094d\u200dष और क\u094d\u200cष अलग हैं", ("क\u094d\u200dष", "क\u094d\u200cष"), ()),
    ("emoji", "They said 👨\u200d👩\u200d👧\u200d👦 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 🇳🇴 yes",
     ("👨\u200d👩\u200d👧\u200d👦", "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3", "🇳🇴"), ()),
    ("flags", "Wales 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f won",
     ("🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",), ()),
    ("tags", "The note\U000e0041\U000e0042\U000e007f was short", ("The note was short",), ()),
    ("thai", "เรือ\u200bออก\u200bจาก\u200bท่า", ("เรือ\u200bออก\u200bจาก\u200bท่า",), ()),
    ("nfd", "The cafe\u0301 of Malmo\u0308 and \u1112\u1161\u11ab", ("café of Malmö", "한"), ("e\u0301",)),
    ("exclusions", "\u0958 \u0344 \u212b \u2126 \u1e9b\u0323 are rare", ("are rare",), ("\u212b",)),
    ("zalgo", "The w" + "\u0301\u0323\u0489" * 400 + "ord was long", ("ord was long",), ()),
    ("zalgo-words", " ".join(c + "\u0334\u0338\u0321" * 25 for c in "ferries"), (), ()),
    ("private", "The logo \ue000 and \U0010fffd and \uf8ff stand", ("and", "stand"), ()),
    ("nonchars", "one\ufffetwo\uffff \ufdd0three \U0001ffff four", (), ("\uffff", "\ufdd0")),
    ("new-unicode", "The new face \U0001fae9 and letter \U00010d50", ("\U0001fae9", "\U00010d50"), ()),
    ("homoglyphs", "The раура1 of the Ьоаt was sold", ("раура1 of the Ьоаt",), ()),
    ("wide", "ｆｅｒｒｙ ＝１＋１ ﬁne ①", ("ｆｅｒｒｙ ＝１＋１ ﬁne ①",), ()),
    ("spaces", "one\u00a0two\u2003three\u3000four\u202ffive\u205fsix", ("six",), ("onetwo",)),
    ("angle", "if x < 5 and y > 3 then a &lt; b &amp;&amp; c <3 hearts", ("then a",), ()),
    ("quotes", "He said \"no\", 'never' and ‘so’ “what” «ever»", ("“what” «ever»",), ()),
    ("replacement", "The bo\ufffdt of K\ufffdln was late", ("bo\ufffdt of K\ufffdln",), ()),
)  # fmt: skip

# Character references, which bring back what decoding took out.
_REFERENCES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("c1", "The mayor&#146;s &#x93;plan&#x94; &#151; don&#x92;t", ("mayor’s “plan” — don’t",), ()),
    ("c0", "one&#0;two &#27;[31m three&#x7;four &#x1b;]0;x&#7; five", ("five",), ()),
    ("vt", "one&#11;two three&#12;four", (), ("onetwo", "threefour")),
    ("surrogates", "The &#xD83D; and &#xD83D;&#xDE00; and &#56489; were sent", ("were sent",), ()),
    ("huge", "The &#x110000; &#99999999999; &#xFFFFFFFFFFFF; &#-1; end", ("end",), ()),
    ("nonchars", "The &#xFFFE; &#xFFFF; &#xFDD0; &#x1FFFE; end", ("end",), ("\ufdd0",)),
    ("bidi", "The &#8238;exe&#x202C; &#x2066;boat &rlm;end", ("end",), ()),
    ("no-semicolon", "Tom &amp Ann &ltb&gt &notit; &euro5 x&y&z", ("x&y&z",), ()),
    ("double", "Tom &amp;amp; Ann &amp;lt;b&amp;gt; and &amp;#146;", ("Tom &amp; Ann",), ()),
    ("empty", "The &; &#; &#x; &#xzz; &nosuchentity; end", ("&; &#;", "end"), ()),
    ("named", "The &shy;bo&shy;at &zwnj;&zwj;&lrm; &hellip; &NotEqualTilde; end", ("boat", "end"), ()),
)  # fmt: skip

_WORLD = (
    ("de", "windows-1252", "Der Bürgermeister öffnete die große Brücke über den Fluß am Dienstag."),
    ("pl", "iso-8859-2", "Mieszkańcy Łodzi dziękują za nową ścieżkę i żądają światła przy łące."),
    ("cz", "windows-1250", "Příliš žluťoučký kůň pěl ďábelské ódy u řeky za městem každý večer."),
    ("ru", "koi8-r", "Мэр города открыл новый мост через реку и поблагодарил всех рабочих."),
    ("bg", "windows-1251", "Кметът откри новия мост над реката и благодари на всички работници."),
    ("gr", "iso-8859-7", "Ο δήμαρχος άνοιξε τη νέα γέφυρα πάνω από το ποτάμι την Τρίτη το πρωί."),
    (
        "tr",
        "windows-1254",
        "Belediye başkanı yeni köprüyü açtı ve işçilere teşekkür ettiğini söyledi.",
    ),
    ("he", "windows-1255", "ראש העיר פתח את הגשר החדש מעל הנהר והודה לכל העובדים ביום שלישי."),
    (
        "ar",
        "windows-1256",
        "افتتح رئيس البلدية الجسر الجديد فوق النهر وشكر جميع العمال يوم الثلاثاء.",
    ),
    ("jp", "euc-jp", "市長は火曜日に川に架かる新しい橋を開き、すべての作業員に感謝した。"),
    ("js", "shift_jis", "市長は火曜日に川に架かる新しい橋を開き、すべての作業員に感謝した。"),
    ("ji", "iso-2022-jp", "市長は火曜日に川に架かる新しい橋を開き、すべての作業員に感謝した。"),
    ("kr", "euc-kr", "시장은 화요일에 강 위의 새 다리를 열고 모든 노동자에게 감사했다."),
    ("cn", "gb18030", "市长星期二为河上的新桥揭幕，并感谢所有工人的辛勤劳动。"),
    ("tw", "big5", "市長星期二為河上的新橋揭幕，並感謝所有工人的辛勤勞動。"),
    ("th", "cp874", "นายกเทศมนตรีเปิดสะพานใหม่ข้ามแม่น้ำเมื่อวันอังคาร"),
    ("vn", "windows-1258", "Ông thị trưởng".encode("cp1258", "ignore").decode("cp1258")),
)


def small() -> Iterator[Case]:
    """Small files of all kinds."""
    for name, sentence, contains, lacks in _SENTENCES:
        middle = f"<p>{sentence}</p>"
        yield plain(
            f"char-{name}",
            html(f"char-{name}", middle),
            contains=contains,
            lacks=(*_UNSAFE, *lacks),
        )
        if name != "angle":
            name = f"text-{name}"
            yield plain(
                name,
                text(name, f"{sentence}\n\n"),
                suffix=".txt",
                contains=contains,
                lacks=(*_UNSAFE, *lacks),
            )
    for name, sentence, contains, lacks in _REFERENCES:
        name = f"ref-{name}"
        yield plain(
            name, html(name, f"<p>{sentence}</p>"), contains=contains, lacks=(*_UNSAFE, *lacks)
        )
    yield from _encodings()
    yield from _broken_bytes()
    yield from _line_ends()


def _encodings() -> Iterator[Case]:
    for name, charset, sentence in _WORLD:
        for form, head in (("declared", f'<meta charset="{charset}">'), ("bare", "")):
            case = f"{form}-{name}"
            story = "".join(f"<p>{sentence} {n}</p>" for n in range(6))
            page = html(case, head=head, story=story).replace("©", "").encode(charset)
            exact = sentence if form == "declared" else sentence[:0]
            yield Case(
                f"{case}.html", page, EITHER if not exact else frozenset({"clean"}), (exact,)
            )
    for name, codec, mark in (
        ("utf16-le", "utf-16-le", b"\xff\xfe"), ("utf16-be", "utf-16-be", b"\xfe\xff"),
        ("utf16-le-bare", "utf-16-le", b""), ("utf16-be-bare", "utf-16-be", b""),
        ("utf32-le", "utf-32-le", b"\xff\xfe\0\0"), ("utf32-be-bare", "utf-32-be", b""),
        ("utf8-bom", "utf-8", b"\xef\xbb\xbf"),
    ):  # fmt: skip
        yield plain(name, mark + html(name).encode(codec))
        yield plain(f"{name}-text", mark + text(f"{name}-text").encode(codec), suffix=".txt")
        yield plain(f"{name}-odd", mark + html(f"{name}-odd").encode(codec)[:-1], allowed=EITHER)
    for name, meta in (
        ("unknown", "x-nonsense"), ("utf7", "utf-7"), ("utf16", "utf-16"), ("empty", ""),
        ("long", "a" * 5_000), ("latin", "iso-8859-1"), ("quote", "utf-8'"), ("rot", "rot13"),
        ("hex", "hex_codec"), ("zip", "zlib"), ("idna", "idna"), ("escape", "unicode_escape"),
    ):  # fmt: skip
        name = f"label-{name}"
        page = html(name, "<p>The café of Malmö.</p>", head=f'<meta charset="{meta}">')
        yield plain(name, page, contains=("The café of Malmö.",))


def _broken_bytes() -> Iterator[Case]:
    good = "<p>The café owners want a “new” road, and they won’t wait for the crème of it.</p>"
    for name, bad in (
        ("one", b"\xff"), ("lead", b"\xe2\x80"), ("overlong", b"\xc0\xaf"), ("five", b"\xf8\x88\x80\x80\x80"),
        ("above", b"\xf4\x90\x80\x80"), ("latin", b"\xe9"), ("cesu", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("half-pair", b"\xed\xa0\xbd"),
    ):  # fmt: skip
        name = f"byte-{name}"
        page = html(name, good + "<p>Here BAD it is.</p>").encode().replace(b"BAD", bad)
        yield plain(name, page, contains=("café owners want a “new” road",), lacks=("caf√", "Ã©"))
    nul = html("nul").replace("The ferry", "The\0 fer\0ry")
    yield plain("nul", nul)
    yield Case("nul-many.html", html("nul-many").replace(" ", "\0 ").encode(), EITHER | NOTHING)
    yield Case("nul-only.html", bytes(100_000), NOTHING)
    yield Case("ff-only.html", b"\xff" * 100_000, EITHER | NOTHING)
    yield Case("esc-only.txt", b"\x1b[2J" * 10_000, EITHER | NOTHING)
    yield plain(
        "cut-character", html("cut-character").encode() + "<p>Straße müsse ü</p>".encode()[:-6]
    )
    mojibake = "<p>The cafÃ© of MalmÃ¶ was badly encoded before it was ever published.</p>"
    yield plain("mojibake", html("mojibake", mojibake))


def _line_ends() -> Iterator[Case]:
    for name, end in (
        ("cr", "\r"), ("crlf", "\r\n"), ("crcrlf", "\r\r\n"), ("lfcr", "\n\r"), ("nel", "\x85"),
        ("ls", "\u2028"), ("ps", "\u2029"), ("vt", "\x0b"), ("ff", "\x0c"),
    ):  # fmt: skip
        name = f"end-{name}"
        yield plain(name, html(name).replace("\n", end))
        yield plain(f"{name}-text", text(f"{name}-text").replace("\n", end), suffix=".txt")
    for name, page in (
        ("indented", text("indented").replace("\n", "\n        ")),
        ("double", text("double").replace("\n\n", "\n\n\n\n\n\n")),
        ("tabs", text("tabs").replace(" ", "\t")),
        ("trailing", text("trailing").replace("\n", "   \t \n")),
        ("markup", text("markup", "The tag <b>bold</b> and &lt;i&gt; is what a<b and 3>2.\n\n")),
        ("comment", text("comment", "<!-- a comment in a text -->\n\n")),
        ("bullets", text("bullets", "".join(f"- point {n}\n" for n in range(500)))),
        ("rule", text("rule", f"{'=' * 5_000}\n\n{'-' * 5_000}\n\n")),
        ("mail", "From: a@b.example\nSubject: x\n\n" + text("mail")),
        ("bom", "\ufeff" + text("bom")),
    ):
        yield plain(
            f"text-{name}", page.replace(f"-{name}-", f"-text-{name}-"), suffix=".txt", lacks=()
        )
