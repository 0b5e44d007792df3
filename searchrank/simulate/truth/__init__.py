"""What only the simulator knows: grades, probabilities, labels, and the best that any ranker or suggester could do."""
