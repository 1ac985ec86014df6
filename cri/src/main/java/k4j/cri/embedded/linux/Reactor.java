package k4j.cri.embedded.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that waits, by epoll, for everything a runtime waits for: output of containers, ends
/// of processes, room in a pipe. A registration fires once and is armed again by whoever took it.
public final class Reactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);
  public static final int READABLE = 1;
  public static final int WRITABLE = 4;
  private static final int ONE_SHOT = 1 << 30;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int BATCH = 64;
  private static final int EVENT_SIZE = Syscall.arm() ? 16 : 12;
  private static final int DATA_OFFSET = Syscall.arm() ? 8 : 4;
  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Fd epoll;
  private final Fd wake;
  private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();
  private final AtomicLong keys = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  private Reactor(Fd epoll, Fd wake, String name) {
    this.epoll = epoll;
    this.wake = wake;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::loop);
  }

  public static Reactor start(String name) throws LinuxException {
    Fd epoll = new Fd((int) Kernel.call(Syscall.EPOLL_CREATE1, Kernel.O_CLOEXEC));
    Fd wake = Kernel.eventCounter();
    Reactor reactor = new Reactor(epoll, wake, name);
    reactor.control(ADD, wake, READABLE, -1);
    reactor.thread.start();
    return reactor;
  }

  /// A descriptor that is being watched.
  public final class Registration {
    private final long key;
    private final Fd fd;
    private final Runnable ready;

    private Registration(long key, Fd fd, Runnable ready) {
      this.key = key;
      this.fd = fd;
      this.ready = ready;
    }

    /// Lets the action run at the next readiness.
    public void arm(int interest) throws LinuxException {
      control(MODIFY, fd, interest | ONE_SHOT, key);
    }

    /// Watches no longer and closes the descriptor.
    public void cancel() {
      if (registrations.remove(key) != null) {
        try {
          control(DELETE, fd, 0, key);
        } catch (LinuxException e) {
          LOG.atDebug().setCause(e).log("epoll let go of a descriptor already");
        }
        fd.close();
      }
    }
  }

  /// Watches a descriptor; nothing fires before it is armed. The action runs on the one thread and
  /// must not block.
  public Registration register(Fd fd, Runnable ready) throws LinuxException {
    Registration registration = new Registration(keys.incrementAndGet(), fd, ready);
    registrations.put(registration.key, registration);
    control(ADD, fd, ONE_SHOT, registration.key);
    return registration;
  }

  private void control(int operation, Fd fd, int events, long key) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16, 8);
      event.set(ValueLayout.JAVA_INT, 0, events);
      event.set(DATA, DATA_OFFSET, key);
      Kernel.call(Syscall.EPOLL_CTL, epoll.number(), operation, fd.number(), event.address());
    }
  }

  private void loop() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) EVENT_SIZE * BATCH, 8);
      while (!closed.get()) {
        int count =
            (int) Kernel.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0);
        for (int i = 0; i < count && !closed.get(); i++) {
          Registration registration =
              registrations.get(events.get(DATA, (long) i * EVENT_SIZE + DATA_OFFSET));
          if (registration != null) {
            fire(registration);
          }
        }
      }
    } catch (LinuxException e) {
      LOG.atError().setCause(e).log("Waiting for containers failed");
    } finally {
      registrations.values().forEach(r -> r.fd.close());
      registrations.clear();
      epoll.close();
      wake.close();
    }
  }

  private static void fire(Registration registration) {
    try {
      registration.ready.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("An event of a container could not be handled");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      wake.write(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, 0, 8);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
