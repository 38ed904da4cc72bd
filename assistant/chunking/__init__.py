"""A source's text becomes passages cut where its own numbering cuts it: the second step of the flow."""
