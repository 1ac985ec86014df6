package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process to start by `posix_spawn`, from the calling thread and so in its namespaces, root and
/// credentials, with exactly the file descriptors that are named here.
public final class Spawn {
  private static final int SETSID = 0x80;
  private static final int SETSIGMASK = 0x08;
  private static final int SETSIGDEF = 0x04;
  private static final MemorySegment SPAWN = Libc.symbol("posix_spawn").orElseThrow();
  private static final MemorySegment ACTIONS_INIT =
      Libc.symbol("posix_spawn_file_actions_init").orElseThrow();
  private static final MemorySegment ACTIONS_DESTROY =
      Libc.symbol("posix_spawn_file_actions_destroy").orElseThrow();
  private static final MemorySegment ADD_OPEN =
      Libc.symbol("posix_spawn_file_actions_addopen").orElseThrow();
  private static final MemorySegment ADD_DUP =
      Libc.symbol("posix_spawn_file_actions_adddup2").orElseThrow();
  private static final Optional<MemorySegment> CLOSE_FROM =
      Libc.symbol("posix_spawn_file_actions_addclosefrom_np");
  private static final MemorySegment ATTR_INIT = Libc.symbol("posix_spawnattr_init").orElseThrow();
  private static final MemorySegment ATTR_FLAGS =
      Libc.symbol("posix_spawnattr_setflags").orElseThrow();
  private static final MemorySegment ATTR_SIGDEF =
      Libc.symbol("posix_spawnattr_setsigdefault").orElseThrow();

  /// What becomes of one descriptor number of the child.
  private sealed interface Action {
    record Open(int target, String path, int flags) implements Action {}

    record Duplicate(int target, int source) implements Action {}
  }

  private final List<String> paths;
  private final List<String> arguments;
  private final List<String> environment = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private boolean newSession;

  /// A program by its absolute path, with all its arguments, the zeroth too.
  public Spawn(String path, List<String> arguments) {
    this(List.of(path), arguments);
  }

  /// A program that is the first of these files that can be executed.
  public Spawn(List<String> paths, List<String> arguments) {
    this.paths = List.copyOf(paths);
    this.arguments = List.copyOf(arguments);
  }

  public Spawn environment(Map<String, String> values) {
    values.forEach((name, value) -> environment.add(name + "=" + value));
    return this;
  }

  /// Opens a file as the given descriptor.
  public Spawn open(int target, String file, int flags) {
    actions.add(new Action.Open(target, file, flags));
    return this;
  }

  /// Hands down one of our descriptors. Its number must be above all targets.
  public Spawn pass(int target, Fd source) {
    actions.add(new Action.Duplicate(target, source.number()));
    return this;
  }

  /// Makes the child the leader of a session; the first terminal that it opens is then its own.
  public Spawn newSession() {
    newSession = true;
    return this;
  }

  /// Starts the process and answers its id. The caller has to wait for it.
  public Running start() throws LinuxException {
    int top = actions.stream().mapToInt(Spawn::target).max().orElse(2);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(512, 16);
      check("posix_spawn", Libc.posix(ACTIONS_INIT, set.address(), 0, 0, 0, 0, 0));
      try {
        for (Action action : lifted(arena, set, top)) {
          add(arena, set, action);
        }
        closeRest(set, top + 1);
        return new Running(spawn(arena, set));
      } finally {
        Libc.posix(ACTIONS_DESTROY, set.address(), 0, 0, 0, 0, 0);
      }
    }
  }

  /// Sources at or below the highest target could be overwritten before they are copied: such ones
  /// are first moved out of the way.
  private List<Action> lifted(Arena arena, MemorySegment set, int top) throws LinuxException {
    List<Action> result = new ArrayList<>();
    int free = top + 1;
    for (Action action : actions) {
      if (action instanceof Action.Duplicate(int target, int source) && source <= top) {
        add(arena, set, new Action.Duplicate(free, source));
        result.add(new Action.Duplicate(target, free));
        free++;
      } else {
        result.add(action);
      }
    }
    return result;
  }

  private static int target(Action action) {
    return switch (action) {
      case Action.Open(int target, _, _) -> target;
      case Action.Duplicate(int target, _) -> target;
    };
  }

  private static void add(Arena arena, MemorySegment set, Action action) throws LinuxException {
    int result =
        switch (action) {
          case Action.Open(int target, String file, int flags) ->
              Libc.posix(ADD_OPEN, set.address(), target, Kernel.text(arena, file), flags, 0600, 0);
          case Action.Duplicate(int target, int source) ->
              Libc.posix(ADD_DUP, set.address(), source, target, 0, 0, 0);
        };
    check("posix_spawn_file_actions", result);
  }

  private static void closeRest(MemorySegment set, int from) throws LinuxException {
    if (CLOSE_FROM.isPresent()) {
      check("addclosefrom", Libc.posix(CLOSE_FROM.get(), set.address(), from, 0, 0, 0, 0));
    }
  }

  private long spawn(Arena arena, MemorySegment set) throws LinuxException {
    MemorySegment attributes = arena.allocate(1024, 16);
    Libc.posix(ATTR_INIT, attributes.address(), 0, 0, 0, 0, 0);
    MemorySegment allSignals = arena.allocate(128, 8).fill((byte) 0xff);
    Libc.posix(ATTR_SIGDEF, attributes.address(), allSignals.address(), 0, 0, 0, 0);
    int flags = SETSIGMASK | SETSIGDEF | (newSession ? SETSID : 0);
    Libc.posix(ATTR_FLAGS, attributes.address(), flags, 0, 0, 0, 0);
    MemorySegment pid = arena.allocate(8, 8);
    long argv = strings(arena, arguments);
    long envp = strings(arena, environment);
    int refusal = LinuxException.ENOENT;
    for (String path : paths) {
      long name = Kernel.text(arena, path);
      int result =
          Libc.posix(SPAWN, pid.address(), name, set.address(), attributes.address(), argv, envp);
      if (result == 0) {
        return pid.get(ValueLayout.JAVA_INT, 0);
      }
      refusal = result == LinuxException.ENOENT ? refusal : result;
    }
    throw new LinuxException("exec " + arguments.getFirst(), refusal);
  }

  private static long strings(Arena arena, List<String> values) {
    MemorySegment array = arena.allocate(8L * (values.size() + 1), 8);
    for (int i = 0; i < values.size(); i++) {
      array.setAtIndex(ValueLayout.JAVA_LONG, i, Kernel.text(arena, values.get(i)));
    }
    return array.address();
  }

  private static void check(String call, int errno) throws LinuxException {
    if (errno != 0) {
      throw new LinuxException(call, errno);
    }
  }

  /// A child of this process that nobody has waited for yet.
  public record Running(long pid) {}
}
