"""The look: Gradio's variables set to the product's colours and system fonts; the rest is ``static/style.css``."""

from pathlib import Path

import gradio as gr

STATIC = Path(__file__).parent / "static"
SANS = (
    "PingFang SC",
    "HarmonyOS Sans SC",
    "MiSans",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "sans-serif",
)
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


def build_theme() -> gr.themes.Base:
    """No web font is named, so nothing is fetched."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=list(SANS),
        font_mono=list(MONO),
    )


def stylesheet() -> str:
    """The product's style sheet; Gradio puts its own container before every selector, so these rules win."""
    return (STATIC / "style.css").read_text(encoding="utf-8")


def head(language: str) -> str:
    """The page's measures, which depend on its width and so must escape that treatment, and its script."""
    measures = (STATIC / "measures.css").read_text(encoding="utf-8")
    code = (STATIC / "presign.js").read_text(encoding="utf-8")
    return f'<style>{measures}</style><script>window.presignLanguage = "{language}";\n{code}</script>'


def favicon() -> bytes:
    """The seal as an icon."""
    return (STATIC / "favicon.svg").read_bytes()
