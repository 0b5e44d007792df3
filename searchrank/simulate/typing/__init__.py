"""From what a shopper needs to what is typed, key by key, with the truth about every text beside it."""
