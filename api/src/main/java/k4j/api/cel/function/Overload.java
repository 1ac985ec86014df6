package k4j.api.cel.function;

/// One form of a function.
public record Overload(String id, Signature signature, Function function) {

  /// Whether the function takes such a first argument and as many.
  boolean accepts(Object[] arguments) {
    return arguments.length == signature.parameters().size()
        && (arguments.length == 0
            || TypeMatch.matches(signature.parameters().getFirst(), arguments[0]));
  }
}
