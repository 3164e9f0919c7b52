"""The rows behind the numbers, out into files."""
