package k4j.api.jsonpath;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.jsonpath.Step.Operand;

/// Reads the text of a path.
final class PathParser {

  private final String text;
  private int at;

  PathParser(String text) {
    this.text = text.strip();
  }

  JsonPath parse() {
    var steps = new ArrayList<Step>();
    if (at < text.length() && (text.charAt(at) == '$' || text.charAt(at) == '@')) {
      at++;
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '.') {
        dot(steps);
      } else if (c == '[') {
        bracket(steps);
      } else if (steps.isEmpty() && at == 0) {
        name(steps);
      } else {
        throw new JsonPathException("unrecognized character in action: " + c);
      }
    }
    return new JsonPath(steps);
  }

  private void dot(List<Step> steps) {
    at++;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      steps.add(new Step.Descend());
    }
    if (at < text.length() && text.charAt(at) != '[') {
      name(steps);
    }
  }

  private void name(List<Step> steps) {
    var name = new StringBuilder();
    while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      } else if (" (){}|'\"".indexOf(c) >= 0) {
        throw new JsonPathException("unrecognized character in action: " + c);
      }
      name.append(c);
    }
    steps.add(name.toString().equals("*") ? new Step.All() : new Step.Field(name.toString()));
  }

  private void bracket(List<Step> steps) {
    int end = closing(at);
    String inside = text.substring(at + 1, end).strip();
    at = end + 1;
    steps.add(inside(inside));
  }

  /// Where the bracket at a place ends, past quotes and inner brackets.
  private int closing(int from) {
    int depth = 0;
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    throw new JsonPathException("unterminated array");
  }

  private static Step inside(String inside) {
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return filter(inside.substring(2, inside.length() - 1));
    }
    if (inside.equals("*")) {
      return new Step.All();
    }
    List<String> parts = split(inside, ',');
    if (parts.size() > 1) {
      return new Step.Union(parts.stream().map(each -> parse("[" + each.strip() + "]")).toList());
    }
    if (isQuoted(inside)) {
      return new Step.Field(unquoted(inside));
    }
    if (inside.matches("-?\\d+")) {
      return new Step.Index(Integer.parseInt(inside));
    }
    if (inside.matches("-?\\d*:-?\\d*(:\\d+)?")) {
      String[] bounds = inside.split(":", -1);
      return new Step.Slice(
          bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]),
          bounds[1].isEmpty() ? 0 : Integer.parseInt(bounds[1]),
          bounds[1].isEmpty(),
          bounds.length > 2 ? Math.max(1, Integer.parseInt(bounds[2])) : 1);
    }
    throw new JsonPathException("invalid array index " + inside);
  }

  private static JsonPath parse(String part) {
    return new PathParser(part).parse();
  }

  private static boolean isQuoted(String part) {
    return part.length() >= 2
        && (part.charAt(0) == '\'' || part.charAt(0) == '"')
        && part.charAt(part.length() - 1) == part.charAt(0);
  }

  private static String unquoted(String part) {
    return part.substring(1, part.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private static List<String> split(String inside, char by) {
    var parts = new ArrayList<String>();
    char quote = 0;
    int from = 0;
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == by) {
        parts.add(inside.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(inside.substring(from));
    return parts;
  }

  private static Step filter(String condition) {
    char quote = 0;
    for (int i = 0; i < condition.length(); i++) {
      char c = condition.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if ("=!<>".indexOf(c) >= 0) {
        int length = i + 1 < condition.length() && condition.charAt(i + 1) == '=' ? 2 : 1;
        return new Step.Filter(
            operand(condition.substring(0, i)),
            condition.substring(i, i + length),
            operand(condition.substring(i + length)));
      }
    }
    return new Step.Filter(operand(condition), "", new Operand.Literal(JsonNull.NULL));
  }

  private static Operand operand(String side) {
    String part = side.strip();
    if (isQuoted(part)) {
      return new Operand.Literal(Json.of(unquoted(part)));
    }
    if (part.equals("true") || part.equals("false")) {
      return new Operand.Literal(Json.of(part.equals("true")));
    }
    if (part.matches("-?\\d+")) {
      return new Operand.Literal(Json.of(Long.parseLong(part)));
    }
    if (part.matches("-?\\d+\\.\\d+")) {
      return new Operand.Literal(Json.of(Double.parseDouble(part)));
    }
    return new Operand.Path(parse(part));
  }
}
