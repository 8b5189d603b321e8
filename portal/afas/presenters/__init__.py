"""What screens show: rows and texts, prepared as plain strings."""
