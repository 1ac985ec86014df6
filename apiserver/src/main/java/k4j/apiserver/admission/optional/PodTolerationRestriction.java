package k4j.apiserver.admission.optional;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.strategy.pod.QosClass;

/// Gives pods the tolerations of their namespace, and no others than it allows.
public final class PodTolerationRestriction implements AdmissionPlugin {

  private static final String PREFIX = "scheduler.alpha.kubernetes.io/";
  private static final Set<String> VERSIONS =
      Set.of("podtolerationrestriction.admission.k8s.io/v1alpha1");
  private static final JsonObject MEMORY_PRESSURE =
      JsonObject.EMPTY
          .with("effect", "NoSchedule")
          .with("key", "node.kubernetes.io/memory-pressure")
          .with("operator", "Exists");

  private final Reader reader;
  private final List<JsonObject> defaults;
  private final List<JsonObject> allowed;

  /// @param configuration of the kind Configuration: `default` and `whitelist` for namespaces that
  ///   say nothing
  public PodTolerationRestriction(Optional<JsonObject> configuration, Reader reader) {
    this.reader = reader;
    configuration.ifPresent(
        json -> ConfigNode.root(json, "Configuration", VERSIONS).fields("default", "whitelist"));
    JsonObject json = configuration.orElse(JsonObject.EMPTY);
    defaults = json.array("default").objects();
    allowed = json.array("whitelist").objects();
  }

  @Override
  public String name() {
    return "PodTolerationRestriction";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods") && (request.isCreate() || request.isUpdate());
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    var extra = new ArrayList<JsonObject>();
    if (request.isCreate()) {
      extra.addAll(ofNamespace(request, "defaultTolerations").orElse(defaults));
    }
    JsonObject spec = request.object().object("spec");
    if (!QosClass.of(spec).equals("BestEffort")) {
      extra.add(MEMORY_PRESSURE);
    }
    JsonObject object =
        extra.isEmpty()
            ? request.object()
            : request
                .object()
                .withAt(
                    JsonArray.of(Tolerations.merge(spec.array("tolerations").objects(), extra)),
                    "spec",
                    "tolerations");
    validate(request.withObject(object));
    return object;
  }

  @Override
  public void validate(AdmissionRequest request) {
    List<JsonObject> own = request.object().object("spec").array("tolerations").objects();
    if (own.isEmpty()) {
      return;
    }
    Optional<List<JsonObject>> ofNamespace = ofNamespace(request, "tolerationsWhitelist");
    if (!Tolerations.within(own, ofNamespace.orElse(allowed))) {
      throw Namespaces.broken(
          "pod tolerations (possibly merged with namespace default tolerations) conflict with its"
              + (ofNamespace.isPresent() ? " namespace whitelist" : " cluster whitelist"));
    }
  }

  /// Empty where the namespace has no such annotation.
  private Optional<List<JsonObject>> ofNamespace(AdmissionRequest request, String annotation) {
    JsonObject annotations =
        Namespaces.of(request, reader).object("metadata").object("annotations");
    String name = PREFIX + annotation;
    if (!annotations.has(name)) {
      return Optional.empty();
    }
    String text = annotations.string(name);
    if (text.isEmpty()) {
      return Optional.of(List.of());
    }
    try {
      if (JsonParser.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof JsonArray array) {
        return Optional.of(array.objects());
      }
      throw Namespaces.broken(
          "json: cannot unmarshal object into Go value of type []v1.Toleration");
    } catch (JsonException wrong) {
      throw Namespaces.broken(String.valueOf(wrong.getMessage()));
    }
  }
}
