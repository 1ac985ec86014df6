package k4j.api.cron;

import java.io.Serial;

/// A schedule cannot be read.
public final class CronException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  CronException(String message) {
    super(message, null, false, false);
  }
}
