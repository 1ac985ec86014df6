package k4j.kubelet.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One line of a log in the CRI format: `time stream tag content`.
///
/// @param time as it stands in the file
/// @param content with its line feed where the line is whole
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares lines
public record LogLine(String time, String stream, boolean partial, byte[] content) {

  /// @param line without its line feed
  public static Optional<LogLine> parse(byte[] line) {
    int first = indexOf(line, 0);
    int second = first < 0 ? -1 : indexOf(line, first + 1);
    int third = second < 0 ? -1 : indexOf(line, second + 1);
    if (third < 0) {
      return Optional.empty();
    }
    boolean partial = line[second + 1] == 'P';
    byte[] content = Arrays.copyOfRange(line, third + 1, line.length + (partial ? 0 : 1));
    if (!partial) {
      content[content.length - 1] = '\n';
    }
    return Optional.of(
        new LogLine(
            new String(line, 0, first, StandardCharsets.US_ASCII),
            new String(line, first + 1, second - first - 1, StandardCharsets.US_ASCII),
            partial,
            content));
  }

  private static int indexOf(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
