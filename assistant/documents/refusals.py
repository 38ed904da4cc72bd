"""Every reason for which a file is not read, with what to do, in English and in Chinese."""

from enum import StrEnum
from pathlib import Path

from assistant.errors import UnreadableFile


class Cause(StrEnum):
    """Why a file is refused."""

    MISSING = "missing"
    NO_ACCESS = "no access"
    NOT_A_FILE = "not a file"
    NAME = "name"
    LINK = "link"
    EMPTY = "empty"
    NO_TEXT = "no text"
    TOO_LARGE = "too large"
    TOO_LONG = "too long"
    FORMAT = "format"
    NOT_TEXT = "not text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    EXPANDS = "expands"
    TOO_SLOW = "too slow"
    TOO_HUNGRY = "too hungry"
    CRASHED = "crashed"
    SCANNED = "scanned"
    GARBLED = "garbled"
    NO_CONTENT = "no content"
    NEEDS_OFFICE = "needs office"
    OFFICE_FAILED = "office failed"


REFUSALS: dict[Cause, tuple[str, str, str]] = {
    Cause.MISSING: (
        "there is no such file",
        "Check the path.",
        "找不到这个文件,请检查路径。",
    ),
    Cause.NO_ACCESS: (
        "it cannot be opened ({})",
        "Check that it may be read.",
        "文件打不开({}),请检查读取权限。",
    ),
    Cause.NOT_A_FILE: (
        "it is not an ordinary file",
        "Give a document or a folder.",
        "这不是普通文件,请选择文档或文件夹。",
    ),
    Cause.NAME: (
        "its name holds characters that cannot be shown",
        "Rename it.",
        "文件名含有无法显示的字符,请改名后再试。",
    ),
    Cause.LINK: (
        "it is a link that leads out of the folder",
        "Copy the file itself into the folder.",
        "这是指向文件夹之外的链接,请把文件本身复制进来。",
    ),
    Cause.EMPTY: (
        "it is empty (0 bytes)",
        "Save or download it again.",
        "文件是空的(0 字节),请重新保存或下载。",
    ),
    Cause.NO_TEXT: (
        "it holds no text",
        "If its pages are pictures, run text recognition (OCR) on it first.",
        "文件里没有文字;如果内容是图片,请先做文字识别(OCR)。",
    ),
    Cause.TOO_LARGE: (
        "it has {} MB, the limit is 20 MB",
        "Split it, or take the pictures out.",
        "文件有 {} MB,超过 20 MB 的上限,请拆分或去掉图片。",
    ),
    Cause.TOO_LONG: (
        "it holds more than {} characters",
        "Split it.",
        "文字超过 {} 个字符,请拆分后再试。",
    ),
    Cause.FORMAT: (
        "{} is not a format read here",
        "Save it as .docx, .pdf, .txt, .md or .html.",
        "不支持这种格式({}),请另存为 .docx、.pdf、.txt、.md 或 .html。",
    ),
    Cause.NOT_TEXT: (
        "it is not text in UTF-8, UTF-16 or GB18030",
        "Save it as UTF-8 text.",
        "文件不是可识别的文本编码,请另存为 UTF-8 文本。",
    ),
    Cause.ENCRYPTED: (
        "it is protected with a password",
        "Open it, save a copy without the password, and use the copy.",
        "文件有密码保护,请打开后另存一份不带密码的副本。",
    ),
    Cause.DAMAGED: (
        "it is damaged ({})",
        "Open it in the program it came from and save it again, or download it again.",
        "文件已损坏({}),请用原来的软件打开后重新保存,或重新下载。",
    ),
    Cause.TRUNCATED: (
        "it is cut short: its end is missing",
        "Download or copy it again.",
        "文件不完整,缺少结尾部分,请重新下载或复制。",
    ),
    Cause.EXPANDS: (
        "it unpacks to more than is safe ({})",
        "If it is yours, save it again without pictures and embedded files.",
        "文件解压后过大({}),已停止读取;如确为自己的文件,请去掉图片和嵌入文件后重新保存。",
    ),
    Cause.TOO_SLOW: (
        "reading it took more than {} s",
        "Split it, or save it as text.",
        "读取超过 {} 秒,已停止;请拆分文件或另存为文本。",
    ),
    Cause.TOO_HUNGRY: (
        "reading it took more than {} MB of memory",
        "Split it, or save it as text.",
        "读取所需内存超过 {} MB,已停止;请拆分文件或另存为文本。",
    ),
    Cause.CRASHED: (
        "its reader broke down ({})",
        "Open it and save it again, or save it as text.",
        "读取时出错({}),请打开后重新保存,或另存为文本。",
    ),
    Cause.SCANNED: (
        "its {} pages are pictures without text (a scan)",
        "Run text recognition (OCR) on it, or ask for the Word file.",
        "共 {} 页都是扫描图片,没有可读文字;请先做文字识别(OCR),或向对方索取 Word 版。",
    ),
    Cause.GARBLED: (
        "its fonts do not say which characters they show",
        "Run text recognition (OCR) on it, or ask for the Word file.",
        "文件的字体没有文字信息,提取出来是乱码;请先做文字识别(OCR),或索取 Word 版。",
    ),
    Cause.NO_CONTENT: (
        "no main content was found in the page",
        "Save the article's text as a .txt file.",
        "网页里没有找到正文,请把正文另存为 .txt 文件。",
    ),
    Cause.NEEDS_OFFICE: (
        "the old format {} needs LibreOffice, which is not installed",
        "Install LibreOffice, or save the file as .docx.",
        "旧格式 {} 需要安装 LibreOffice 才能读取;请安装,或另存为 .docx。",
    ),
    Cause.OFFICE_FAILED: (
        "LibreOffice could not convert it ({})",
        "Open it and save it as .docx.",
        "LibreOffice 无法转换这个文件({}),请打开后另存为 .docx。",
    ),
}


def refusal(path: Path | str, cause: Cause, detail: str = "") -> UnreadableFile:
    """The error for one file; ``detail`` fills the blank in the cause's wording."""
    reason, remedy, chinese = REFUSALS[cause]
    return UnreadableFile(path, reason.format(detail), remedy, chinese.format(detail))
