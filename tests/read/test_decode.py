from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PageError
from pipeline.read.decode import decode, known_charset

# Written for these tests, in the letters of each language.
PROSE = {
    "en": "The café’s owner said “no” – twice – and closed the door…",
    "de": "Die Bürgermeisterin sagte, die Straße müsse schöner werden. „Für alle“, äußerte sie.",
    "fr": "L’été dernier, la mairie a décidé de réparer le vieux pont où ça gênait déjà.",
    "es": "El año pasado la señora Núñez habló del pequeño camión y de la canción más vieja.",
    "pl": "W środę burmistrz ogłosił, że rzeka będzie czysta; pięć łodzi już płynie, choć późno.",
    "cs": "Příliš mnoho lidí přišlo včera na náměstí, kde starosta žádal o čtyři nové lavičky.",
    "ru": "Вчера вечером городской совет решил починить старую стену у гавани до зимних бурь.",
    "uk": "Учора ввечері міська рада вирішила полагодити стару стіну, щоб її не зруйнувало.",
    "el": "Χθες το βράδυ το δημοτικό συμβούλιο αποφάσισε να επισκευάσει το παλιό τείχος.",
    "tr": "Belediye meclisi, kış fırtınalarından önce duvarın onarılmasına karar verdi; ağaç, çığ.",
    "he": "אמש החליטה מועצת העיר לתקן את החומה הישנה של הנמל לפני סערות החורף הראשונות.",
    "ar": "قرر مجلس المدينة مساء أمس إصلاح السور القديم للميناء قبل عواصف الشتاء الأولى.",
    "lt": "Vakar miesto taryba nusprendė sutvarkyti seną uosto sieną; žiūrėkite, šiąnakt šventė.",
    "th": "เมื่อคืนนี้สภาเมืองตัดสินใจซ่อมกำแพงเก่าของท่าเรือก่อนพายุฤดูหนาว",
    "ja": "昨夜、市議会は冬の嵐が来る前に港の古い壁を修理することを決めました。",
    "zh": "昨天晚上，市议会决定在第一场冬季风暴来临之前修复港口的旧城墙。",
    "zh-tw": "昨天晚上，市議會決定在第一場冬季風暴來臨之前修復港口的舊城牆。",
    "ko": "어제 저녁 시 의회는 첫 겨울 폭풍이 오기 전에 항구의 오래된 벽을 고치기로 결정했습니다.",
}
# Language, Python's codec, and the WHATWG's name for it.
CHARSETS = [
    ("en", "cp1252", "windows-1252"),
    ("de", "latin-1", "windows-1252"),
    ("fr", "cp1252", "windows-1252"),
    ("es", "iso8859-15", "iso-8859-15"),
    ("pl", "cp1250", "windows-1250"),
    ("pl", "iso8859-2", "iso-8859-2"),
    ("cs", "cp1250", "windows-1250"),
    ("ru", "cp1251", "windows-1251"),
    ("ru", "koi8-r", "koi8-r"),
    ("ru", "iso8859-5", "iso-8859-5"),
    ("ru", "cp866", "ibm866"),
    ("uk", "koi8-u", "koi8-u"),
    ("el", "cp1253", "windows-1253"),
    ("el", "iso8859-7", "iso-8859-7"),
    ("tr", "cp1254", "windows-1254"),
    ("he", "cp1255", "windows-1255"),
    ("ar", "cp1256", "windows-1256"),
    ("lt", "cp1257", "windows-1257"),
    ("th", "cp874", "windows-874"),
    ("en", "mac-roman", "macintosh"),
    ("ja", "shift_jis", "shift_jis"),
    ("ja", "euc_jp", "euc-jp"),
    ("ja", "iso2022_jp", "iso-2022-jp"),
    ("zh", "gb2312", "gbk"),
    ("zh", "gb18030", "gb18030"),
    ("zh-tw", "big5", "big5"),
    ("ko", "euc_kr", "euc-kr"),
]


def page(language, charset=""):
    declaration = f'<meta charset="{charset}">' if charset else ""
    text = PROSE[language]
    if charset in ("iso-8859-2", "iso-8859-15", "windows-1252"):
        text = text.translate({ord(c): None for c in "„“”"}) if language != "en" else text
    return f"<html><head>{declaration}<title>A page</title></head><body><p>{text}</p></body></html>"


def encoded(text, codec):
    """The text as far as the codec can hold it, and its bytes."""
    data = text.encode(codec, "ignore")
    return data.decode(codec), data


@pytest.mark.parametrize(("language", "codec", "name"), CHARSETS)
def test_declared(language, codec, name):
    text, data = encoded(page(language, name), codec)
    decoded = decode(data)
    assert decoded.text == text
    assert (decoded.encoding, decoded.problems) == (name, ())


@pytest.mark.parametrize(("language", "codec", "name"), CHARSETS)
def test_of_the_http_header(language, codec, name):
    text, data = encoded(page(language), codec)
    decoded = decode(data, http_charset=name.upper())
    assert (decoded.text, decoded.encoding, decoded.problems) == (text, name, ())


@pytest.mark.parametrize(("language", "codec", "name"), CHARSETS)
@pytest.mark.parametrize("declaration", ["", "utf-8", "no-such-charset"])
def test_undeclared_or_declared_wrongly(language, codec, name, declaration):
    text, data = encoded(page(language, declaration), codec)
    decoded = decode(data)
    assert decoded.text == text
    if name != "iso-2022-jp":  # which gives itself away
        assert decoded.problems[0] == "decode:guessed"


ENDS = ("", "-le", "-be")
WIDE = ["utf-8", "utf-8-sig", *(f"utf-{bits}{end}" for bits in (16, 32) for end in ENDS)]


@pytest.mark.parametrize("codec", WIDE)
@pytest.mark.parametrize("language", PROSE)
def test_unicode_encodings_as_pages_and_as_texts(language, codec):
    for text in (page(language), PROSE[language] * 3 + "\n2021\n\n" + PROSE[language] + "\n"):
        decoded = decode(text.encode(codec))
        assert decoded.text == text
        assert decoded.problems == ()
        assert decoded.encoding == codec.removesuffix("-sig").replace("6-", "6").replace(
            "2-", "2"
        ) or codec in ("utf-16", "utf-32")


@pytest.mark.parametrize("language", ["en", "de", "pl", "ru", "ja"])
def test_one_bad_byte_costs_one_character(language):
    data = (page(language) * 5).encode()
    rng = random.Random(14)
    for _ in range(60):
        place = rng.randrange(len(data))
        while data[place] & 0xC0 == 0x80:  # not inside a character
            place += 1
        decoded = decode(data[:place] + b"\xff" + data[place:])
        assert decoded.encoding == "utf-8"
        assert decoded.problems == ("decode:replaced-bytes",)
        assert decoded.text.replace("\ufffd", "") == data.decode()


@pytest.mark.parametrize("language", PROSE)
def test_a_download_cut_anywhere(language):
    data = page(language).encode()[:-14]
    for size in range(len(data) - 60, len(data)):
        decoded = decode(data[:size])
        assert decoded.text == data[:size].decode("utf-8", "ignore")
        assert decoded.problems in ((), ("decode:cut-last-character",))


def test_two_accents_are_no_bad_utf8():
    prose = "A long English page without any accent in it. " * 600
    data = f"<html>{prose} Café. {prose} Naïve. {prose}</html>".encode("cp1252")
    decoded = decode(data)
    assert decoded.encoding == "windows-1252"
    assert "Café" in decoded.text
    assert "Naïve" in decoded.text


def test_windows_quotes_on_a_page_that_says_utf8():
    text = '<meta charset="utf-8"><p>“Don’t,” she said – and didn’t.</p>'
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "windows-1252")


def test_one_bad_byte_on_an_ascii_page_that_says_utf8():
    decoded = decode(b'<meta charset="utf-8"><p>' + b"plain words " * 99 + b"\xff and more</p>")
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("\ufffd") == 1


def test_utf8_with_many_bad_bytes_is_still_utf8():
    data = (PROSE["ru"] * 5).encode() + b" caf\xe9 na\xefve " * 3
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.problems == ("decode:replaced-bytes",)
    assert PROSE["ru"] * 5 in decoded.text


def test_surrogates_in_utf8():
    data = "é é é é é <p>a".encode() + b"\xed\xa0\xbd b \xed\xb2\xa9 c \xed\xa0\xbd\xed\xb2\xa9</p>"
    decoded = decode(data)
    assert decoded.text == "é é é é é <p>a b  c \U0001f4a9</p>"
    assert (decoded.encoding, decoded.problems) == ("utf-8", ("decode:replaced-bytes",))


def test_latin1_means_windows_1252():
    decoded = decode(b"<meta http-equiv=content-type content='text/html; charset=iso-8859-1'>"
                     b"<p>quest\x92anno aprir\xe0</p>")  # fmt: skip
    assert decoded.text.endswith("<p>quest’anno aprirà</p>")
    assert decoded.encoding == "windows-1252"


def test_an_iso_charset_that_windows_bytes_contradict():
    text = f'<meta charset="iso-8859-2"><p>{PROSE["pl"]}</p>'
    decoded = decode(text.encode("cp1250"))
    assert (decoded.text, decoded.encoding) == (text, "windows-1250")


def test_a_declaration_in_a_comment_does_not_count():
    data = '<!-- стена <meta charset="koi8-r"> --><meta charset="windows-1251"><p>стена</p>'
    assert decode(data.encode("cp1251")).encoding == "windows-1251"


def test_the_xml_declaration_counts():
    data = '<?xml version="1.0" encoding="windows-1251"?><html><p>стена и гавань</p></html>'
    assert decode(data.encode("cp1251")).encoding == "windows-1251"


def test_a_declaration_behind_letters_counts():
    data = '<html><meta content="стена" charset="koi8-r"><p>стена и гавань</p></html>'
    assert decode(data.encode("koi8-r")).encoding == "koi8-r"


def test_the_first_letter_may_come_late():
    data = f"<p>{'x' * 300_000} {'plain words ' * 9_000}</p><p>{PROSE['cs']}</p>"
    decoded = decode(data.encode("cp1250"))
    assert (decoded.text, decoded.encoding) == (data, "windows-1250")


def test_a_late_declaration_counts():
    data = f'<script>{"x" * 60_000}</script><meta charset="koi8-r"><p>{PROSE["ru"]}</p>'
    assert decode(data.encode("koi8-r")).encoding == "koi8-r"


def test_the_header_goes_before_the_page():
    data = f'<meta charset="koi8-r"><p>{PROSE["ru"]}</p>'.encode("cp1251")
    assert decode(data, http_charset="windows-1251").encoding == "windows-1251"


def test_a_language_hint_settles_what_is_close():
    data = "Žluť a šeď.".encode("cp1250")
    assert decode(data, language="cs").text == "Žluť a šeď."


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF8", "utf-8"),
        (" latin1\n", "windows-1252"),
        ("ascii", "windows-1252"),
        ("euc_jp", "euc-jp"),
        ("cp949", "euc-kr"),
        ("x-sjis", "shift_jis"),
        ("iso-2022-kr", ""),
        ("utf-7", ""),
        ("", ""),
        ("é" * 50, ""),
    ],
)
def test_labels(label, name):
    assert known_charset(label) == name


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(50_000),
        b"\0" * 5_000,
        b"text" + b"\x01\x02" * 50,
        bytes(range(256)) * 20,
    ],
    ids=["random", "NUL", "controls", "all"],
)
def test_binary_data_is_no_text(data):
    with pytest.raises(PageError) as error:
        decode(data)
    assert (error.value.stage, error.value.code) == ("read", "not-text")


def test_a_few_controls_are_no_reason():
    assert decode(b"nul\0word in a text " + b"of many words " * 30).encoding == "utf-8"


STARTS = [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"<meta charset=gbk>"]


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300), st.sampled_from(STARTS))
def test_any_bytes_are_text_or_refused(data, start):
    decoded = refused = None
    try:
        decoded = decode(start + data)
    except PageError as error:
        refused = error
    if refused is None:
        decoded.text.encode()  # no lone surrogate
    else:
        assert refused.code == "not-text"


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_utf8_comes_back(text):
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


def test_bytes_of_no_charset_do_not_cost_a_page_that_is_nearly_ascii():
    data = (
        b"<meta charset=utf-8>"
        + b"The wall was old. " * 40
        + b"\xf8\x88\x80\x80\x80 \xf4\x90\x80\x80 and then it fell."
    )
    decoded = decode(data)
    assert decoded.text.endswith(" and then it fell.")
    assert (decoded.encoding, decoded.problems) == (
        "utf-8",
        ("decode:guessed", "decode:replaced-bytes"),
    )


def test_vertical_tabs_end_lines():
    assert decode(b"The wall was old.\x0bIt fell.\x0b" * 20).text.count("\x0b") == 40
