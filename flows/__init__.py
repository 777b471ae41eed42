"""Flows: what Prefect runs, each reading like the sentence in its docstring."""
