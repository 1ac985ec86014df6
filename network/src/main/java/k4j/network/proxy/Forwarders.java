package k4j.network.proxy;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything the proxy listens on. A frontend belongs to the service that had it first; another
/// that wants the same place has to wait.
final class Forwarders implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarders.class);

  private final InstantSource clock;
  private final Map<Frontend, Forwarder> open = new HashMap<>();
  private final Map<String, Map<Frontend, Backend>> applied = new HashMap<>();

  Forwarders(InstantSource clock) {
    this.clock = clock;
  }

  /// Makes one service's places what the plan says; false where a place could not be had and the
  /// caller should try again.
  synchronized boolean apply(String service, Map<Frontend, Backend> plan) {
    Map<Frontend, Backend> before = applied.getOrDefault(service, Map.of());
    for (Frontend gone : Set.copyOf(before.keySet())) {
      if (!plan.containsKey(gone)) {
        Forwarder forwarder = open.remove(gone);
        if (forwarder != null) {
          forwarder.close();
        }
      }
    }
    var now = new HashMap<Frontend, Backend>();
    boolean complete = true;
    for (Map.Entry<Frontend, Backend> wanted : plan.entrySet()) {
      if (before.containsKey(wanted.getKey())) {
        change(wanted.getKey(), wanted.getValue());
        now.put(wanted.getKey(), wanted.getValue());
      } else if (open(wanted.getKey(), wanted.getValue())) {
        now.put(wanted.getKey(), wanted.getValue());
      } else {
        complete = false;
      }
    }
    if (now.isEmpty()) {
      applied.remove(service);
    } else {
      applied.put(service, Map.copyOf(now));
    }
    return complete;
  }

  private void change(Frontend frontend, Backend backend) {
    Forwarder forwarder = open.get(frontend);
    if (forwarder != null) {
      forwarder.change(backend);
    }
  }

  private boolean open(Frontend frontend, Backend backend) {
    if (open.containsKey(frontend)) {
      return false;
    }
    try {
      open.put(
          frontend,
          switch (frontend.protocol()) {
            case TCP -> TcpForwarder.open(frontend, backend, clock);
            case UDP -> UdpForwarder.open(frontend, backend, clock);
          });
      return true;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("service", backend.service())
          .addKeyValue("address", frontend.address())
          .addKeyValue("port", frontend.port())
          .addKeyValue("error", e.getMessage())
          .log("Can't open port, will try again");
      return false;
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Forwarder::close);
    open.clear();
    applied.clear();
  }
}
