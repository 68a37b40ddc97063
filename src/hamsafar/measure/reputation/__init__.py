"""How the company stands in what is said elsewhere: the stream of reviews and mentions, share of voice, word of mouth."""
