"""From bytes to text: byte order marks, declared and guessed encodings, and the refusal of what is no text."""

import codecs
import re

from initiatives.intake.refusal import NotRead

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}?charset\s*=\s*[\"']?|\?xml[^>]{0,100}?encoding\s*=\s*[\"'])([A-Za-z0-9_.:-]{2,40})", re.I
)
#: Encodings ministries in the region have used, in the order they are tried.
EAST_ASIAN = ("cp932", "cp949", "euc_jp", "gb18030", "big5")
COMMON = re.compile("[\u3040-\u30ff\uac00-\ud7a3\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]")
RARE = re.compile("[\ue000-\uf8ff\uff61-\uff9f\u3400-\u4dbf\uf900-\ufaff]")


def decode(data: bytes, declared_in_markup: bool = False) -> tuple[str, str]:
    """The text and the name of its encoding. Refuses bytes that are no text in any encoding that is known."""
    if not data.strip(b"\0 \t\r\n"):
        raise NotRead("empty", "The document holds no text.")
    for bom, name in BOMS:
        if data.startswith(bom):
            return _checked(_strict(data, name), name)
    wide = _wide(data)
    if wide:
        return _checked(_strict(data, wide), wide)
    if data.startswith(b"\x1b$") or b"\x1b$B" in data or b"\x1b$@" in data:
        return _checked(_strict(data, "iso2022_jp"), "iso2022_jp")
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    declaration = DECLARED.search(data[:4096]) if declared_in_markup else None
    if declaration:
        name = declaration[1].decode("ascii").casefold()
        name = {
            "shift_jis": "cp932",
            "shift-jis": "cp932",
            "x-sjis": "cp932",
            "euc-kr": "cp949",
            "ks_c_5601-1987": "cp949",
            "iso-8859-1": "cp1252",
        }.get(name, name)
        try:
            if codecs.lookup(name)._is_text_encoding:
                return _checked(data.decode(name), name)
        except (LookupError, UnicodeDecodeError):
            pass
    return _checked(*_guess(data))


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise NotRead("not a text", f"The file begins like {name} but is damaged at byte {error.start:,}.") from None


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark: every other byte of its Latin letters is zero."""
    sample = data[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 3 * even and odd > len(sample) // 6:
        return "utf-16-le"
    return "utf-16-be" if even > 3 * odd and even > len(sample) // 6 else ""


def _guess(data: bytes) -> tuple[str, str]:
    high = sum(byte > 127 for byte in data)
    runs = len(re.findall(rb"[\x80-\xff]+", data))
    # in a Western text high bytes stand alone between letters; in an East Asian one they come in pairs
    paired = high >= 1.8 * runs and high > 3
    if paired:
        best: tuple[float, str, str] = (0.0, "", "")
        for name in EAST_ASIAN:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            score = (len(COMMON.findall(text)) - 3 * len(RARE.findall(text))) / max(1, sum(ord(c) > 127 for c in text))
            kana = len(re.findall("[\u3040-\u30ff]", text)) / max(1, high)
            hangul = len(re.findall("[\uac00-\ud7a3]", text)) / max(1, high)
            score += (kana > 0.05) * (name in ("cp932", "euc_jp")) + (hangul > 0.2) * (name == "cp949")
            if score > best[0]:
                best = (score, text, name)
        if best[2] and best[0] > 0.5:
            return best[1], best[2]
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _checked(text: str, name: str) -> tuple[str, str]:
    """The text, when it is one: control characters and lone surrogates say that it is something else."""
    text = text.removeprefix("\ufeff")
    odd = sum(
        1
        for c in text
        if (c < " " and c not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f")
        or ("\x7f" <= c < "\xa0" and c != "\x85")
        or "\ud800" <= c <= "\udfff"
        or c == "\ufffd"
    )
    if odd > 2 + len(text) // 500:
        raise NotRead(
            "not a text", f"{odd:,} of its {len(text):,} characters are control characters: this is not a text file."
        )
    return text, name
