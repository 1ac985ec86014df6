package k4j.api.cel.value;

/// A type as a value: what `type(x)` gives.
public record TypeValue(String name) {}
