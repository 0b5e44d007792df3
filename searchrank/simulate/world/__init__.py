"""The catalogue's truth: from the fixtures and a seed to styles, listings, contents and ads, and all of it as columns."""
