"""The web app: the only part that knows Gradio, and the only one that writes HTML."""
