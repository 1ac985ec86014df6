package k4j.cri.embedded.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.sandbox.PortMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP port of the node that leads to a port of a pod.
final class TcpForward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpForward.class);
  private static final int CONNECT_MILLIS = 10_000;
  private final ServerSocket server;
  private final InetSocketAddress pod;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private TcpForward(ServerSocket server, InetSocketAddress pod) {
    this.server = server;
    this.pod = pod;
  }

  static TcpForward start(PortMapping port, String podIp) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address(port), 128);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    TcpForward forward = new TcpForward(server, new InetSocketAddress(podIp, port.containerPort()));
    Thread.ofVirtual().name("k4j-hostport").start(forward::accept);
    return forward;
  }

  static InetSocketAddress address(PortMapping port) throws IOException {
    return port.hostIp().isEmpty()
        ? new InetSocketAddress(port.hostPort())
        : new InetSocketAddress(InetAddress.ofLiteral(port.hostIp()), port.hostPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().name("k4j-hostport").start(() -> serve(client));
      } catch (SocketException _) {
        return;
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("A host port did not accept a connection");
      }
    }
  }

  private void serve(Socket client) {
    Socket target = new Socket();
    sockets.add(target);
    try (client;
        target) {
      target.connect(pod, CONNECT_MILLIS);
      Thread back = Thread.ofVirtual().name("k4j-hostport").start(() -> copy(target, client));
      copy(client, target);
      back.join();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("pod", pod).setCause(e).log("A forwarded connection ended");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
      sockets.remove(target);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("A forwarded direction ended");
    }
  }

  @Override
  public void close() {
    quietly(server);
    sockets.forEach(TcpForward::quietly);
  }

  private static void quietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("Closing a forwarded port");
    }
  }
}
