"""A shop's life from a seed: here the catalogue of the demo shop, its logged queries and its judgments, all simulated.

Knows nothing of the engine: what it makes goes into files, and in through the same imports as any shop's.
"""
