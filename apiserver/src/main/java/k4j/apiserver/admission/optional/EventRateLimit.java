package k4j.apiserver.admission.optional;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.configuration.ConfigurationException;

/// Keeps events from flooding the store.
public final class EventRateLimit implements AdmissionPlugin {

  private static final String NAME = "EventRateLimit";
  private static final Set<String> VERSIONS = Set.of("eventratelimit.admission.k8s.io/v1alpha1");
  private static final List<String> TYPES =
      List.of("Namespace", "Server", "SourceAndObject", "User");
  private static final int KEYS = 4096;

  private final List<Limit> limits;

  private record Limit(String type, Buckets buckets) {}

  /// @param configuration of the kind Configuration; it must be there
  /// @throws ConfigurationException where it is not, or is wrong
  public EventRateLimit(Optional<JsonObject> configuration, InstantSource clock) {
    var errors = new FieldErrors();
    List<ConfigNode> nodes =
        configuration
            .map(json ->
                ConfigNode.root(json, "Configuration", VERSIONS).fields("limits").nodes("limits"))
            .orElse(List.of());
    if (nodes.isEmpty()) {
      throw new ConfigurationException("limits: Invalid value: null: must not be empty");
    }
    var read = new ArrayList<Limit>();
    for (ConfigNode node : nodes) {
      node.fields("type", "qps", "burst", "cacheSize");
      read.add(limit(node, errors, clock));
    }
    ConfigNode.refuse(errors);
    limits = List.copyOf(read);
  }

  private static Limit limit(ConfigNode node, FieldErrors errors, InstantSource clock) {
    String type = node.text("type");
    long burst = node.number("burst", 0);
    long perSecond = node.number("qps", 0);
    long keys = node.number("cacheSize", 0);
    if (!TYPES.contains(type)) {
      errors.notSupported(node.path("type"), type, TYPES);
    }
    if (burst <= 0) {
      errors.invalid(node.path("burst"), burst, "must be positive");
    }
    if (perSecond <= 0) {
      errors.invalid(node.path("qps"), perSecond, "must be positive");
    }
    if (keys < 0 && !type.equals("Server")) {
      errors.invalid(node.path("cacheSize"), keys, "must not be negative");
    }
    return new Limit(type, new Buckets(perSecond, burst, keys == 0 ? KEYS : keys, clock));
  }

  @Override
  public String name() {
    return NAME;
  }

  /// Events of the group `events.k8s.io` pass, as in Kubernetes.
  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("", "events")
        && (request.isCreate() || request.isUpdate())
        && !request.dryRun();
  }

  @Override
  public void validate(AdmissionRequest request) {
    var reached = new ArrayList<String>();
    for (Limit limit : limits) {
      String key = key(limit.type(), request);
      if (!limit.buckets().take(key)) {
        reached.add("limit reached on type %s for key %s".formatted(limit.type(), key));
      }
    }
    if (!reached.isEmpty()) {
      String all = reached.size() == 1 ? reached.getFirst() : reached.toString();
      throw new StatusException(
          new Status(429, "TooManyRequests", "Too many requests: " + all, Details.NONE));
    }
  }

  private static String key(String type, AdmissionRequest request) {
    return switch (type) {
      case "Namespace" -> request.namespace();
      case "User" -> request.user().name();
      case "SourceAndObject" -> {
        JsonObject source = request.object().object("source");
        JsonObject about = request.object().object("involvedObject");
        yield source.string("component")
            + source.string("host")
            + about.string("kind")
            + about.string("namespace")
            + about.string("name")
            + about.string("uid")
            + about.string("apiVersion");
      }
      default -> "";
    };
  }
}
