"""What shoppers do with what they are shown: look, click, buy, go on or leave."""
