"""What is known from judgments (and later from events) becomes a model."""
