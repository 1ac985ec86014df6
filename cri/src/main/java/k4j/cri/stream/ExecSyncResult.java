package k4j.cri.stream;

import java.nio.charset.StandardCharsets;

/// What a command that ran to its end printed and returned. Output is cut at 16 MiB, as in CRI.
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares results
public record ExecSyncResult(byte[] stdout, byte[] stderr, int exitCode) {
  public String stdoutText() {
    return new String(stdout, StandardCharsets.UTF_8);
  }

  public String stderrText() {
    return new String(stderr, StandardCharsets.UTF_8);
  }
}
