package k4j.apiserver.admission.optional;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.validation.Formats;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.registry.Reader;

/// Sends the pods of a namespace to the nodes that its annotation names.
public final class PodNodeSelector implements AdmissionPlugin {

  private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";

  private final Reader reader;
  private final JsonObject selectors;

  /// @param configuration its `podNodeSelectorPluginConfig` holds a selector per namespace that its
  ///   pods may not leave, and `clusterDefaultNodeSelector` for namespaces without the annotation
  public PodNodeSelector(Optional<JsonObject> configuration, Reader reader) {
    this.reader = reader;
    selectors = configuration.orElse(JsonObject.EMPTY).object("podNodeSelectorPluginConfig");
  }

  @Override
  public String name() {
    return "PodNodeSelector";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate() && request.isWhole("", "pods");
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    Map<String, String> wanted = ofNamespace(request);
    JsonObject own = own(request.object());
    check(request, own, wanted);
    JsonObject merged = own;
    for (var each : wanted.entrySet()) {
      merged = merged.with(each.getKey(), Json.of(each.getValue()));
    }
    return merged.isEmpty()
        ? request.object()
        : request.object().withAt(merged, "spec", "nodeSelector");
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject own = own(request.object());
    check(request, own, ofNamespace(request));
    Map<String, String> allowed = parse(selectors.string(request.namespace()));
    boolean inside =
        allowed.isEmpty()
            || own.names().stream().allMatch(key -> own.string(key).equals(allowed.get(key)));
    if (!inside) {
      throw refusal(
          request, "pod node label selector labels conflict with its namespace whitelist");
    }
  }

  private static JsonObject own(JsonObject pod) {
    return pod.object("spec").object("nodeSelector");
  }

  private static void check(AdmissionRequest request, JsonObject own, Map<String, String> wanted) {
    boolean conflict =
        wanted.entrySet().stream()
            .anyMatch(each ->
                own.has(each.getKey()) && !own.string(each.getKey()).equals(each.getValue()));
    if (conflict) {
      throw refusal(
          request, "pod node label selector conflicts with its namespace node label selector");
    }
  }

  private static StatusException refusal(AdmissionRequest request, String why) {
    return StatusException.forbidden(
        request.resource().name(), request.object().object("metadata").string("name"), why);
  }

  private Map<String, String> ofNamespace(AdmissionRequest request) {
    JsonObject annotations =
        Namespaces.of(request, reader).object("metadata").object("annotations");
    return parse(
        annotations.has(ANNOTATION)
            ? annotations.string(ANNOTATION)
            : selectors.string("clusterDefaultNodeSelector"));
  }

  /// Reads `a=b,c=d`.
  private static Map<String, String> parse(String selector) {
    var labels = new TreeMap<String, String>();
    for (String part : selector.isEmpty() ? new String[0] : selector.split(",", -1)) {
      String[] sides = part.split("=", -1);
      if (sides.length != 2) {
        throw Namespaces.broken("invalid selector: [" + String.join(" ", sides) + "]");
      }
      String key = sides[0].strip();
      String value = sides[1].strip();
      refuse(key, Formats.qualifiedName(key));
      refuse(value, Formats.labelValue(value));
      labels.put(key, value);
    }
    return labels;
  }

  private static void refuse(String value, List<String> wrong) {
    if (!wrong.isEmpty()) {
      throw Namespaces.broken(
          "<nil>: Invalid value: \"%s\": %s".formatted(value, String.join("; ", wrong)));
    }
  }
}
