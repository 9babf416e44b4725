"""An engine is a map: it applies one function to many handles, unordered, with a bounded number under way."""
