package k4j.cri.embedded.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import k4j.cri.CriException;
import k4j.cri.container.ContainerState;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Pipe;
import k4j.cri.embedded.linux.Signals;
import k4j.cri.embedded.linux.Terminal;
import k4j.cri.embedded.oci.ProcessSpec;
import k4j.cri.embedded.oci.Seccomp;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.ProcessId;
import k4j.cri.embedded.stream.ByteQueue;
import k4j.cri.embedded.stream.PipeReader;
import k4j.cri.embedded.stream.PipeWriter;
import k4j.cri.embedded.stream.Session;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.ExecRequest;
import k4j.cri.stream.ExecSyncResult;
import k4j.cri.stream.StreamSession;
import k4j.cri.stream.TerminalSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exec and attach.
public final class Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final int MAX_SYNC_OUTPUT = 16 * 1024 * 1024;
  private static final int MAX_BEHIND = 4 * 1024 * 1024;

  private final Node node;
  private final Containers containers;
  private final Launcher launcher;

  public Streams(Node node, Containers containers, Launcher launcher) {
    this.node = node;
    this.containers = containers;
    this.launcher = launcher;
  }

  public StreamSession exec(ExecRequest request) throws IOException {
    LiveContainer container = running(request.containerId());
    ProcessSpec process =
        ProcessFile.read(container.files()).with(request.command(), request.tty());
    try (Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        Pipe error = Pipe.open()) {
      DirectExec.Started started =
          start(
              container.record(),
              container.files(),
              process,
              new DirectExec.Ends(in.reader(), out.writer(), error.writer()));
      CompletableFuture<Integer> exit = node.children().exit(started.child());
      return started.terminal().isPresent()
          ? terminal(request, started.terminal().get(), started.child().pid(), exit)
          : pipes(request, new Pipe[] {in, out, error}, started.child().pid(), exit);
    }
  }

  private DirectExec.Started start(
      ContainerRecord record, ContainerFiles files, ProcessSpec process, DirectExec.Ends ends)
      throws IOException {
    if (launcher instanceof OciLauncher oci
        && Seccomp.confines(record.config().securityContext())) {
      return new RuntimeExec(oci, node.cgroups()).start(record, files, process, ends);
    }
    String group = record.cgroup();
    return DirectExec.start(
        record.life().init().orElseThrow().pid(),
        launcher instanceof OciLauncher ? node.cgroups().runtimeGroup(group) : group,
        process,
        ends,
        node.cgroups());
  }

  private Session pipes(
      ExecRequest request, Pipe[] pipes, long pid, CompletableFuture<Integer> exit)
      throws IOException {
    PipeReader out = PipeReader.start(node.reactor(), pipes[1].reader().duplicate());
    PipeReader error = PipeReader.start(node.reactor(), pipes[2].reader().duplicate());
    PipeWriter in = PipeWriter.start(node.reactor(), pipes[0].writer().duplicate(), () -> {});
    if (!request.stdin()) {
      in.close();
    }
    return new Session(
        in,
        out.stream(),
        error.stream(),
        size -> {},
        exit,
        () -> {
          in.close();
          kill(pid, exit);
          out.close();
          error.close();
        });
  }

  private Session terminal(
      ExecRequest request, Fd master, long pid, CompletableFuture<Integer> exit)
      throws IOException {
    PipeWriter in = PipeWriter.start(node.reactor(), master.duplicate(), () -> {});
    Fd resizing = master.duplicate();
    PipeReader out = PipeReader.start(node.reactor(), master);
    var _ = exit.thenRun(resizing::close);
    return new Session(
        request.stdin() ? in : OutputStream.nullOutputStream(),
        out.stream(),
        ByteQueue.empty(),
        size -> resize(resizing, size.width(), size.height()),
        exit,
        () -> {
          in.close();
          kill(pid, exit);
          out.close();
        });
  }

  private static void resize(Fd master, int width, int height) {
    try {
      if (master.isOpen()) {
        Terminal.resize(master, width, height);
      }
    } catch (LinuxException e) {
      LOG.atDebug().setCause(e).log("A terminal could not be resized");
    }
  }

  /// Kills a command with all of its session's first group.
  private static void kill(long pid, CompletableFuture<Integer> exit) {
    if (!exit.isDone()) {
      try {
        Kernel.kill(-pid, Signals.KILL);
        Kernel.kill(pid, Signals.KILL);
      } catch (LinuxException e) {
        LOG.atDebug().setCause(e).log("A command could not be killed");
      }
    }
  }

  public ExecSyncResult execSync(String id, List<String> command, Duration timeout)
      throws IOException {
    try (StreamSession session = exec(new ExecRequest(id, command, false, false, true, true))) {
      CompletableFuture<byte[]> out = collect(session.stdout());
      CompletableFuture<byte[]> error = collect(session.stderr());
      CompletableFuture<Integer> exit = ((Session) session).exit();
      if (timeout.isPositive()) {
        exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      return new ExecSyncResult(out.get(), error.get(), exit.get());
    } catch (TimeoutException e) {
      throw new CriException(
          CriException.Code.DEADLINE_EXCEEDED,
          "failed to exec in container: timeout "
              + timeout.toSeconds()
              + "s exceeded: context"
              + " deadline exceeded",
          e);
    } catch (ExecutionException e) {
      throw new IOException("reading the output failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static CompletableFuture<byte[]> collect(InputStream stream) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("k4j-exec-output")
        .start(() -> {
          try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            int count;
            while ((count = stream.read(buffer, 0, buffer.length)) >= 0) {
              bytes.write(buffer, 0, Math.min(count, MAX_SYNC_OUTPUT - bytes.size()));
            }
            result.complete(bytes.toByteArray());
          } catch (IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  public StreamSession attach(AttachRequest request) throws IOException {
    LiveContainer container = running(request.containerId());
    LiveContainer.Streams streams =
        container
            .streams()
            .orElseThrow(() -> CriException.precondition("container has no streams"));
    OutputStream in = OutputStream.nullOutputStream();
    if (request.stdin() && streams.input().isPresent()) {
      in = input(container, streams.input().get());
    }
    ByteQueue out = new ByteQueue(MAX_BEHIND, () -> {});
    ByteQueue error = new ByteQueue(MAX_BEHIND, () -> {});
    Attached first = new Attached(streams.outputs().getFirst(), out);
    Optional<Attached> second =
        streams.outputs().size() > 1
            ? Optional.of(new Attached(streams.outputs().get(1), error))
            : Optional.empty();
    first.join(request.stdout());
    second.ifPresentOrElse(s -> s.join(request.stderr()), error::end);
    OutputStream stdin = in;
    return new Session(
        stdin,
        out,
        error,
        size -> resize(container, streams, size),
        container.ended(),
        () -> {
          first.leave();
          second.ifPresent(Attached::leave);
          quietly(stdin);
        });
  }

  /// An OCI runtime keeps a terminal of its own inside ours, and is not listening yet when it is
  /// young: the container's console is told as well.
  private void resize(LiveContainer container, LiveContainer.Streams streams, TerminalSize size) {
    if (streams.terminal().isPresent()) {
      resize(streams.terminal().get(), size.width(), size.height());
      long init = container.record().life().init().map(ProcessId::pid).orElse(0L);
      if (launcher instanceof OciLauncher) {
        try (Fd console =
            Kernel.open("/proc/" + init + "/root/dev/console", Kernel.O_RDWR | Kernel.O_NOCTTY)) {
          resize(console, size.width(), size.height());
        } catch (LinuxException e) {
          LOG.atDebug().setCause(e).log("The container's console is gone");
        }
      }
    }
  }

  /// With `stdinOnce` the first who leaves also closes the container's own input.
  private OutputStream input(LiveContainer container, Fd input) throws IOException {
    boolean once = container.record().config().stdinOnce() && !container.record().config().tty();
    return PipeWriter.start(
        node.reactor(),
        input.duplicate(),
        () -> {
          if (once) {
            input.close();
          }
        });
  }

  private static void quietly(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("Closing an attached stream");
    }
  }

  private LiveContainer running(String id) {
    LiveContainer container = containers.live(id);
    ContainerState state = container.record().state();
    if (state != ContainerState.CONTAINER_RUNNING) {
      throw CriException.precondition("container is in " + state + " state");
    }
    return container;
  }

  /// One output stream that someone follows; who falls too far behind is let go of.
  private record Attached(Output output, ByteQueue queue) implements Output.Listener {
    void join(boolean wanted) {
      if (wanted) {
        output.add(this);
      } else {
        queue.end();
      }
    }

    void leave() {
      output.remove(this);
      queue.end();
    }

    @Override
    public void data(byte[] bytes, int length) {
      if (!queue.offer(bytes, length)) {
        leave();
      }
    }

    @Override
    public void end() {
      queue.end();
    }
  }
}
