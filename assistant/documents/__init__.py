"""Files become text with a place for every character: the first step of the flow."""
