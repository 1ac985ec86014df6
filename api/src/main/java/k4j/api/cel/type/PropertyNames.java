package k4j.api.cel.type;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// How a property's name is written in an expression: `x-y` is `x__dash__y`.
public final class PropertyNames {

  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private static final Pattern SUPPORTED = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
  private static final Pattern SPECIAL = Pattern.compile("__|[-./]");
  private static final Pattern ESCAPED = Pattern.compile("__[^_]+__");

  private PropertyNames() {}

  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /// Nothing where a property of that name cannot be reached in an expression.
  public static Optional<String> escape(String name) {
    if (isReserved(name)) {
      return Optional.of("__" + name + "__");
    }
    if (!SUPPORTED.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        isPlain(name) ? name : SPECIAL.matcher(name).replaceAll(PropertyNames::escapeOf));
  }

  private static String escapeOf(MatchResult found) {
    return switch (found.group()) {
      case "__" -> "__underscores__";
      case "." -> "__dot__";
      case "-" -> "__dash__";
      default -> "__slash__";
    };
  }

  private static boolean isPlain(String name) {
    return name.indexOf('-') < 0
        && name.indexOf('.') < 0
        && name.indexOf('/') < 0
        && !name.contains("__");
  }

  /// The property that an escaped name stands for; nothing where the escape is none of ours.
  public static Optional<String> unescape(String escaped) {
    if (!escaped.contains("__")) {
      return Optional.of(escaped);
    }
    var result = new StringBuilder();
    var matcher = ESCAPED.matcher(escaped);
    while (matcher.find()) {
      String group = matcher.group();
      String word = group.substring(2, group.length() - 2);
      String plain =
          switch (word) {
            case "underscores" -> "__";
            case "dot" -> ".";
            case "dash" -> "-";
            case "slash" -> "/";
            default -> isReserved(word) && group.length() == escaped.length() ? word : "";
          };
      if (plain.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(result, plain);
    }
    return Optional.of(matcher.appendTail(result).toString());
  }
}
