package k4j.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes a store that does not open for damage openable again, from what can be read of it.
///
/// The old files are not deleted but renamed. Revisions jump ahead, past any that may have been
/// lost, so that no client takes a new state for one it has seen.
public final class Salvage {

  /// Room for revisions given to writes of which nothing is left to see.
  private static final long JUMP = 1_000_000;

  private Salvage() {}

  /// How much to keep.
  public enum Keep {
    /// The state before the first damage in the log: older, but one that really was.
    BEFORE_DAMAGE,
    /// Every key's newest readable value, also from behind the damage.
    ALL_READABLE
  }

  /// Something that could not be read.
  ///
  /// @param file its path
  /// @param from where the damage begins
  /// @param to where it ends
  public record Damage(String file, long from, long to, String what) {}

  /// What became of the store.
  ///
  /// @param entries how many keys it has now
  /// @param revision its revision now
  /// @param damages what was lost; empty if nothing was, and then nothing was changed
  /// @param setAside the new names of the old files
  public record Report(int entries, long revision, List<Damage> damages, List<String> setAside) {
    public Report {
      damages = List.copyOf(damages);
      setAside = List.copyOf(setAside);
    }
  }

  /// Salvages the store in a directory that no process has open.
  public static Report run(Path directory, Keep keep) throws IOException {
    try (Disk disk = DirectoryDisk.open(directory)) {
      return run(disk, keep);
    }
  }

  static Report run(Disk disk, Keep keep) throws IOException {
    StoreFiles files = StoreFiles.of(disk.list());
    Remains remains = new Remains(disk, keep);
    remains.read(files);
    if (remains.damages().isEmpty()) {
      return new Report(remains.entries().size(), remains.revision(), List.of(), List.of());
    }
    long lost = remains.damages().stream().mapToLong(damage -> damage.to() - damage.from()).sum();
    long revision = remains.highest() + lost + JUMP;
    for (String name : files.unfinished()) {
      disk.delete(name);
    }
    try (LogWriter log = new LogWriter(disk, Long.MAX_VALUE, null, 0)) {
      log.rotate(revision + 1);
    }
    SnapshotFile.write(
        disk, revision, remains.entries().size(), remains.entries().values().iterator());
    return new Report(
        remains.entries().size(), revision, remains.damages(), setAside(disk, files, revision));
  }

  private static List<String> setAside(Disk disk, StoreFiles files, long revision)
      throws IOException {
    List<String> names = new ArrayList<>();
    files.snapshots().forEach(old -> names.add(StoreFiles.snapshot(old)));
    files.segments().forEach(old -> names.add(StoreFiles.segment(old)));
    List<String> renamed = new ArrayList<>();
    for (String name : names) {
      String aside = "before-%019d-%s".formatted(revision, name);
      disk.rename(name, aside);
      renamed.add(disk.describe(aside));
    }
    disk.force();
    return renamed;
  }
}
