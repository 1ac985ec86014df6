package k4j.network.proxy;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses an endpoint for each connection of one frontend: in turn, or by the client's address
/// where the service asks for affinity (`sessionAffinity: ClientIP`).
final class Balancer {

  /// More clients than this are not remembered: the one unseen for longest goes.
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Map<InetAddress, Sticky> sticky =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Sticky> eldest) {
          return size() > REMEMBERED;
        }
      };
  private Backend backend;
  private int next;

  private record Sticky(Endpoint endpoint, Instant lastUse) {}

  Balancer(Backend backend, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
  }

  synchronized void change(Backend changed) {
    backend = changed;
    sticky.values().removeIf(each -> !changed.endpoints().contains(each.endpoint()));
  }

  synchronized Backend backend() {
    return backend;
  }

  /// The endpoint for a new connection; empty where there is none.
  synchronized Optional<Endpoint> choose(InetAddress client) {
    List<Endpoint> endpoints = backend.endpoints();
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    boolean remembers = !backend.affinity().isZero();
    Instant now = clock.instant();
    if (remembers) {
      Sticky known = sticky.get(client);
      if (known != null && now.isBefore(known.lastUse().plus(backend.affinity()))) {
        sticky.put(client, new Sticky(known.endpoint(), now));
        return Optional.of(known.endpoint());
      }
    }
    Endpoint chosen = endpoints.get(Math.floorMod(next++, endpoints.size()));
    if (remembers) {
      sticky.put(client, new Sticky(chosen, now));
    }
    return Optional.of(chosen);
  }

  /// Where to go after an endpoint did not answer: the others, in turn. A client that was stuck to
  /// it is moved.
  synchronized List<Endpoint> others(Endpoint failed, InetAddress client) {
    sticky.remove(client);
    return backend.endpoints().stream().filter(each -> !each.equals(failed)).toList();
  }
}
