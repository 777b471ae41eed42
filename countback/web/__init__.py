"""The web: feeds, a person's pages, an adviser's list; served by `countback serve`."""
