"""Adapters: each talks to one outside thing, and none knows another."""
