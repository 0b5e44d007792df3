"""A matrix becomes an order: the ranker that needs no judgments, and the one that learned from them."""
