package k4j.apiserver.extension.definition;

import java.util.ArrayList;
import java.util.List;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// A path through a schema, such as `.spec.color` or `.spec['a.b']` (apiextensions-apiserver,
/// `cel.ValidFieldPath`). Pure.
///
/// @param path in the form of messages
/// @param schema of what it leads to; null where it leads nowhere
/// @param error why it leads nowhere
public record SchemaPath(
    List<String> names, FieldPath path, @Nullable Structural schema, String error) {

  public SchemaPath {
    names = List.copyOf(names);
  }

  /// @param brackets whether `['…']` may be used
  public static SchemaPath find(String text, Structural root, boolean brackets) {
    var finder = new Finder(text, root);
    String error = finder.walk(brackets);
    return new SchemaPath(finder.names, finder.path, error.isEmpty() ? finder.schema : null, error);
  }

  private static final class Finder {
    private static final String NOWHERE = "does not refer to a valid field";

    private final List<String> tokens;
    private final List<String> names = new ArrayList<>();
    private Structural schema;
    private FieldPath path = FieldPath.ROOT;

    Finder(String text, Structural root) {
      tokens = tokens(text);
      schema = root;
    }

    String walk(boolean brackets) {
      int at = 0;
      while (at < tokens.size()) {
        String token = tokens.get(at);
        boolean bracket = token.equals("[");
        if (!bracket && !token.equals(".")) {
          return "expected [ or . but got: " + token;
        }
        if (bracket && !brackets) {
          return "array notation is not allowed";
        }
        if (at + 1 >= tokens.size()) {
          return "unexpected end of JSON path";
        }
        String name = tokens.get(at + 1);
        if (bracket && (name.length() < 2 || !name.startsWith("'") || !name.endsWith("'"))) {
          return "expected single quoted string but got " + name;
        }
        String plain = bracket ? name.substring(1, name.length() - 1).replace("\\'", "'") : name;
        if (!step(plain)) {
          return NOWHERE;
        }
        at += 2;
        if (bracket) {
          if (at >= tokens.size()) {
            return "unexpected end of JSON path";
          }
          if (!tokens.get(at).equals("]")) {
            return "expected ] but got " + tokens.get(at);
          }
          at++;
        }
      }
      return "";
    }

    private boolean step(String name) {
      boolean named = !schema.properties().isEmpty();
      Structural next = named ? schema.properties().get(name) : schema.additional();
      if (next == null) {
        return false;
      }
      path = named ? path.child(name) : path.key(name);
      names.add(name);
      schema = next;
      return true;
    }

    private static List<String> tokens(String text) {
      var tokens = new ArrayList<String>();
      int from = 0;
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\'' && (i == from || (quoted && text.charAt(i - 1) != '\\'))) {
          quoted = !quoted;
        } else if (!quoted && (c == '.' || c == '[' || c == ']')) {
          if (i > from) {
            tokens.add(text.substring(from, i));
          }
          tokens.add(text.substring(i, i + 1));
          from = i + 1;
        }
      }
      if (from < text.length()) {
        tokens.add(text.substring(from));
      }
      return tokens;
    }
  }
}
