package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.cri.embedded.linux.Kernel;

/// The files of one container: pipes to its streams, its bundle, and the code that it ended with.
public record ContainerFiles(Path directory) {
  public String stdin() {
    return path("stdin");
  }

  public String stdout() {
    return path("stdout");
  }

  public String stderr() {
    return path("stderr");
  }

  /// The pipe on which the shim tells what happens.
  public String events() {
    return path("events");
  }

  /// The pipe on which a native container waits for its root to be ready.
  String go() {
    return path("go");
  }

  public Path exit() {
    return directory.resolve("exit");
  }

  Path bundle() {
    return directory.resolve("config.json");
  }

  Path runtimeLog() {
    return directory.resolve("runtime.log");
  }

  Path sharedMemory() {
    return directory.resolve("shm");
  }

  Path volume(int index) {
    return directory.resolve("volume-" + index);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  void makePipes() throws IOException {
    Files.createDirectories(directory);
    for (String pipe : new String[] {stdin(), stdout(), stderr(), events(), go(), path("wait")}) {
      Kernel.makeFifo(pipe, 0600);
    }
  }

  /// Lets the container's user open its own output again, as `/dev/stdout`.
  void giveOutputTo(long uid, long gid) throws IOException {
    for (String pipe : new String[] {stdin(), stdout(), stderr()}) {
      Files.setAttribute(Path.of(pipe), "unix:uid", (int) uid);
      Files.setAttribute(Path.of(pipe), "unix:gid", (int) gid);
    }
  }
}
