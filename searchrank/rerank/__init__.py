"""An order, gimme a page: stages that reorder what the ranker has ordered, and add nothing."""
