package k4j.store.disk;

import java.io.IOException;

/// Lets tests of other packages salvage a simulated disk.
public final class SalvageAccess {

  private SalvageAccess() {}

  public static Salvage.Report run(Disk disk, Salvage.Keep keep) throws IOException {
    return Salvage.run(disk, keep);
  }
}
