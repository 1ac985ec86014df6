package k4j.apiserver.negotiation;

import java.io.ByteArrayOutputStream;

/// Spreads compact JSON over lines, as Go's `json.Indent` with two blanks. Pure.
public final class PrettyJson {

  private PrettyJson() {}

  public static byte[] indent(byte[] compact) {
    var out = new ByteArrayOutputStream(compact.length * 2);
    int depth = 0;
    boolean text = false;
    for (int i = 0; i < compact.length; i++) {
      byte b = compact[i];
      if (text) {
        out.write(b);
        if (b == '\\') {
          out.write(compact[++i]);
        } else if (b == '"') {
          text = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> {
          text = true;
          out.write(b);
        }
        case '{', '[' -> {
          out.write(b);
          if (i + 1 < compact.length && isClose(compact[i + 1])) {
            out.write(compact[++i]);
          } else {
            line(out, ++depth);
          }
        }
        case '}', ']' -> {
          line(out, --depth);
          out.write(b);
        }
        case ',' -> {
          out.write(b);
          line(out, depth);
        }
        case ':' -> {
          out.write(b);
          out.write(' ');
        }
        default -> out.write(b);
      }
    }
    return out.toByteArray();
  }

  private static boolean isClose(byte b) {
    return b == '}' || b == ']';
  }

  private static void line(ByteArrayOutputStream out, int depth) {
    out.write('\n');
    for (int i = 0; i < depth; i++) {
      out.write(' ');
      out.write(' ');
    }
  }
}
