"""From a contract's text to findings, a rewrite and a verdict; rules come from ``knowledge/playbook``, no model needed."""
