package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import k4j.cri.container.ContainerConfig;
import k4j.cri.embedded.json.Json;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Reactor;
import k4j.cri.embedded.log.CriLog;
import k4j.cri.embedded.process.EventPipe;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.ProcessId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The watch over one running container: reads its shim's events and its output, and says when it
/// has started and ended. The same after a start and after an adoption.
final class Supervision implements Launcher.Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
  private static final int START_SECONDS = 60;
  private static final int KILLED = 137;

  private final Node node;
  private final LiveContainer container;
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final EventPipe events;
  private volatile Optional<Reactor.Registration> memory = Optional.empty();
  private volatile boolean oomKilled;

  private Supervision(Node node, LiveContainer container) throws IOException {
    this.node = node;
    this.container = container;
    this.events = EventPipe.open(node.reactor(), container.files().events(), this::event);
  }

  /// Opens pipes and log of a container whose pipes exist.
  static Supervision open(Node node, LiveContainer container) throws IOException {
    Supervision supervision = new Supervision(node, container);
    ContainerConfig config = container.record().config();
    if (!config.tty()) {
      supervision.openPipes(config);
    }
    return supervision;
  }

  private void openPipes(ContainerConfig config) throws IOException {
    ContainerFiles files = container.files();
    CriLog log = CriLog.open(Path.of(container.record().logPath()));
    List<Output> outputs = new ArrayList<>();
    outputs.add(output(Kernel.open(files.stdout(), read()), "stdout", log));
    outputs.add(output(Kernel.open(files.stderr(), read()), "stderr", log));
    Optional<Fd> input =
        config.stdin()
            ? Optional.of(Kernel.open(files.stdin(), Kernel.O_RDWR | Kernel.O_NONBLOCK))
            : Optional.empty();
    container.streams(new LiveContainer.Streams(log, outputs, input, Optional.empty()));
  }

  private static int read() {
    return Kernel.O_RDONLY | Kernel.O_NONBLOCK;
  }

  private Output output(Fd fd, String stream, CriLog log) throws LinuxException {
    return Output.start(node.reactor(), fd.pipeSize(1 << 18), stream, log, node.clock());
  }

  /// Takes over the master side of the container's terminal.
  void openTerminal(Fd master) throws IOException {
    CriLog log = CriLog.open(Path.of(container.record().logPath()));
    Output output = Output.start(node.reactor(), master, "stdout", log, node.clock());
    container.streams(
        new LiveContainer.Streams(log, List.of(output), Optional.of(master), Optional.of(master)));
  }

  /// Listens for the kernel killing in the container's cgroup, which an OCI runtime removes with
  /// its counters. Removal is told as well, so that alone counts for nothing.
  void watchMemory() throws IOException {
    String cgroup = container.record().cgroup();
    Optional<Fd> counter = node.cgroups().oomEvents(cgroup);
    if (counter.isPresent()) {
      memory =
          Optional.of(
              node.reactor().register(counter.get(), () -> memoryEvent(cgroup, counter.get())));
      memory.get().arm(Reactor.READABLE);
    }
  }

  private void memoryEvent(String cgroup, Fd counter) {
    byte[] count = new byte[8];
    boolean twice = counter.read(count) == 8 && count[0] > 1;
    if (twice || node.cgroups().memory(cgroup).present()) {
      oomKilled = true;
    }
  }

  boolean isOomKilled() {
    return oomKilled || node.cgroups().oomKills(container.record().cgroup()) > 0;
  }

  /// The supervisor runs: from now on its death is the container's end.
  void watch(ProcessId shim) throws IOException {
    try {
      var _ = node.children().end(shim.pid()).thenRun(() -> exit.complete(lastWord()));
    } catch (LinuxException e) {
      if (e.errno() != LinuxException.ESRCH) {
        throw e;
      }
      exit.complete(lastWord());
    }
  }

  private int lastWord() {
    return Shim.exitCode(container.files()).orElse(KILLED);
  }

  private void event(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "pid" -> pid.complete(Long.parseLong(words[1]));
      case "started" -> pid.complete(Json.parse(words[1]).get("pid").number(0));
      case "exit" -> exit.complete(Integer.valueOf(words[1]));
      default -> LOG.atDebug().addKeyValue("line", line).log("Unknown event of a container");
    }
  }

  @Override
  public long awaitPid() throws IOException {
    try {
      CompletableFuture.anyOf(pid, exit).get(START_SECONDS, TimeUnit.SECONDS);
      if (pid.isDone()) {
        return pid.resultNow();
      }
      throw new IOException("the container's process did not start");
    } catch (TimeoutException e) {
      throw new IOException("the container's process did not start in time", e);
    } catch (ExecutionException e) {
      throw new IOException("the container's process did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  boolean hasPid() {
    return pid.isDone();
  }

  CompletableFuture<Integer> exit() {
    return exit;
  }

  /// Calls when the container has ended, on a thread that may block.
  void onExit(BiConsumer<Integer, Instant> action) {
    var _ =
        exit.thenAccept(code -> {
          Instant at = node.clock().instant();
          Thread.ofVirtual().name("k4j-container-exit").start(() -> action.accept(code, at));
        });
  }

  void close() throws IOException {
    events.close();
    memory.ifPresent(Reactor.Registration::cancel);
    container.closeStreams();
    ContainerRecord record = container.record();
    if (record.life().shim().isPresent()) {
      record.life().shim().get().signal(9);
    }
  }
}
