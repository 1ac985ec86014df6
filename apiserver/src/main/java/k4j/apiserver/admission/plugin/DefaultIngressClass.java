package k4j.apiserver.admission.plugin;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Gives ingresses that name no class the default one.
public final class DefaultIngressClass implements AdmissionPlugin {

  private final Reader reader;

  public DefaultIngressClass(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("networking.k8s.io", "ingresses") && request.isCreate();
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject ingress = request.object();
    JsonObject annotations = ingress.object("metadata").object("annotations");
    if (ingress.object("spec").has("ingressClassName")
        || annotations.has("kubernetes.io/ingress.class")) {
      return ingress;
    }
    return NewestDefault.name(
            reader.list(Resources.INGRESS_CLASSES, ""),
            "ingressclass.kubernetes.io/is-default-class")
        .map(name -> ingress.withAt(Json.of(name), "spec", "ingressClassName"))
        .orElse(ingress);
  }
}
