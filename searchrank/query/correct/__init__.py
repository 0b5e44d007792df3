"""Here is what was typed, gimme what was meant: likelier texts close to it, weighed by what the catalogue and its shoppers say."""
