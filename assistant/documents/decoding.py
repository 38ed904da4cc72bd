"""Bytes as text: byte-order marks, then UTF-8, then whichever legacy encoding reads most like Chinese."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from assistant.documents.refusals import Cause, refusal

LEGACY = ("gb18030", "big5", "utf-16-le", "utf-16-be")
TOO_STRANGE = 0.02  # share of control and private characters from which a text is taken for a binary file
TOO_BROKEN = 0.01  # share of undecodable bytes up to which a text counts as slightly damaged UTF-8
SAMPLE = 200_000
# The commonest characters of Chinese contracts, simplified and traditional, and the punctuation between them.
COMMON = frozenset(
    "的一不是在有和为以及合同方甲乙本应当按条款约定不得或者与在其内个日月年元人公司服务费支付会员系统软件数据信息"
    "為與應當條約個務費員統軟據雙雙权權责責任违違解除通知履行提供第二三四五六七八九十上下中大小了我们這这那就也,。、;:()《》“”"
    ",。;:()、 \n"
)
BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, path: Path) -> str:
    """The text of ``data`` with ``\\n`` line ends; raises UnreadableFile where it is no text."""
    if not data:
        return ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        text = _utf8(data) or _most_chinese(data)
    text = normalise(text.removeprefix("\ufeff")) if text and not _is_strange(text) else ""
    if not text:
        raise refusal(path, Cause.NOT_TEXT)
    return text


def normalise(text: str) -> str:
    """One kind of line break, and a space for every character that cannot be shown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS)
    return CONTROL.sub(" ", text)


def _utf8(data: bytes) -> str:
    """UTF-8, also where the end was cut inside a character; empty where it is something else."""
    for cut in range(min(4, len(data))):
        try:
            text = data[: len(data) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "" if _is_strange(text) else text
    return ""


def _most_chinese(data: bytes) -> str:
    best, best_score = "", 0.0
    for encoding in (*LEGACY, "utf-8"):
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") > TOO_BROKEN * len(text) + 1 or _is_strange(text):
            continue
        sample = text[:SAMPLE]
        score = (sum(c in COMMON for c in sample) + 1) / len(sample)
        if score > best_score:
            best, best_score = text, score
    return best


def _is_strange(text: str) -> bool:
    counts = Counter(text)
    strange = sum(
        n for c, n in counts.items() if c not in "\n\r\t\f" and unicodedata.category(c) in {"Cc", "Co", "Cn", "Cs"}
    )
    return strange > max(2, TOO_STRANGE * len(text))
