package k4j.cri.embedded;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes ids of sandboxes and containers: 64 hexadecimal digits, as every runtime's.
record Ids(RandomGenerator random) {
  private static final int BYTES = 32;

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
