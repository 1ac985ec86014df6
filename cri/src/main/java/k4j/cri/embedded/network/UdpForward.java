package k4j.cri.embedded.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import k4j.cri.sandbox.PortMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP port of the node that leads to a port of a pod: each client has a socket of its own
/// towards the pod, so that answers find back; the oldest one goes when there are too many.
final class UdpForward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpForward.class);
  private static final int MAX_CLIENTS = 512;
  private static final int MAX_DATAGRAM = 65_535;
  private final DatagramChannel server;
  private final InetSocketAddress pod;
  private final Map<SocketAddress, DatagramChannel> clients = new LinkedHashMap<>();

  private UdpForward(DatagramChannel server, InetSocketAddress pod) {
    this.server = server;
    this.pod = pod;
  }

  static UdpForward start(PortMapping port, String podIp) throws IOException {
    DatagramChannel server = DatagramChannel.open();
    try {
      server.bind(TcpForward.address(port));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    UdpForward forward = new UdpForward(server, new InetSocketAddress(podIp, port.containerPort()));
    Thread.ofVirtual().name("k4j-hostport").start(forward::receive);
    return forward;
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
    while (server.isOpen()) {
      try {
        SocketAddress client = server.receive(buffer.clear());
        if (client != null) {
          channel(client).write(buffer.flip());
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("A datagram was not forwarded");
      }
    }
  }

  private synchronized DatagramChannel channel(SocketAddress client) throws IOException {
    DatagramChannel known = clients.get(client);
    if (known != null && known.isOpen()) {
      return known;
    }
    if (clients.size() >= MAX_CLIENTS) {
      SocketAddress oldest = clients.keySet().iterator().next();
      DatagramChannel channel = clients.remove(oldest);
      if (channel != null) {
        channel.close();
      }
    }
    DatagramChannel channel = DatagramChannel.open().connect(pod);
    clients.put(client, channel);
    Thread.ofVirtual().name("k4j-hostport").start(() -> answer(channel, client));
    return channel;
  }

  private void answer(DatagramChannel channel, SocketAddress client) {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
    while (channel.isOpen()) {
      try {
        channel.read(buffer.clear());
        server.send(buffer.flip(), client);
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("An answer was not forwarded");
      }
    }
  }

  @Override
  public synchronized void close() {
    try {
      server.close();
      for (DatagramChannel channel : clients.values()) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("Closing a forwarded port");
    }
  }
}
