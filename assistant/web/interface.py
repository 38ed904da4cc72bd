"""The page: its header and its tabs, in one language."""

import gradio as gr

from assistant.web.chat_tab import build_chat_tab
from assistant.web.checklist import load_checklist
from assistant.web.checklist_tab import build_checklist_tab
from assistant.web.critique_tab import build_critique_tab
from assistant.web.endpoints import register_endpoints
from assistant.web.escape import render
from assistant.web.interface_texts import load_texts
from assistant.web.knowledge_tab import build_knowledge_tab
from assistant.web.page_script import html
from assistant.web.services import Services

UPLOADS_GO = (600, 3600)  # every ten minutes, uploaded files older than an hour are deleted; all of them at the end


def build_interface(services: Services, language: str) -> gr.Blocks:
    """All of the interface in ``language``."""
    texts = load_texts(language)
    with gr.Blocks(
        title=texts["brand"]["title"], analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_GO
    ) as blocks:
        register_endpoints(services)  # first, so that no event of the page takes their names
        html(render("header.html", {"t": texts}), "masthead")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(texts["tabs"]["chat"], id="chat"):
                build_chat_tab(blocks, services, texts)
            with gr.Tab(texts["tabs"]["critique"], id="critique"):
                build_critique_tab(services, texts)
            with gr.Tab(texts["tabs"]["checklist"], id="checklist") as checklist:
                build_checklist_tab(checklist, services, load_checklist(services.assistant.knowledge), texts)
            with gr.Tab(texts["tabs"]["knowledge"], id="knowledge") as knowledge:
                build_knowledge_tab(knowledge, services, texts)
    return blocks
