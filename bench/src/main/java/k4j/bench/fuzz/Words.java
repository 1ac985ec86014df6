package k4j.bench.fuzz;

import java.nio.charset.StandardCharsets;

/// Names, texts and numbers: good ones, and such as break programs.
record Words(Chance chance) {

  private static final int NAMES = 6;

  String name() {
    return chance.percent(95) ? "n-" + chance.below(NAMES) : text();
  }

  String namespace() {
    return switch (chance.below(40)) {
      case 0 -> text();
      case 1, 2, 3 -> chance.of("kube-system", "kube-public", "nowhere");
      default -> "default";
    };
  }

  /// What somebody might type, or a machine garble.
  String text() {
    return switch (chance.below(16)) {
      case 0 -> "";
      case 1 -> " ";
      case 2 -> "..";
      case 3 -> ".";
      case 4 -> "a/b";
      case 5 -> "%2f%00";
      case 6 -> "\u0000\u0001\u007f";
      case 7 -> "ünïcødé \uD83D\uDE00 \u202e";
      case 8 -> "x".repeat(chance.below(2000));
      case 9 -> "null";
      case 10 -> chance.of("0", "-1", "1e999", "9223372036854775808", "NaN", "1Ki", "5m", "0x10");
      case 11 -> chance.of("true", "false", "yes", "~");
      case 12 -> chance.of("'", "\"", "\\", "`", "$(", "{{", "<script>", "; drop");
      case 13 -> chance.of("2026-01-01T00:00:00Z", "0000-00-00T00:00:00Z", "99999999-01-01");
      case 14 -> new String(chance.bytes(1 + chance.below(12)), StandardCharsets.ISO_8859_1);
      default -> "word-" + chance.below(100);
    };
  }

  String selector() {
    int terms = 1 + chance.below(3);
    var out = new StringBuilder();
    for (int i = 0; i < terms; i++) {
      out.append(i > 0 ? "," : "").append(term());
    }
    return out.toString();
  }

  private String term() {
    String key =
        chance.of("app", "metadata.name", "a.b/c", "spec.nodeName", "status.phase", text());
    return switch (chance.below(9)) {
      case 0 -> key;
      case 1 -> "!" + key;
      case 2 -> key + " in (" + text() + ",b)";
      case 3 -> key + " notin (a)";
      case 4 -> key + ">" + chance.below(10);
      case 5 -> key + "!=" + text();
      case 6 -> key + "==" + name();
      case 7 -> key + " in (" + "(".repeat(chance.below(9));
      default -> key + "=" + name();
    };
  }
}
