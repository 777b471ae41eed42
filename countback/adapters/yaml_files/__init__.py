"""Files people write in YAML: read whole, checked whole, every problem with its line."""
