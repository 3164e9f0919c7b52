"""What people write: kept in a small database of its own in the data folder, which no build touches."""
