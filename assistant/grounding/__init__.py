"""Whether a sentence stands in its source and a legal citation in the law: pure functions, no tolerance."""
