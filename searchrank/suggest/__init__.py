"""A prefix, gimme queries: the query bank at publish, completion while somebody types, and the words that are never suggested."""
