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
#: What pages and mails call an encoding, where it is not the codec that reads it best.
CALLED = {
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j", "ms932", "cp943c"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean", "windows-949", "ms949"), "cp949"),
    **dict.fromkeys(("x-euc-jp", "eucjp", "euc-jp", "x-euc"), "euc_jp"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp", "iso-2022-jp-ms", "cp50220", "cp50221"), "iso2022_jp"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
}
#: Encodings ministries in the region have used, in the order they are tried.
EAST_ASIAN = ("cp932", "cp949", "euc_jp", "gb18030", "big5")
WIDE = ("utf-16-le", "utf-16-be")
COMMON = re.compile("[\u3040-\u30ff\uac00-\ud7a3\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]")
RARE = re.compile("[\ue000-\uf8ff\uff61-\uff9f\u3400-\u4dbf\uf900-\ufaff\u3130-\u318f\u0400-\u04ff]")
KANA, HANGUL, HAN = (re.compile(f"[{letters}]") for letters in ("\u3040-\u30ff", "\uac00-\ud7a3", "\u4e00-\u9fff"))
ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([@BDOPQ]|\([BJIH]|\$A|\$\(C|-A|-F|\.A|\.F)")


def known_encoding(name: str) -> str:
    """The codec that reads what a page or a mail calls by a name; '' where none does, or where the name cannot be."""
    folded = name.strip().strip("\"'").casefold()
    folded = CALLED.get(folded, folded)
    try:
        codec = codecs.lookup(folded)
    except (LookupError, ValueError):
        return ""
    # a declaration that can be read byte by byte is in no encoding of two or four bytes
    return folded if codec._is_text_encoding and not codec.name.startswith(("utf-16", "utf-32", "utf-7")) else ""


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
    if b"\x1b$)C" in data[:4096]:
        return _checked(_strict(data, "iso2022_kr"), "iso2022_kr")
    if b"\x1b$B" in data or b"\x1b$@" in data:
        return _checked(_jis(data), "iso2022_jp")
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    declaration = DECLARED.search(data[:4096]) if declared_in_markup else None
    name = known_encoding(declaration[1].decode("ascii")) if declaration else ""
    if name and name != "cp1252":
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            text = ""
        # some declare one encoding and write another: then hardly a character is a usual one
        if text and (name not in EAST_ASIAN or _likelihood(text, name) > 0):
            return _checked(text, name)
    return _checked(*_guess(data))


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise NotRead("not a text", f"The file begins like {name} but is damaged at byte {error.start:,}.") from None


def _jis(data: bytes) -> str:
    """Japanese in escapes, with the signs of makers (①, ㈱) that the encoding itself does not have."""
    try:
        return data.decode("iso2022_jp_ext")
    except UnicodeDecodeError:
        pass
    words, place, escape = [], 0, b"(B"
    for match in [*ESCAPE.finditer(data), None]:
        piece = data[place : match.start() if match else len(data)]
        if escape in (b"$@", b"$B"):
            words.append(_rows(piece))
        elif escape == b"(I":
            words.append(bytes(byte | 0x80 for byte in piece).decode("cp932", "replace"))
        else:
            words.append(piece.decode("ascii", "replace"))
        if match:
            place, escape = match.end(), match[1]
    return "".join(words)


def _rows(piece: bytes) -> str:
    """Pairs of row and cell as cp932 reads them."""
    made = bytearray()
    index = 0
    while index < len(piece):
        first, second = piece[index], piece[index + 1] if index + 1 < len(piece) else 0
        if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
            made.append(first)
            index += 1
            continue
        lead = (first + 1) // 2 + (0x70 if first <= 0x5E else 0xB0)
        made += bytes((lead, second + (0x1F + (second >= 0x60) if first % 2 else 0x7E)))
        index += 2
    return made.decode("cp932", "replace")


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
    names = EAST_ASIAN if high >= 1.8 * runs and high > 3 else ()
    best: tuple[float, str, str] = (0.5, "", "")
    for name in (*names, *(() if len(data) % 2 else WIDE)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        score = _likelihood(text, name)
        if score > best[0]:
            best = (score, text, name)
    if best[2]:
        return best[1], best[2]
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _likelihood(text: str, name: str) -> float:
    """How much a text that an encoding gives is like one that somebody wrote: above 0.5, it may be."""
    foreign = max(1, sum(ord(c) > 127 for c in text))
    odd: float = len(RARE.findall(text)) + sum(c < " " and not c.isspace() for c in text)
    kana, hangul, han = (len(letters.findall(text)) for letters in (KANA, HANGUL, HAN))
    if name in ("cp949", *WIDE):
        # syllables that only the extension has are hardly ever written, and Han hardly among syllables
        odd += sum(not _is_usual(syllable) for syllable in HANGUL.findall(text)) + (han if hangul else 0) / 3
    score = (len(COMMON.findall(text)) - 3 * odd) / foreign
    is_japanese = kana > 0.1 * foreign or (not hangul and _share_of_level_one(text) > 0.95)
    is_korean = name in ("cp949", *WIDE) and hangul > 0.4 * foreign and hangul > 5 * han
    if name in WIDE:
        # any even number of bytes can be read like this: only what is surely one of the two is
        return score * (is_japanese or is_korean)
    # Han alone are less of a proof than kana or syllables are
    return score + is_korean + (is_japanese and name in ("cp932", "euc_jp")) * (1 if kana else 0.5)


def _is_usual(syllable: str) -> bool:
    return len(syllable.encode("euc_kr", "ignore")) == 2


def _share_of_level_one(text: str) -> float:
    """How many of the Han characters are among those that Japanese is taught first."""
    han = HAN.findall(text[:4000])
    level = sum(1 for c in han if 0xB0 <= (c.encode("euc_jp", "ignore") or b"\xff")[0] <= 0xCF)
    return level / len(han) if han else 0.0


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
