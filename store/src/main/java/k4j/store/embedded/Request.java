package k4j.store.embedded;

import java.util.concurrent.CountDownLatch;
import k4j.store.StoreUnavailableException.Reason;
import org.jspecify.annotations.Nullable;

/// What the owner of the store is asked to do.
sealed interface Request permits Commit, Request.Compact, Request.Stop {

  /// It will not be done.
  void fail(Reason reason, @Nullable Throwable cause);

  record Compact(long revision, CountDownLatch done) implements Request {
    @Override
    public void fail(Reason reason, @Nullable Throwable cause) {
      done.countDown();
    }
  }

  record Stop() implements Request {
    @Override
    public void fail(Reason reason, @Nullable Throwable cause) {}
  }
}
