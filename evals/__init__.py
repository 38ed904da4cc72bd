"""How good the answers are: cases in, one row a case, metrics by their published definitions, reports out.

cases/       what is asked, and what an expert would want to see (data)
suites/      one module a suite: observe a case, then score what was observed
metrics/     pure functions, each with the source of its definition
reporting/   terminal, HTML, JUnit
"""
