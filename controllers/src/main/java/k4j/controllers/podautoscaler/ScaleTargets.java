package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.autoscaling.v2.CrossVersionObjectReference;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Discovery.Served;
import k4j.client.Unstructured;

/// Finds the resources that references name by kind; what was found is known for a while.
final class ScaleTargets {

  private static final Duration KNOWN_FOR = Duration.ofSeconds(30);

  private final Client client;
  private final InstantSource clock;
  private final Map<GroupKind, Known> known = new ConcurrentHashMap<>();

  private record GroupKind(String group, String kind) {}

  private record Known(Kind<Unstructured> resource, Instant until) {}

  /// What a reference names.
  sealed interface Lookup {
    record Found(Kind<Unstructured> kind) implements Lookup {}

    record Failed(String why) implements Lookup {}
  }

  ScaleTargets(Client client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  Lookup resource(CrossVersionObjectReference reference) {
    String version = reference.apiVersion();
    int slash = version.indexOf('/');
    if (slash >= 0 && version.indexOf('/', slash + 1) >= 0) {
      return new Lookup.Failed("unexpected GroupVersion string: " + version);
    }
    var wanted = new GroupKind(slash < 0 ? "" : version.substring(0, slash), reference.kind());
    Known before = known.get(wanted);
    if (before != null && before.until().isAfter(clock.instant())) {
      return new Lookup.Found(before.resource());
    }
    try {
      return ask(wanted);
    } catch (StatusException e) {
      return new Lookup.Failed(e.status().message());
    }
  }

  private Lookup ask(GroupKind wanted) {
    for (String version : client.discovery().preferredVersions()) {
      boolean inGroup =
          wanted.group().isEmpty()
              ? version.indexOf('/') < 0
              : version.startsWith(wanted.group() + "/");
      if (!inGroup) {
        continue;
      }
      for (Served served : client.discovery().resources(version)) {
        if (served.kind().kind().equals(wanted.kind())) {
          known.put(wanted, new Known(served.kind(), clock.instant().plus(KNOWN_FOR)));
          return new Lookup.Found(served.kind());
        }
      }
    }
    return new Lookup.Failed(
        "no matches for kind \"%s\" in group \"%s\"".formatted(wanted.kind(), wanted.group()));
  }
}
