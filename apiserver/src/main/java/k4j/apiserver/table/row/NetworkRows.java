package k4j.apiserver.table.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;

/// Ingresses, network policies and address ranges.
final class NetworkRows {

  private static final int HOSTS_SHOWN = 3;

  private NetworkRows() {}

  static void ingress(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(Texts.textOf(spec, "ingressClassName", Row.NONE));
    row.text(hosts(spec.array("rules").objects()));
    row.text(Texts.joined(ServiceRows.loadBalancer(object.object("status"))));
    row.text(spec.array("tls").isEmpty() ? "80" : "80, 443");
    row.age();
  }

  private static String hosts(List<JsonObject> rules) {
    var hosts = new ArrayList<String>();
    boolean more = false;
    for (JsonObject rule : rules) {
      more |= hosts.size() == HOSTS_SHOWN;
      if (!more && !rule.string("host").isEmpty()) {
        hosts.add(rule.string("host"));
      }
    }
    if (hosts.isEmpty()) {
      return "*";
    }
    String text = Texts.joined(hosts);
    return more ? "%s + %d more...".formatted(text, rules.size() - HOSTS_SHOWN) : text;
  }

  static void ingressClass(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    boolean isDefault = Texts.isDefault(object, "ingressclass.kubernetes.io/is-default-class");
    row.text(object.object("metadata").string("name") + (isDefault ? " (default)" : ""));
    row.text(spec.string("controller"));
    row.text(spec.has("parameters") ? parameters(spec.object("parameters")) : Row.NONE);
    row.age();
  }

  private static String parameters(JsonObject parameters) {
    String group = parameters.has("apiGroup") ? "." + parameters.string("apiGroup") : "";
    return parameters.string("kind") + group + "/" + parameters.string("name");
  }

  static void networkPolicy(JsonObject object, Row row) {
    row.name();
    row.text(Texts.selector(object.object("spec").object("podSelector")));
    row.age();
  }

  static void serviceCidr(JsonObject object, Row row) {
    row.name();
    row.text(Texts.joined(object.object("spec").array("cidrs").strings()));
    row.age();
  }

  /// The age has no column in Kubernetes either.
  static void ipAddress(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(spec.has("parentRef") ? parent(spec.object("parentRef")) : Row.NONE);
    row.age();
  }

  private static String parent(JsonObject reference) {
    String group = reference.string("group");
    String resource = reference.string("resource") + (group.isEmpty() ? "" : "." + group);
    String namespace = reference.string("namespace");
    return resource.toLowerCase(Locale.ROOT)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + reference.string("name");
  }
}
