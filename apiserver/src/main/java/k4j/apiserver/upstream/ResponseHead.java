package k4j.apiserver.upstream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Status and header fields of an HTTP/1.1 answer.
///
/// @param fields in their order
public record ResponseHead(int status, List<Field> fields) {

  private static final int LONGEST = 256 * 1024;

  /// Fields that speak of one connection only.
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding");

  public record Field(String name, String value) {
    public boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }

    public boolean ofConnection() {
      return OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
    }
  }

  public static ResponseHead read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the other side closed the connection before it answered");
      }
      bytes.write(b);
      boolean expected = b == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
      if (bytes.size() > LONGEST) {
        throw new IOException("the header of the answer is too long");
      }
    }
    return parse(bytes.toString(StandardCharsets.ISO_8859_1));
  }

  public static ResponseHead parse(String head) throws IOException {
    String[] lines = head.split("\r\n", -1);
    String[] first = lines[0].split(" ", 3);
    if (first.length < 2 || !first[1].matches("\\d{3}")) {
      throw new IOException("no HTTP answer: " + lines[0]);
    }
    var fields = new ArrayList<Field>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        fields.add(new Field(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    return new ResponseHead(Integer.parseInt(first[1]), List.copyOf(fields));
  }

  public String first(String name) {
    return fields.stream().filter(f -> f.is(name)).map(Field::value).findFirst().orElse("");
  }

  public boolean chunked() {
    return first("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
  }
}
