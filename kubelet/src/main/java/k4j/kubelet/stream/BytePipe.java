package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes on their way from the thread that reads a connection to the one that uses a stream of it;
/// the writer waits where too many are on the way.
final class BytePipe extends InputStream {

  private static final int LIMIT = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private int size;
  private int offset;
  private boolean ended;
  private boolean readerGone;

  void put(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    lock.lock();
    try {
      while (size >= LIMIT && !readerGone) {
        changed.awaitUninterruptibly();
      }
      if (!readerGone && !ended) {
        chunks.add(bytes);
        size += bytes.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// No more bytes come.
  void end() {
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
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (chunks.isEmpty() && !ended && !readerGone) {
        changed.await();
      }
      byte[] chunk = chunks.peek();
      if (chunk == null) {
        return -1;
      }
      int count = Math.min(length, chunk.length - offset);
      System.arraycopy(chunk, offset, into, from, count);
      offset += count;
      size -= count;
      if (offset == chunk.length) {
        chunks.remove();
        offset = 0;
      }
      changed.signalAll();
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    } finally {
      lock.unlock();
    }
  }

  /// The reader wants no more: what is still written is dropped.
  @Override
  public void close() {
    lock.lock();
    try {
      readerGone = true;
      chunks.clear();
      size = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
