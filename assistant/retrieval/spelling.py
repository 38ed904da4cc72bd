"""Homophone typos ("会原数剧", "发漂") become the words of the index that sound the same.

Chinese is typed by sound, so a typo is nearly always a homophone that no dictionary holds. Only stretches that the
dictionary breaks into single characters are touched, and only where a frequent word of the index sounds alike.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import rjieba

LONGEST = 4  # characters of a word that is looked for
FREQUENT = 3  # texts that must hold a word before a typo is taken for it
RUN = re.compile(r"[\u4e00-\u9fff]+")
# Characters that stand alone by right; two of them side by side are grammar, not a broken word.
PARTICLES = frozenset(
    "的了里在是有不就也还只被又既说个和与或我你他她它这那哪吗呢吧啊呀么把给让对从向到没很都要能可以为之其所并"
)
# Sounds that many speakers do not tell apart: n/ng, z/zh, c/ch, s/sh.
ALIKE = ((re.compile(r"ng\b"), "n"), (re.compile(r"\b([zcs])h"), r"\1"))


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed and what was understood."""

    typed: str
    understood: str


class KnownWords(Protocol):
    """Words with the number of texts that hold each; a lexical index is one."""

    @property
    def word_frequencies(self) -> Mapping[str, int]: ...


class SpellingCorrector:
    """Mends typos to the words of one index."""

    def __init__(self, words: KnownWords) -> None:
        self._words = words  # counted on the first typo, not before

    @property
    def _frequencies(self) -> Mapping[str, int]:
        return self._words.word_frequencies

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """The most frequent word of each exact and each blurred sound; an exact one wins."""
        words = sorted(
            (w for w, n in self._frequencies.items() if n >= FREQUENT and 2 <= len(w) <= LONGEST and is_word(w)),
            key=lambda w: (self._frequencies[w], w),
        )
        found = {blurred(sound(w)): w for w in words}
        return found | {sound(w): w for w in words}

    def correct(self, text: str, sound_words: Collection[str] = ()) -> tuple[str, tuple[Correction, ...]]:
        """The text with its typos replaced, length kept, and what was replaced; ``sound_words`` are left alone."""
        out, made = [], []
        position = 0
        for run in RUN.finditer(text):
            fixed, corrections = self._correct_run(run[0], sound_words)
            out += [text[position : run.start()], fixed]
            made += corrections
            position = run.end()
        return "".join([*out, text[position:]]), tuple(made)

    def _correct_run(self, run: str, sound_words: Collection[str]) -> tuple[str, list[Correction]]:
        made: list[Correction] = []
        for start, end in windows(rjieba.cut(run, False)):
            typed = run[start:end]
            if end - start == 2 and PARTICLES.intersection(typed):
                continue
            if any(_touches(run, word, start, end) for word in sound_words):
                continue
            if self._frequencies.get(typed, 0) >= FREQUENT or any(
                _touches(run, c.understood, start, end) for c in made
            ):
                continue
            heard = sound(typed)
            word = self._by_sound.get(heard) or self._by_sound.get(blurred(heard))
            if word and word != typed and len(word) == len(typed):
                run = run[:start] + word + run[end:]
                made.append(Correction(typed, word))
        return run, made


def windows(words: Iterable[str]) -> list[tuple[int, int]]:
    """Offsets of stretches of 2 to 4 characters that touch a single character, longest first.

    A stretch begins and ends where words do, because a typo breaks a word into pieces.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for word in words:
        spans.append((begin, begin + len(word)))
        begin += len(word)
    found = []
    for i, (start, _) in enumerate(spans):
        for j in range(i + 1, len(spans)):
            end = spans[j][1]
            if end - start > LONGEST:
                break
            if any(b - a == 1 for a, b in spans[i : j + 1]):
                found.append((start, end))
    return sorted(found, key=lambda s: (s[0] - s[1], s[0]))


def sound(text: str) -> str:
    """Pinyin without tones, syllables apart."""
    from pypinyin import lazy_pinyin  # a third of a second to import, and only typos need it

    return " ".join(lazy_pinyin(text))


def blurred(heard: str) -> str:
    """The sound with distinctions dropped that many speakers do not make."""
    for pattern, replacement in ALIKE:
        heard = pattern.sub(replacement, heard)
    return heard


def is_word(text: str) -> bool:
    """True for Chinese that the dictionary holds as one word; an index also holds what a guess has joined."""
    return bool(RUN.fullmatch(text)) and rjieba.cut(text, False) == [text]


def _touches(run: str, word: str, start: int, end: int) -> bool:
    """True if a stretch of the run shares a character with ``word`` where it first stands."""
    place = run.find(word)
    return place >= 0 and place < end and start < place + len(word)
