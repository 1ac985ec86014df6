package k4j.api.validation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Checks the forms of names; each answers with what is wrong, in Kubernetes' words (apimachinery,
/// `util/validation`). No regular expressions: these run on every write.
public final class Formats {

  public static final int SUBDOMAIN_MAX = 253;
  public static final int LABEL_MAX = 63;

  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_1035 =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String WILDCARD =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which"
          + " must consist of lower case alphanumeric characters, '-' or '.' and end with an"
          + " alphanumeric character (e.g. '*.example.com', regex used for validation is"
          + " '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String QUALIFIED =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final String LABEL_VALUE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

  private Formats() {}

  public static String maxLength(int max) {
    return "must be no more than " + max + " characters";
  }

  private static String maxBytes(int max) {
    return "must be no more than " + max + " bytes";
  }

  public static int bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  public static List<String> dnsLabel(String text) {
    boolean dotted = text.indexOf('.') > 0 && text.length() <= LABEL_MAX && isSubdomain(text, 0);
    return judge(
        text, LABEL_MAX, isLabel(text, 0, text.length()), dotted ? "must not contain dots" : LABEL);
  }

  public static List<String> dns1035Label(String text) {
    boolean right =
        isLabel(text, 0, text.length()) && text.charAt(0) >= 'a' && text.charAt(0) <= 'z';
    return judge(text, LABEL_MAX, right, LABEL_1035);
  }

  public static List<String> dnsSubdomain(String text) {
    return judge(text, SUBDOMAIN_MAX, isSubdomain(text, 0), SUBDOMAIN);
  }

  public static List<String> wildcardSubdomain(String text) {
    boolean right = text.startsWith("*.") && isSubdomain(text, 2);
    return judge(text, SUBDOMAIN_MAX, right, WILDCARD);
  }

  private static List<String> judge(String text, int max, boolean right, String message) {
    if (right && text.length() <= max) {
      return List.of();
    }
    var wrong = new ArrayList<String>(2);
    if (bytes(text) > max) {
      wrong.add(maxLength(max));
    }
    if (!right) {
      wrong.add(message);
    }
    return List.copyOf(wrong);
  }

  private static boolean isLabel(String text, int from, int to) {
    if (from >= to || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSubdomain(String text, int from) {
    int start = from;
    while (true) {
      int dot = text.indexOf('.', start);
      if (dot < 0) {
        return isLabel(text, start, text.length());
      }
      if (!isLabel(text, start, dot)) {
        return false;
      }
      start = dot + 1;
    }
  }

  /// A key of labels or annotations, a finalizer, a resource name: `[prefix/]name`.
  public static List<String> qualifiedName(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 && text.length() <= LABEL_MAX && isQualifiedPart(text)) {
      return List.of();
    }
    var wrong = new ArrayList<String>(2);
    if (slash >= 0) {
      if (text.indexOf('/', slash + 1) >= 0) {
        return List.of(
            "a valid label key "
                + QUALIFIED
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      }
      String prefix = text.substring(0, slash);
      if (prefix.isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        if (bytes(prefix) > SUBDOMAIN_MAX) {
          wrong.add("prefix part " + maxBytes(SUBDOMAIN_MAX));
        }
        if (!isSubdomain(prefix, 0)) {
          wrong.add("prefix part " + SUBDOMAIN);
        }
      }
    }
    String name = text.substring(slash + 1);
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    } else if (bytes(name) > LABEL_MAX) {
      wrong.add("name part " + maxBytes(LABEL_MAX));
    }
    if (!isQualifiedPart(name)) {
      wrong.add("name part " + QUALIFIED);
    }
    return List.copyOf(wrong);
  }

  public static List<String> labelValue(String text) {
    boolean right = text.isEmpty() || isQualifiedPart(text);
    if (right && text.length() <= LABEL_MAX) {
      return List.of();
    }
    var wrong = new ArrayList<String>(2);
    if (bytes(text) > LABEL_MAX) {
      wrong.add(maxBytes(LABEL_MAX));
    }
    if (!right) {
      wrong.add(LABEL_VALUE);
    }
    return List.copyOf(wrong);
  }

  private static boolean isQualifiedPart(String text) {
    int last = text.length() - 1;
    if (last < 0 || !isAlphanumeric(text.charAt(0)) || !isAlphanumeric(text.charAt(last))) {
      return false;
    }
    for (int i = 1; i < last; i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  public static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
