"""Asking customers after the fact: whom to ask, the list that goes out, the answers that come back, how far it is."""
