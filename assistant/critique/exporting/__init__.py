"""A critique as files to keep and to send: a Markdown report, a commented Word document, a version for the vendor."""
