package k4j.store.embedded;

import java.util.concurrent.CompletableFuture;
import k4j.store.CommitResult;
import k4j.store.StoreUnavailableException;
import k4j.store.StoreUnavailableException.Reason;
import k4j.store.ValueCodec;
import k4j.store.Write;
import k4j.store.disk.LogRecord;
import org.jspecify.annotations.Nullable;

/// A write on its way: already encoded, waiting to be decided and made durable.
final class Commit<V> implements Request {

  static final int MAX_KEY = 64 << 10;
  static final int MAX_VALUE = 16 << 20;

  private final Write<V> write;
  private final LogRecord record;
  private final CompletableFuture<Outcome<V>> outcome = new CompletableFuture<>();

  private Commit(Write<V> write, LogRecord record) {
    this.write = write;
    this.record = record;
  }

  static <V> Commit<V> of(Write<V> write, ValueCodec<V> codec) {
    byte[] value =
        switch (write) {
          case Write.Put<V> put -> codec.encode(write.key(), put.value());
          case Write.Delete<V> _ -> null;
        };
    LogRecord record = LogRecord.of(write.key(), value);
    if (record.key().length == 0 || record.key().length > MAX_KEY) {
      throw new IllegalArgumentException("a key has 1 to %d bytes".formatted(MAX_KEY));
    }
    if (value != null && value.length > MAX_VALUE) {
      throw new IllegalArgumentException("a value has at most %d bytes".formatted(MAX_VALUE));
    }
    if (write.key().chars().anyMatch(c -> Character.isSurrogate((char) c))
        && !record.keyText().equals(write.key())) {
      throw new IllegalArgumentException("a key is well-formed Unicode");
    }
    return new Commit<>(write, record);
  }

  Write<V> write() {
    return write;
  }

  LogRecord record() {
    return record;
  }

  /// Bytes of the encoded value.
  int size() {
    byte @Nullable [] value = record.value();
    return value == null ? 0 : value.length;
  }

  void done(CommitResult<V> result) {
    outcome.complete(new Outcome.Done<>(result));
  }

  @Override
  public void fail(Reason reason, @Nullable Throwable cause) {
    outcome.complete(new Outcome.Failed<>(reason, cause));
  }

  /// Waits, whatever interrupts.
  CommitResult<V> await() {
    return switch (outcome.join()) {
      case Outcome.Done<V>(CommitResult<V> result) -> result;
      case Outcome.Failed<V>(Reason reason, Throwable cause) ->
          throw new StoreUnavailableException(reason, message(reason), cause);
    };
  }

  private static String message(Reason reason) {
    return switch (reason) {
      case CLOSED -> "the store is closed";
      case NO_SPACE -> "the disk of the store is full; nothing was written";
      case FAILED -> "the store cannot write any more until it is restarted";
    };
  }

  private sealed interface Outcome<V> {
    record Done<V>(CommitResult<V> result) implements Outcome<V> {}

    record Failed<V>(Reason reason, @Nullable Throwable cause) implements Outcome<V> {}
  }
}
