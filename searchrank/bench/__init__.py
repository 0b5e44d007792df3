"""What searchrank costs on a generated shop: takes a number of products, gives figures with the budget beside each. Nothing here asserts a time."""
