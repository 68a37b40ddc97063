"""What others say about the company elsewhere: review sites, app stores, social networks, blogs, feeds.

A place is where we listen; its connector reads what comes from there into items. An item is kept once, whichever way it came, and told to
the spine as `Review Posted`, `Mention Found` or `Competitor Mentioned`.
"""
