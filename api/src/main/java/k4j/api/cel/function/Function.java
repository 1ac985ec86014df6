package k4j.api.cel.function;

/// What a function does with its arguments; the receiver is the first.
@FunctionalInterface
public interface Function {

  Object call(Object[] arguments);
}
