"""The silent majority: what everybody thinks, not only those who rate. Pure functions over frames of contacts."""
