package k4j.api.cel.interpreter;

/// A step of a planned expression.
@FunctionalInterface
interface Node {

  Object eval(Frame frame);
}
