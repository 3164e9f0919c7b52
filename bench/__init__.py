"""How fast is Lodestar, against hand-written DuckDB scripts that give the same rows? Run with `python -m bench`."""
