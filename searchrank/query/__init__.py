"""Here is what was typed, gimme a Query: the steps from raw text to terms and entities. Index and query are cut by the same code."""
