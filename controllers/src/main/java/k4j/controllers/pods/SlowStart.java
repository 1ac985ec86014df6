package k4j.controllers.pods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import k4j.api.meta.StatusException;

/// Does the same thing many times, in batches that double while all goes well, so that a lasting
/// failure is met once and not a hundred times.
public final class SlowStart {

  /// @param succeeded how many calls did
  /// @param tried how many calls were made
  public record Result(int succeeded, int tried, Optional<StatusException> failure) {}

  private SlowStart() {}

  public static Result run(int count, Runnable each) {
    int succeeded = 0;
    int tried = 0;
    for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - tried)) {
      Result result = batch(batch, each);
      succeeded += result.succeeded();
      tried += batch;
      if (result.failure().isPresent()) {
        return new Result(succeeded, tried, result.failure());
      }
    }
    return new Result(succeeded, tried, Optional.empty());
  }

  /// All at once.
  public static Result batch(int count, Runnable each) {
    if (count == 1) {
      try {
        each.run();
        return new Result(1, 1, Optional.empty());
      } catch (StatusException e) {
        return new Result(0, 1, Optional.of(e));
      }
    }
    var tasks = new ArrayList<Future<?>>(count);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        tasks.add(executor.submit(each));
      }
    }
    return collect(tasks);
  }

  private static Result collect(List<Future<?>> tasks) {
    int succeeded = 0;
    Optional<StatusException> failure = Optional.empty();
    for (Future<?> task : tasks) {
      try {
        task.get();
        succeeded++;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StatusException refused)) {
          throw new IllegalStateException(e.getCause());
        }
        failure = Optional.of(failure.orElse(refused));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return new Result(succeeded, tasks.size(), failure);
      }
    }
    return new Result(succeeded, tasks.size(), failure);
  }
}
