"""Deployments: how the flows are served or handed to a fleet of workers."""
