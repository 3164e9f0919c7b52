"""`python -m lodestar`: the same as the console command."""

from lodestar.cli import main

main()
