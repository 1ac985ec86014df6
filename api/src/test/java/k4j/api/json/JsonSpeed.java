package k4j.api.json;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import k4j.api.Table;

/// Prints what reading and writing a pod of 4 KB costs; run by hand.
final class JsonSpeed {

  private static final int ROUNDS = 50_000;

  private JsonSpeed() {}

  public static void main(String[] args) {
    byte[] bytes = Table.text("pod.json").strip().getBytes(StandardCharsets.UTF_8);
    Json pod = JsonParser.parse(bytes);
    for (int round = 0; round < 6; round++) {
      long start = System.nanoTime();
      long sink = 0;
      for (int i = 0; i < ROUNDS; i++) {
        sink += JsonParser.parse(bytes) instanceof JsonObject object ? object.size() : 0;
      }
      long read = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        sink += JsonWriter.toBytes(pod).length;
      }
      long written = System.nanoTime();
      System.out.printf(
          Locale.ROOT,
          "%d bytes: read %.1f µs, write %.1f µs (%d)%n",
          bytes.length,
          (read - start) / 1000.0 / ROUNDS,
          (written - read) / 1000.0 / ROUNDS,
          sink);
    }
  }
}
