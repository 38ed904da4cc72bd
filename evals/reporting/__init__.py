"""Results as a terminal table, a page, and JUnit XML."""
