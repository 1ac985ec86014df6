package k4j.network.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes datagrams of one frontend. Each client gets a socket of its own towards its endpoint,
/// which is given up when it was silent for a while, as connection tracking in the kernel does.
final class UdpForwarder implements Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(UdpForwarder.class);
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final int SWEEP_FROM = 64;

  private final Frontend frontend;
  private final DatagramChannel listener;
  private final Balancer balancer;
  private final InstantSource clock;
  private final Map<InetSocketAddress, Flow> flows = new ConcurrentHashMap<>();

  /// One client and the socket that stands for it.
  private static final class Flow {
    private final DatagramChannel channel;
    private volatile Instant lastUse;

    Flow(DatagramChannel channel, Instant now) {
      this.channel = channel;
      lastUse = now;
    }
  }

  private UdpForwarder(
      Frontend frontend, DatagramChannel listener, Balancer balancer, InstantSource clock) {
    this.frontend = frontend;
    this.listener = listener;
    this.balancer = balancer;
    this.clock = clock;
  }

  static UdpForwarder open(Frontend frontend, Backend backend, InstantSource clock)
      throws IOException {
    DatagramChannel listener = DatagramChannel.open();
    try {
      listener.bind(new InetSocketAddress(frontend.address(), frontend.port()));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    var forwarder = new UdpForwarder(frontend, listener, new Balancer(backend, clock), clock);
    Thread.ofVirtual().name("proxy-udp-" + backend.service()).start(forwarder::receive);
    return forwarder;
  }

  @Override
  public Frontend frontend() {
    return frontend;
  }

  @Override
  public void change(Backend backend) {
    balancer.change(backend);
    flows.forEach((_, flow) -> dropIfGone(flow, backend));
  }

  /// UDP has no connections to let go on: a flow whose endpoint is gone starts anew elsewhere.
  private static void dropIfGone(Flow flow, Backend backend) {
    try {
      if (flow.channel.getRemoteAddress() instanceof InetSocketAddress remote
          && backend.endpoints().stream()
              .noneMatch(each ->
                  each.port() == remote.getPort()
                      && each.address().equals(remote.getAddress().getHostAddress()))) {
        flow.channel.close();
      }
    } catch (IOException _) {
      // Closed already, which is what was wanted.
    }
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
    while (listener.isOpen()) {
      try {
        buffer.clear();
        var client = (InetSocketAddress) listener.receive(buffer);
        buffer.flip();
        Optional<Flow> flow = flow(client);
        if (flow.isPresent()) {
          flow.get().lastUse = clock.instant();
          flow.get().channel.write(buffer);
        }
      } catch (PortUnreachableException _) {
        // The endpoint answered an earlier datagram with ICMP; the client will try again.
      } catch (ClosedChannelException _) {
        // Either the listener, which ends the loop, or a flow, which the client will make again.
      } catch (IOException e) {
        LOG.atDebug().setCause(e).addKeyValue("frontend", frontend).log("A datagram was lost");
      }
    }
  }

  private Optional<Flow> flow(InetSocketAddress client) throws IOException {
    Flow known = flows.get(client);
    if (known != null && known.channel.isOpen()) {
      return Optional.of(known);
    }
    Optional<Endpoint> endpoint = balancer.choose(client.getAddress());
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    if (flows.size() >= SWEEP_FROM) {
      forgetSilent();
    }
    DatagramChannel channel = DatagramChannel.open();
    channel.connect(new InetSocketAddress(endpoint.get().address(), endpoint.get().port()));
    var flow = new Flow(channel, clock.instant());
    flows.put(client, flow);
    Thread.ofVirtual().name("proxy-udp-answers").start(() -> answer(client, flow));
    return Optional.of(flow);
  }

  private void forgetSilent() throws IOException {
    Instant limit = clock.instant().minus(SILENCE);
    for (Flow flow : flows.values()) {
      if (flow.lastUse.isBefore(limit)) {
        flow.channel.close();
      }
    }
  }

  private void answer(InetSocketAddress client, Flow flow) {
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    try (DatagramChannel channel = flow.channel) {
      while (true) {
        buffer.clear();
        channel.receive(buffer);
        buffer.flip();
        flow.lastUse = clock.instant();
        listener.send(buffer, client);
      }
    } catch (IOException _) {
      // Closed by silence, by a change of endpoints, or refused by the endpoint: the flow ends.
    } finally {
      flows.remove(client, flow);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Flow flow : flows.values()) {
        flow.channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
