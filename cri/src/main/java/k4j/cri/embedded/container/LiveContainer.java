package k4j.cri.embedded.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.log.CriLog;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.StateStore;

/// One container as this process holds it: its record, and while it runs its streams and its end.
final class LiveContainer {
  private final StateStore store;
  private final ContainerFiles files;
  private final ReentrantLock lock = new ReentrantLock();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile ContainerRecord record;
  private volatile Optional<Streams> streams = Optional.empty();
  private volatile boolean removed;

  /// What is open while a container runs. The input is the pipe or terminal to write to.
  record Streams(CriLog log, List<Output> outputs, Optional<Fd> input, Optional<Fd> terminal) {
    Streams {
      outputs = List.copyOf(outputs);
    }
  }

  LiveContainer(StateStore store, ContainerRecord record) {
    this.store = store;
    this.record = record;
    this.files = new ContainerFiles(store.container(record.id()));
    if (record.life().finishedAt().isPresent()) {
      ended.complete(record.life().exitCode());
    }
  }

  ContainerRecord record() {
    return record;
  }

  ContainerFiles files() {
    return files;
  }

  /// Held by whoever starts, stops or removes the container.
  ReentrantLock lock() {
    return lock;
  }

  /// Completes with the exit code when the container has ended and its log is whole.
  CompletableFuture<Integer> ended() {
    return ended;
  }

  Optional<Streams> streams() {
    return streams;
  }

  void streams(Streams opened) {
    streams = Optional.of(opened);
  }

  boolean isRemoved() {
    return removed;
  }

  /// From here on nothing is written into the container's directory, not even by a change that is
  /// under way.
  synchronized void markRemoved() {
    removed = true;
  }

  synchronized void change(UnaryOperator<ContainerRecord> change) throws IOException {
    record = change.apply(record);
    if (!removed) {
      store.save(record);
    }
  }

  /// Takes what is left in the pipes and closes everything.
  void closeStreams() throws IOException {
    if (streams.isPresent()) {
      Streams open = streams.get();
      new ArrayList<>(open.outputs()).forEach(Output::finish);
      open.input().ifPresent(Fd::close);
      open.terminal().ifPresent(Fd::close);
      open.log().close();
    }
  }
}
