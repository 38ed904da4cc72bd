"""Errors as a user reads them: each class of ``assistant.errors`` in the interface's language, anything else neutrally.

Messages of the error tree are English and name paths; here they become short advice. Nothing that was pasted is logged.
"""

import logging

from assistant.errors import (
    AssistantError,
    ContentError,
    IndexBroken,
    IndexLocked,
    IndexMissing,
    IndexUnwritable,
    InputRefused,
    ModelMismatch,
    ModelUnavailable,
    SettingInvalid,
    UnreadableFile,
)
from assistant.web.interface_texts import Texts

log = logging.getLogger(__name__)

KEYS: tuple[tuple[type[AssistantError], str], ...] = (
    (InputRefused, "input_refused"),
    (ContentError, "content"),
    (SettingInvalid, "setting"),
    (IndexMissing, "index_missing"),
    (IndexBroken, "index_broken"),
    (IndexLocked, "index_locked"),
    (IndexUnwritable, "index_unwritable"),
    (ModelMismatch, "model_mismatch"),
    (ModelUnavailable, "model_unavailable"),
)


class LimitExceeded(InputRefused):
    """Input over one of the web app's limits; ``key`` names its text in the interface."""

    def __init__(self, key: str, given: int, limit: int) -> None:
        super().__init__(f"{given} given, the limit is {limit}.")
        self.key, self.given, self.limit = key, given, limit


def message_for(error: Exception, texts: Texts) -> str:
    """What is shown for ``error``; an unexpected one is logged by its class and place, without its words."""
    if isinstance(error, LimitExceeded):
        return str(texts["errors"][error.key]).format(given=f"{error.given:,}", limit=f"{error.limit:,}")
    if isinstance(error, UnreadableFile):
        return error.chinese if texts["language"]["code"] == "zh-CN" else f"{error.reason}. {error.remedy}"
    for kind, key in KEYS:
        if isinstance(error, kind):
            return str(texts["errors"][key])
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return str(texts["errors"]["unexpected"])
