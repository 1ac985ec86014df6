package k4j.client.https;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A token in a file that somebody renews, as the kubelet does for pods: read again each minute.
public final class TokenFile implements TokenSource {

  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Path file;
  private final InstantSource clock;
  private volatile @Nullable Read last;

  private record Read(String token, Instant at) {}

  public TokenFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public String token() {
    Instant now = clock.instant();
    Read known = last;
    if (known == null || known.at().plus(FRESH).isBefore(now)) {
      try {
        known = new Read(Files.readString(file).strip(), now);
      } catch (IOException e) {
        if (known == null) {
          throw new UncheckedIOException(e);
        }
        known = new Read(known.token(), now); // being replaced: the old one still serves a while
      }
      last = known;
    }
    return known.token();
  }
}
