package k4j.api.validation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the forms of ports, keys, addresses and paths, as `Formats` does names.
public final class ValueFormats {

  public static final String NOT_NEGATIVE = "must be greater than or equal to 0";

  private static final String CONFIG_KEY =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";
  private static final String ENV_NAME =
      "a valid environment variable name must consist only of printable ASCII characters other"
          + " than '='";

  private ValueFormats() {}

  public static List<String> portNumber(long port) {
    return port >= 1 && port <= 65_535
        ? List.of()
        : List.of("must be between 1 and 65535, inclusive");
  }

  /// The name of a port: an IANA service name.
  public static List<String> portName(String name) {
    var wrong = new ArrayList<String>(1);
    if (name.length() > 15) {
      wrong.add(Formats.maxLength(15));
    }
    boolean letter = false;
    boolean allowed = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      letter |= c >= 'a' && c <= 'z';
      allowed &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!allowed) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!letter) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return List.copyOf(wrong);
  }

  /// A key of a ConfigMap or Secret.
  public static List<String> configKey(String key) {
    var wrong = new ArrayList<String>(1);
    if (key.length() > Formats.SUBDOMAIN_MAX) {
      wrong.add(Formats.maxLength(Formats.SUBDOMAIN_MAX));
    }
    boolean allowed = !key.isEmpty();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      allowed &= Formats.isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
    }
    if (!allowed) {
      wrong.add(CONFIG_KEY);
    }
    if (key.equals(".")) {
      wrong.add("must not be '.'");
    } else if (key.equals("..")) {
      wrong.add("must not be '..'");
    } else if (key.startsWith("..")) {
      wrong.add("must not start with '..'");
    }
    return List.copyOf(wrong);
  }

  public static List<String> envName(String name) {
    if (name.isEmpty()) {
      return List.of("environment variable name must be non-empty");
    }
    boolean allowed = name.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '=');
    return allowed ? List.of() : List.of(ENV_NAME);
  }

  /// A name that stands in a URL as it is.
  public static List<String> pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return List.of("may not be '" + name + "'");
    }
    var wrong = new ArrayList<String>(1);
    for (String illegal : new String[] {"/", "%"}) {
      if (name.contains(illegal)) {
        wrong.add("may not contain '" + illegal + "'");
      }
    }
    if (name.indexOf('\0') >= 0) { // no path of a request may hold it, so that none would name it
      wrong.add("may not contain '\\u0000'");
    }
    return List.copyOf(wrong);
  }

  public static List<String> ip(String text) {
    return IpFormats.ip(text);
  }

  public static List<String> cidr(String text) {
    return IpFormats.cidr(text);
  }

  /// Null where the text is no address.
  public static @Nullable InetAddress address(String text) {
    boolean six = text.indexOf(':') >= 0;
    if (six ? text.indexOf('%') >= 0 || text.indexOf('[') >= 0 : !isFour(text)) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private static boolean isFour(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean digits =
          !part.isEmpty()
              && part.length() <= 3
              && part.chars().allMatch(c -> c >= '0' && c <= '9')
              && (part.length() == 1 || part.charAt(0) != '0');
      if (!digits || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
