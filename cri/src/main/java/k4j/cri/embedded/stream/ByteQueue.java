package k4j.cri.embedded.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes on their way from the reactor to a reader: an input stream that is filled from the other
/// side.
public final class ByteQueue extends InputStream {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private final int bound;
  private final Runnable room;
  private int offset;
  private int size;
  private boolean ended;
  private boolean closed;

  /// A queue that holds about `bound` bytes; `room` is called when one that was full can take more.
  public ByteQueue(int bound, Runnable room) {
    this.bound = bound;
    this.room = room;
  }

  /// An input stream that is at its end.
  public static ByteQueue empty() {
    ByteQueue queue = new ByteQueue(1, () -> {});
    queue.end();
    return queue;
  }

  /// Adds bytes; false if the queue is full now.
  public boolean offer(byte[] bytes, int length) {
    lock.lock();
    try {
      if (!closed && length > 0) {
        chunks.add(Arrays.copyOf(bytes, length));
        size += length;
        changed.signalAll();
      }
      return size < bound;
    } finally {
      lock.unlock();
    }
  }

  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    boolean wasFull;
    int count;
    lock.lock();
    try {
      while (chunks.isEmpty()) {
        if (ended || closed) {
          return -1;
        }
        changed.await();
      }
      wasFull = size >= bound;
      count = take(into, at, length);
      wasFull = wasFull && size < bound;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted");
      failure.initCause(e);
      throw failure;
    } finally {
      lock.unlock();
    }
    if (wasFull) {
      room.run();
    }
    return count;
  }

  private int take(byte[] into, int at, int length) {
    byte[] first = chunks.element();
    int count = Math.min(length, first.length - offset);
    System.arraycopy(first, offset, into, at, count);
    offset += count;
    size -= count;
    if (offset == first.length) {
      chunks.remove();
      offset = 0;
    }
    return count;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      chunks.clear();
      size = 0;
      offset = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    room.run();
  }
}
