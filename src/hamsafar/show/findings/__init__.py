"""Research on pages: sessions with their recordings and coded passages, and quotes for pages that show numbers."""
