package k4j.kubelet.reference;

import java.util.Map;

/// `$(NAME)` in commands, arguments and variables: replaced where the name is known, left as it is
/// where not; `$$` is a dollar sign.
public final class Expansion {

  private Expansion() {}

  public static String expand(String text, Map<String, String> values) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        out.append(c);
        at++;
        continue;
      }
      char next = text.charAt(at + 1);
      int close = next == '(' ? text.indexOf(')', at + 2) : -1;
      if (next == '$') {
        out.append('$');
        at += 2;
      } else if (close >= 0) {
        String name = text.substring(at + 2, close);
        out.append(values.getOrDefault(name, "$(" + name + ")"));
        at = close + 1;
      } else if (next == '(') {
        out.append("$(");
        at += 2;
      } else {
        out.append(c).append(next);
        at += 2;
      }
    }
    return out.toString();
  }
}
