"""The domain: pure values and deciders, the standard library only."""
