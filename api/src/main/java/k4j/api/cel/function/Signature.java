package k4j.api.cel.function;

import java.util.ArrayList;
import java.util.List;

/// What a function takes and gives, written as `list<A>::indexOf(A) int` or `isIP(string) bool`.
public record Signature(String name, boolean member, List<TypeName> parameters, TypeName result) {

  /// A type with its parameters; a single capital letter stands for any type.
  public record TypeName(String name, List<TypeName> parameters) {

    public boolean isVariable() {
      return name.length() == 1;
    }
  }

  static Signature parse(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    String head = text.substring(0, open);
    int receiver = head.indexOf("::");
    var parameters = new ArrayList<TypeName>();
    if (receiver > 0) {
      parameters.add(type(head.substring(0, receiver)));
    }
    parameters.addAll(types(text.substring(open + 1, close)));
    return new Signature(
        receiver > 0 ? head.substring(receiver + 2) : head,
        receiver > 0,
        List.copyOf(parameters),
        type(text.substring(close + 1)));
  }

  private static TypeName type(String text) {
    String trimmed = text.strip();
    int open = trimmed.indexOf('<');
    return open < 0
        ? new TypeName(trimmed, List.of())
        : new TypeName(
            trimmed.substring(0, open), types(trimmed.substring(open + 1, trimmed.length() - 1)));
  }

  private static List<TypeName> types(String text) {
    var found = new ArrayList<TypeName>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && depth == 0) {
        if (i > start) {
          found.add(type(text.substring(start, i)));
        }
        start = i + 1;
      }
    }
    return List.copyOf(found);
  }
}
