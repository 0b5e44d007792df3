"""Here are runs and judgments, gimme measures with their uncertainty.

A run is query id -> (product id, score) pairs, best first. A shop is known only through the methods of `evaluate.run.Searchable`.
"""
