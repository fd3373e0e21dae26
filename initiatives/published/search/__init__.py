"""Search in the public record: what can be found, the words it is found by, and the index that finds it."""
