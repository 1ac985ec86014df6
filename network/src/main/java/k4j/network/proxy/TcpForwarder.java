package k4j.network.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes TCP connections of one frontend and joins each with one to an endpoint.
final class TcpForwarder implements Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(TcpForwarder.class);
  private static final int BACKLOG = 1024;
  private static final int CONNECT_MILLIS = 5_000;

  private final Frontend frontend;
  private final ServerSocketChannel listener;
  private final Balancer balancer;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private TcpForwarder(Frontend frontend, ServerSocketChannel listener, Balancer balancer) {
    this.frontend = frontend;
    this.listener = listener;
    this.balancer = balancer;
  }

  static TcpForwarder open(Frontend frontend, Backend backend, InstantSource clock)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(new InetSocketAddress(frontend.address(), frontend.port()), BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    var forwarder = new TcpForwarder(frontend, listener, new Balancer(backend, clock));
    Thread.ofVirtual().name("proxy-accept-" + backend.service()).start(forwarder::accept);
    return forwarder;
  }

  @Override
  public Frontend frontend() {
    return frontend;
  }

  @Override
  public void change(Backend backend) {
    balancer.change(backend);
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        Thread.ofVirtual().name("proxy-connection").start(() -> serve(client));
      } catch (AsynchronousCloseException _) {
        return;
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.atWarn()
            .setCause(e)
            .addKeyValue("service", balancer.backend().service())
            .log("A connection could not be accepted");
      }
    }
  }

  private void serve(SocketChannel client) {
    open.add(client);
    try (client) {
      Optional<SocketChannel> server = connect(client);
      if (server.isEmpty()) {
        refuse(client);
        return;
      }
      open.add(server.get());
      try (SocketChannel connected = server.get()) {
        Splice.join(client, connected);
      } finally {
        open.remove(server.get());
      }
    } catch (IOException e) {
      LOG.atDebug()
          .setCause(e)
          .addKeyValue("service", balancer.backend().service())
          .log("A connection broke");
    } finally {
      open.remove(client);
    }
  }

  /// Connects to the chosen endpoint, or to another when it does not answer.
  private Optional<SocketChannel> connect(SocketChannel client) throws IOException {
    var address = ((InetSocketAddress) client.getRemoteAddress()).getAddress();
    Optional<Endpoint> chosen = balancer.choose(address);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Optional<SocketChannel> first = connect(chosen.get());
    if (first.isPresent()) {
      return first;
    }
    var others = new ArrayList<>(balancer.others(chosen.get(), address));
    for (Endpoint other : List.copyOf(others)) {
      Optional<SocketChannel> next = connect(other);
      if (next.isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }

  private Optional<SocketChannel> connect(Endpoint endpoint) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel
          .socket()
          .connect(new InetSocketAddress(endpoint.address(), endpoint.port()), CONNECT_MILLIS);
      return Optional.of(channel);
    } catch (IOException e) {
      channel.close();
      LOG.atDebug()
          .setCause(e)
          .addKeyValue("endpoint", endpoint)
          .addKeyValue("service", balancer.backend().service())
          .log("An endpoint does not answer");
      return Optional.empty();
    }
  }

  /// Ends a connection with a reset, so that the client sees a refusal rather than an empty answer.
  private static void refuse(SocketChannel client) throws IOException {
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (SocketChannel channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
