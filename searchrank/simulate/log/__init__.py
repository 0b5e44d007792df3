"""Months of a shop's log at once, without an engine: Parquet by day, and the truth behind it in a folder of its own."""
