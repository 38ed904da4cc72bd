"""A critique as a Markdown file."""

from assistant.records import Critique, Finding
from assistant.web.escape import markdown
from assistant.web.interface_texts import Texts


def critique_markdown(critique: Critique, texts: Texts) -> str:
    """The verdict, the gaps of the contract, then each clause with its findings and its rewrite."""
    t = texts["critique"]
    blocks = [f"# {t['findings']}", markdown(critique.verdict)]
    if critique.contract_gaps:
        blocks.append(f"## {t['gaps']}")
        blocks.append("\n".join(f"- **{markdown(gap.title)}** {markdown(gap.why)}" for gap in critique.contract_gaps))
    for number, clause in enumerate(critique.clauses, start=1):
        blocks.append(f"## {markdown(clause.heading or t['untitled_clause'].format(n=number))}")
        if clause.types:
            blocks.append(f"{t['clause_types']}：{markdown('、'.join(clause.types))}")
        blocks += [_finding(finding, texts) for finding in clause.findings] or [t["none"]]
        if clause.rewrite.text:
            blocks.append(f"### {t['rewrite']}")
            blocks.append("\n".join(f"> {markdown(row)}" for row in clause.rewrite.text.splitlines() if row.strip()))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _finding(finding: Finding, texts: Texts) -> str:
    t = texts["critique"]
    head = f"**{t['kinds'][finding.kind]}**（{t['severity']} {t['severities'][finding.severity]}）"
    rows = [f"- {head}{markdown(finding.why)}"]
    if finding.quote:
        rows.append(f"  - “{markdown(finding.quote)}”")
    if finding.basis:
        rows.append(f"  - {t['basis']}：{markdown('、'.join(map(str, finding.basis)))}")
    if finding.suggestion:
        rows.append(f"  - {t['suggestion']}：{markdown(finding.suggestion)}")
    if finding.vendor_message:
        rows.append(f"  - {t['vendor_message']}：{markdown(finding.vendor_message)}")
    return "\n".join(rows)
