"""The metric catalogue, and asking it for numbers."""
