"""How the page's own HTML speaks to Gradio: clicks and forms in it become events of their component."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

DELEGATE = """
const events = %s;
const data = (node) => ({...node.dataset});
element.addEventListener('click', (e) => {
  const node = e.target.closest('button[data-event]');
  if (!node || !events.includes(node.dataset.event) || !window.presign.allows(node)) return;
  trigger(node.dataset.event, data(node));
});
element.addEventListener('submit', (e) => {
  e.preventDefault();
  const form = e.target;
  if (events.includes(form.dataset.event)) trigger(form.dataset.event, {...data(form), ...Object.fromEntries(new FormData(form))});
});
element.addEventListener('change', (e) => {
  const node = e.target.closest('[data-change]');
  if (!node || !events.includes(node.dataset.change)) return;
  trigger(node.dataset.change, {...data(node), checked: node.checked === true, value: node.value});
});
"""
DOWNLOAD = "watch('value', () => window.presign.download(props.value));"


def html(value: str, elem_id: str, events: Sequence[str] = ()) -> gr.HTML:
    """A component that shows rendered HTML; ``events`` are the names its buttons and forms may trigger."""
    names = "[" + ", ".join(f"'{name}'" for name in events) + "]"
    script = DELEGATE % names if events else None
    return gr.HTML(value, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def downloads(elem_id: str) -> gr.HTML:
    """An invisible component whose value, ``{name, type, base64, at}`` as JSON, is saved by the browser."""
    return gr.HTML("", elem_id=elem_id, html_template=" ", js_on_load=DOWNLOAD, apply_default_css=False)


def listen(component: gr.HTML, event: str) -> Any:
    """The listener of one of the component's own events."""
    return getattr(component, event)
