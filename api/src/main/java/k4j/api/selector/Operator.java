package k4j.api.selector;

/// How a label is compared.
public enum Operator {
  IN("in"),
  NOT_IN("notin"),
  EQUALS("="),
  DOUBLE_EQUALS("=="),
  NOT_EQUALS("!="),
  GREATER(">"),
  LESS("<"),
  EXISTS("exists"),
  NOT_EXISTS("!");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  /// As it stands in the text form.
  public String symbol() {
    return symbol;
  }
}
