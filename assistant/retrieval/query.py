"""A question as it is searched for: one script, one vocabulary, typos mended, long stories cut to what they ask."""

import re
from dataclasses import dataclass

from assistant.index.terms import mainland
from assistant.retrieval.glossary import EMPTY, Glossary
from assistant.retrieval.spelling import Correction, KnownWords, SpellingCorrector
from assistant.text import fold, sentences

STORY = 45  # characters from which a question is taken for a story with a question in it
MARKUP = re.compile(
    r"<[^<>]{0,300}>|!?\[[^\[\]]{0,200}\]\([^()]{0,300}(?:\([^()]{0,100}\))?[^()]{0,100}\)|\{\{[^{}]{0,100}\}\}|\$\{[^{}]{0,200}\}|https?://\S{1,300}"
)
ASKING = re.compile(
    r"[?\uff1f]|吗|呢|怎么|怎样|如何|什么|多少|多久|哪|谁|能不能|可不可以|是否|是不是|要不要|该不该|有没有|想(?:问|知道|请教|了解)|请问|请教"
)


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` is searched for; ``focus`` is what a long story asks, empty for a plain question."""

    text: str
    focus: str = ""
    meanings: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def words(self) -> str:
        """The text with what its colloquial words mean: what is matched word by word."""
        return " ".join([self.text, *self.meanings])


class QueryReader:
    """Reads questions for one index: its words are the ones that typos are mended to."""

    def __init__(self, words: KnownWords, glossary: Glossary = EMPTY) -> None:
        self._spelling = SpellingCorrector(words)
        self._glossary = glossary

    def read(self, question: str) -> Query:
        """The question as it is searched for."""
        plain = MARKUP.sub(" ", fold(question)).strip()
        text = self._glossary.translate(mainland(plain))
        meanings = self._glossary.explain(text)
        text, corrections = self._spelling.correct(text, self._glossary.said(text))
        return Query(text, focus_of(text), meanings or self._glossary.explain(text), corrections)


def focus_of(text: str) -> str:
    """The sentences of a story that ask, with the one before; empty where the text is short or asks all over."""
    if len(text) <= STORY:
        return ""
    spans = [text[a:b] for a, b in sentences(text)]
    asking = [i for i, sentence in enumerate(spans) if ASKING.search(sentence)]
    if not asking or len(asking) == len(spans):
        return ""
    wanted = sorted({i for a in asking for i in (a - 1, a) if i >= 0})
    return "".join(spans[i] for i in wanted) if len(wanted) < len(spans) else "".join(spans[i] for i in asking)
