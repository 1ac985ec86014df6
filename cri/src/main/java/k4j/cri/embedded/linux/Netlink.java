package k4j.cri.embedded.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A route netlink socket in the network namespace of the thread that opened it.
public final class Netlink implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int HEADER = 16;
  private static final int NLMSG_ERROR = 2;

  private final Fd socket;
  private int sequence;

  private Netlink(Fd socket) {
    this.socket = socket;
  }

  public static Netlink open() throws LinuxException {
    long fd = Kernel.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW | Kernel.O_CLOEXEC, 0);
    return new Netlink(new Fd((int) fd));
  }

  /// Sends a request and waits for its acknowledgement; throws the kernel's refusal.
  public void send(NetlinkRequest request) throws LinuxException {
    ask(request);
  }

  /// The number of an interface in this namespace.
  public int index(String name) throws LinuxException {
    return ask(NetlinkRequest.getLink(name));
  }

  /// The number of the link that was told of before the acknowledgement.
  private int ask(NetlinkRequest request) throws LinuxException {
    byte[] message = request.bytes(++sequence);
    int written = socket.write(message, 0, message.length);
    if (written < 0) {
      throw new LinuxException("netlink " + request.what(), -written);
    }
    byte[] answer = new byte[32 * 1024];
    int index = 0;
    while (true) {
      int count = socket.read(answer);
      if (count < 0) {
        throw new LinuxException("netlink " + request.what(), -count);
      }
      ByteBuffer in = ByteBuffer.wrap(answer, 0, count).order(ByteOrder.nativeOrder());
      while (in.remaining() >= HEADER) {
        int start = in.position();
        int length = in.getInt(start);
        if (in.getShort(start + 4) == NLMSG_ERROR && in.getInt(start + 8) == sequence) {
          int error = in.getInt(start + HEADER);
          if (error != 0) {
            throw new LinuxException("netlink " + request.what(), -error);
          }
          return index;
        }
        if (in.getShort(start + 4) == NetlinkRequest.NEWLINK) {
          index = in.getInt(start + HEADER + 4);
        }
        in.position(Math.min(in.limit(), start + ((length + 3) & ~3)));
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
