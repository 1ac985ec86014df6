package k4j.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A directory in memory that knows what has reached the platter, can lose the rest, and can be
/// full.
///
/// Every few bytes written and every other change is a step; after a given number of steps the
/// power is cut, and nothing works until [#restart].
public final class SimulatedDisk implements Disk {

  private static final int SECTOR = 512;

  /// How much of what was not forced survives.
  public enum Survival {
    /// The process died, the machine did not.
    ALL,
    NONE,
    /// Any sectors of the writes, in any order.
    SOME
  }

  private TreeMap<String, Inode> names = new TreeMap<>();
  private TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<TreeMap<String, Inode>> unforcedNames = new ArrayList<>();
  private long stepsLeft = Long.MAX_VALUE;
  private long steps;
  private long capacity = Long.MAX_VALUE;
  private boolean failForce;
  private int bytesPerStep = 1;

  public void bytesPerStep(int bytes) {
    bytesPerStep = bytes;
  }

  /// Cuts the power after so many more steps.
  public void cutAfter(long count) {
    stepsLeft = count;
  }

  public long steps() {
    return steps;
  }

  public void capacity(long bytes) {
    capacity = bytes;
  }

  /// Lets every force of a file fail from now on, or not.
  public void failForce(boolean fail) {
    failForce = fail;
  }

  public long used() {
    return names.values().stream().mapToLong(inode -> inode.content.length).sum();
  }

  /// Brings the machine back with what survived.
  public void restart(Survival survival, RandomGenerator random) {
    TreeMap<String, Inode> survived =
        switch (survival) {
          case ALL -> names;
          case NONE -> durableNames;
          case SOME -> {
            int count = random.nextInt(unforcedNames.size() + 1);
            yield count == 0 ? durableNames : unforcedNames.get(count - 1);
          }
        };
    names = new TreeMap<>(survived);
    durableNames = new TreeMap<>(survived);
    unforcedNames.clear();
    names.values().forEach(inode -> inode.restart(survival, random));
    stepsLeft = Long.MAX_VALUE;
    failForce = false;
  }

  /// Another disk with the same content.
  public SimulatedDisk copy() {
    SimulatedDisk copy = new SimulatedDisk();
    names.forEach((name, inode) -> copy.names.put(name, new Inode(inode.content.clone())));
    copy.durableNames.putAll(copy.names);
    return copy;
  }

  /// The content of a file, to be spoilt.
  public byte[] content(String name) throws IOException {
    return inode(name).content;
  }

  public void truncate(String name, int size) throws IOException {
    inode(name).content = Arrays.copyOf(inode(name).content, size);
  }

  @Override
  public String describe(String name) {
    return "/simulated/" + name;
  }

  @Override
  public List<String> list() throws IOException {
    checkPower();
    return List.copyOf(names.keySet());
  }

  @Override
  public DiskFile open(String name) throws IOException {
    checkPower();
    return new OpenFile(inode(name));
  }

  @Override
  public DiskFile create(String name) throws IOException {
    if (names.containsKey(name)) {
      throw new IOException(name + " exists");
    }
    Inode inode = new Inode(new byte[0]);
    changeNames(next -> next.put(name, inode));
    return new OpenFile(inode);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Inode inode = inode(from);
    changeNames(next -> {
      next.remove(from);
      next.put(to, inode);
    });
  }

  @Override
  public void delete(String name) throws IOException {
    inode(name);
    changeNames(next -> next.remove(name));
  }

  @Override
  public void force() throws IOException {
    step(1);
    durableNames = new TreeMap<>(names);
    unforcedNames.clear();
  }

  @Override
  public void close() {}

  private Inode inode(String name) throws IOException {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    return inode;
  }

  private interface NameChange {
    void apply(Map<String, Inode> names);
  }

  private void changeNames(NameChange change) throws IOException {
    step(1);
    TreeMap<String, Inode> next = new TreeMap<>(names);
    change.apply(next);
    names = next;
    unforcedNames.add(next);
  }

  private void checkPower() throws IOException {
    if (stepsLeft <= 0) {
      throw new IOException("the power is cut");
    }
  }

  /// Takes steps; returns how many of them could be done.
  private int take(int count) throws IOException {
    checkPower();
    int done = (int) Math.min(count, stepsLeft);
    stepsLeft -= done;
    steps += done;
    return done;
  }

  private void step(int count) throws IOException {
    take(count);
    checkPower();
  }

  /// A change of content that has not been forced: bytes at a place, or a new size.
  @SuppressWarnings("ArrayRecordComponent")
  private record Change(long position, byte @Nullable [] bytes) {}

  private static final class Inode {
    private byte[] content;
    private byte[] durable;
    private final List<Change> unforced = new ArrayList<>();

    Inode(byte[] content) {
      this.content = content;
      this.durable = content;
    }

    void change(Change change) {
      content = applied(content, change, 0, length(change));
      unforced.add(change);
    }

    void force() {
      durable = content;
      unforced.clear();
    }

    void restart(Survival survival, RandomGenerator random) {
      byte[] survived = survival == Survival.ALL ? content : durable;
      if (survival == Survival.SOME) {
        for (Change change : unforced) {
          int from = 0;
          while (from < length(change)) {
            long place = change.position() + from;
            int to = (int) Math.min(length(change), from + SECTOR - place % SECTOR);
            if (random.nextBoolean()) {
              survived = applied(survived, change, from, to);
            }
            from = to;
          }
        }
      }
      content = survived;
      force();
    }

    private static int length(Change change) {
      byte @Nullable [] bytes = change.bytes();
      return bytes == null ? 1 : bytes.length;
    }

    private static byte[] applied(byte[] old, Change change, int from, int to) {
      byte @Nullable [] bytes = change.bytes();
      if (bytes == null) {
        return Arrays.copyOf(old, (int) change.position());
      }
      int position = (int) change.position();
      byte[] content = Arrays.copyOf(old, Math.max(old.length, position + to));
      System.arraycopy(bytes, from, content, position + from, to - from);
      return content;
    }
  }

  private final class OpenFile implements DiskFile {
    private final Inode inode;

    OpenFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public long size() {
      return inode.content.length;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      checkPower();
      int length = (int) Math.min(target.remaining(), inode.content.length - position);
      if (length <= 0) {
        return -1;
      }
      target.put(inode.content, (int) position, length);
      return length;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      long room = capacity - used() + Math.max(0, inode.content.length - position);
      int fits = Math.clamp(room, 0, bytes.length);
      boolean zeros = Arrays.equals(bytes, new byte[bytes.length]);
      int done =
          zeros
              ? fits * take(1)
              : Math.min(fits, bytesPerStep * take(Math.ceilDiv(fits, bytesPerStep)));
      inode.change(new Change(position, Arrays.copyOf(bytes, done)));
      checkPower();
      if (fits < bytes.length) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      step(1);
      inode.change(new Change(size, null));
    }

    @Override
    public void force() throws IOException {
      step(1);
      if (failForce) {
        throw new IOException("Input/output error");
      }
      inode.force();
    }

    @Override
    public void close() {}
  }
}
