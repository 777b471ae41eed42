"""What an operator edits: settings, the catalogue, example profiles."""
