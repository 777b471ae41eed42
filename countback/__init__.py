"""Countback, without Prefect: counts back from a person's ERAS date."""
