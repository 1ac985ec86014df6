package k4j.cri.embedded.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.ProcessEnd;

/// Removes cgroups whose processes were just killed and may take a moment to be gone.
public final class RemovedCgroup {
  private static final int ROUNDS = 500;
  private static final int WAIT_MILLIS = 100;
  private static final long PAUSE_NANOS = 2_000_000;

  private RemovedCgroup() {}

  public static void await(Cgroups cgroups, String group) throws IOException {
    for (int i = 0; ; i++) {
      List<Long> left = cgroups.processes(group);
      for (long pid : left) {
        Kernel.kill(pid, 9);
        ProcessEnd.await(pid, WAIT_MILLIS);
      }
      try {
        cgroups.remove(group);
        return;
      } catch (LinuxException e) {
        throw e;
      } catch (IOException e) {
        if (i == ROUNDS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
