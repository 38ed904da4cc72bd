"""The only place where models are loaded, each behind LangChain's own seam."""
