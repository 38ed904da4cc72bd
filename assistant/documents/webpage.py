"""What on a web page is the article: navigation, marketing, sharing buttons and footers lie outside.

Lines are judged only where the text shows the marks of a web page, so a contract pasted as text loses nothing.
"""

import re

from assistant.text import fold

FOOTER = re.compile(
    r"^(上一篇|下一篇|相关(文章|推荐|阅读)|免责[申声]明|版权(所有|声明)|复制链接|微信好友|新浪微博|qq空间|分享到|"
    r"扫码关注|返回顶部|.{0,6}有帮助$|copyright|©)"
)
MARKETING = re.compile(
    r"(免费(注册|试用|体验|领取|咨询)|预约演示|注册试用|立即(咨询|试用|注册|体验)|点击.{0,8}(注册|试用|咨询|领取)|"
    r"快来(一起)?看看|添加微信|扫码|让专业人员为您)"
)
CHROME = re.compile(r"^(目录|首页|登录|注册|用户关注问题|联系我们|关于我们|\D{4,30}0\d|.{0,12}/.{0,12}/.{0,40})$")
PROSE = re.compile(r"[\u3002;:?!]|,.*,")
LEAST_SIGNS = 3
HEADING_LIMIT = 40


def looks_like_webpage(text: str) -> bool:
    """True where at least three different lines are a page's furniture."""
    signs = {line for line in _folded_lines(text) if FOOTER.match(line) or MARKETING.search(line) or CHROME.match(line)}
    return len(signs) >= LEAST_SIGNS


def article_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the article's lines, each from a line's start to past its line break."""
    lines = _lines(text)
    folded = [fold(text[a:b]).strip() for a, b in lines]
    end = _footer_starts(folded)
    prose = [bool(line) and _is_prose(line) for line in folded]
    kept = [
        i < end and (not folded[i] or prose[i] or _is_heading(folded, prose, i)) and not _is_furniture(folded[i])
        for i in range(len(lines))
    ]
    return _merged([span for span, keep in zip(lines, kept, strict=True) if keep], text)


def _is_furniture(line: str) -> bool:
    return bool(CHROME.match(line) or MARKETING.search(line))


def _is_prose(line: str) -> bool:
    return bool(PROSE.search(line)) and len(line) >= 12


def _is_heading(folded: list[str], prose: list[bool], index: int) -> bool:
    """A short line directly above prose (blank lines aside), such as 一、软件相关方面."""
    if len(folded[index]) > HEADING_LIMIT:
        return False
    following = next((i for i in range(index + 1, len(folded)) if folded[i]), None)
    return following is not None and (
        prose[following] or bool(re.match(r"[0-9(一二三四五六七八九十-]", folded[following]))
    )


def _footer_starts(folded: list[str]) -> int:
    """The line from which only footer follows: the first footer mark in the last two thirds of the page."""
    first = len(folded) // 3
    return next((i for i in range(first, len(folded)) if FOOTER.match(folded[i])), len(folded))


def _folded_lines(text: str) -> list[str]:
    return [fold(line).strip() for line in text.splitlines() if line.strip()]


def _lines(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line)))
        start += len(line)
    return spans


def _merged(spans: list[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple((a, b) for a, b in merged if text[a:b].strip())
