"""Tasks: one call of a service each, with its retries and time limit."""
