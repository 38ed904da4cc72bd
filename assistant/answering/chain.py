"""The retrieval chain as LangChain runnables: ``retrieve | answer``, each step replaceable."""

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answering.answerer import Answerer
from assistant.answering.inquiry import Inquiry
from assistant.records import Answer


def build_chain(answerer: Answerer) -> Runnable[Inquiry, Answer]:
    """``chain.invoke(Inquiry(question))`` gives the Answer; ``chain.steps`` can be recomposed."""
    return RunnableLambda(answerer.retrieve, name="retrieve") | RunnableLambda(answerer.answer, name="answer")
