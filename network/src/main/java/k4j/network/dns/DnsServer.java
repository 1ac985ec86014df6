package k4j.network.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of the cluster's DNS: UDP and TCP at one address.
final class DnsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
  private static final int LARGEST = 65_535;
  private static final int AT_ONCE = 1_000;
  private static final int IDLE_MILLIS = 10_000;

  private final DnsHandlers handlers;
  private final DatagramSocket datagrams;
  private final ServerSocket connections;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private DnsServer(DnsHandlers handlers, DatagramSocket datagrams, ServerSocket connections) {
    this.handlers = handlers;
    this.datagrams = datagrams;
    this.connections = connections;
  }

  static DnsServer start(InetSocketAddress address, DnsHandlers handlers) throws IOException {
    var connections = new ServerSocket();
    connections.setReuseAddress(true);
    connections.bind(address);
    DatagramSocket datagrams;
    try {
      datagrams =
          new DatagramSocket(
              new InetSocketAddress(address.getAddress(), connections.getLocalPort()));
    } catch (IOException e) {
      connections.close();
      throw e;
    }
    var server = new DnsServer(handlers, datagrams, connections);
    Thread.ofVirtual().name("dns-udp").start(server::receive);
    Thread.ofVirtual().name("dns-tcp").start(server::accept);
    return server;
  }

  int port() {
    return connections.getLocalPort();
  }

  private void receive() {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!datagrams.isClosed()) {
      try {
        packet.setLength(LARGEST);
        datagrams.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        var client = (InetSocketAddress) packet.getSocketAddress();
        if (places.tryAcquire()) {
          Thread.ofVirtual().name("dns-query").start(() -> answer(query, client));
        } // else it is lost, as the network may lose it; the client asks again
      } catch (IOException e) {
        if (!datagrams.isClosed()) {
          LOG.atWarn().setCause(e).log("A query could not be read");
        }
      }
    }
  }

  private void answer(byte[] query, InetSocketAddress client) {
    try {
      byte[] answer = handlers.answer(query, false);
      if (answer.length > 0) {
        datagrams.send(new DatagramPacket(answer, answer.length, client));
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("An answer could not be sent");
    } finally {
      places.release();
    }
  }

  private void accept() {
    while (!connections.isClosed()) {
      try {
        Socket client = connections.accept();
        Thread.ofVirtual().name("dns-connection").start(() -> serve(client));
      } catch (IOException e) {
        if (!connections.isClosed()) {
          LOG.atWarn().setCause(e).log("A connection could not be accepted");
        }
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      client.setSoTimeout(IDLE_MILLIS);
      var in = new DataInputStream(client.getInputStream());
      var out = new DataOutputStream(client.getOutputStream());
      while (true) {
        byte[] query = in.readNBytes(in.readUnsignedShort());
        byte[] answer = handlers.answer(query, true);
        byte[] framed = new byte[answer.length + 2];
        framed[0] = (byte) (answer.length >> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, 2, answer.length);
        out.write(framed);
        out.flush();
      }
    } catch (EOFException _) {
      // The client has asked all it wanted.
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("A connection ended");
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() {
    try {
      datagrams.close();
      connections.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
