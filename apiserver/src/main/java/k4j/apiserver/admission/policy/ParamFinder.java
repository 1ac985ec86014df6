package k4j.apiserver.admission.policy;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.api.selector.LabelSelector;
import k4j.apiserver.registry.Reader;

/// Finds the parameters that a binding gives to its policy.
final class ParamFinder {

  private final Reader reader;

  ParamFinder(Reader reader) {
    this.reader = reader;
  }

  /// The binding or the policy is not as it should be.
  static final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
      super(message, null, false, false);
    }
  }

  /// Whether there can be parameters at all, whatever the binding.
  ///
  /// @param kind the policy's `paramKind`, or empty
  /// @throws ConfigurationException where no such kind is served
  void check(JsonObject kind) {
    if (!kind.isEmpty()) {
      resource(kind);
    }
  }

  private Resource resource(JsonObject kind) {
    String version = kind.string("apiVersion");
    return reader
        .versions()
        .ofKind(version, kind.string("kind"))
        .orElseThrow(() ->
            new ConfigurationException(
                "failed to find resource referenced by paramKind: '%s%s, Kind=%s'"
                    .formatted(version.contains("/") ? "" : "/", version, kind.string("kind"))));
  }

  /// One evaluation for each; an empty object for "no parameters".
  ///
  /// @param kind the policy's `paramKind`, or empty
  /// @param namespace of the request
  /// @throws ConfigurationException where they cannot be found
  List<JsonObject> find(JsonObject kind, Binding binding, String namespace) {
    if (kind.isEmpty() || binding.params().isEmpty()) {
      return List.of(JsonObject.EMPTY);
    }
    JsonObject reference = binding.params().get();
    Resource resource = resource(kind);
    List<JsonObject> params = find(resource, reference, namespace(resource, reference, namespace));
    if (params.isEmpty() && reference.string("parameterNotFoundAction").equals("Deny")) {
      throw new ConfigurationException(
          "no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return params;
  }

  private static String namespace(Resource resource, JsonObject reference, String namespace) {
    String given = reference.string("namespace");
    if (!resource.namespaced()) {
      if (!given.isEmpty()) {
        throw new ConfigurationException(
            "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
      }
      return "";
    }
    String chosen = given.isEmpty() ? namespace : given;
    if (chosen.isEmpty()) {
      throw new ConfigurationException(
          "cannot use namespaced paramRef in policy binding that matches cluster-scoped"
              + " resources");
    }
    return chosen;
  }

  private List<JsonObject> find(Resource resource, JsonObject reference, String namespace) {
    String name = reference.string("name");
    Json selector = reference.get("selector");
    if (!name.isEmpty()) {
      return reader.get(resource.name(), namespace, name).stream().toList();
    }
    if (selector == null) {
      throw new ConfigurationException("one of name or selector must be provided");
    }
    LabelSelector labels = LabelSelector.of(selector);
    return reader.list(resource.name(), namespace).stream()
        .filter(each -> labels.matches(each.object("metadata").object("labels")))
        .toList();
  }
}
