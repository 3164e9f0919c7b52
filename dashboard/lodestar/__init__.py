"""Lodestar: how well are we really serving our customers, including those who never rate us?"""

__version__ = "0.1.0"
