package k4j.apiserver.table.row;

import k4j.api.json.JsonObject;

/// Webhooks and admission policies.
final class AdmissionRows {

  private AdmissionRows() {}

  static void webhooks(JsonObject object, Row row) {
    row.name().number(object.array("webhooks").size()).age();
  }

  static void validatingPolicy(JsonObject object, Row row) {
    policy(object, "validations", row);
  }

  static void mutatingPolicy(JsonObject object, Row row) {
    policy(object, "mutations", row);
  }

  private static void policy(JsonObject object, String parts, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject kind = spec.object("paramKind");
    row.name();
    row.number(spec.array(parts).size());
    row.text(
        spec.has("paramKind") ? kind.string("apiVersion") + "/" + kind.string("kind") : Row.UNSET);
    row.age();
  }

  static void binding(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(spec.string("policyName"));
    row.text(parameter(spec.object("paramRef")));
    row.age();
  }

  /// Whether a parameter lies in a namespace cannot be told from here, so one without stands in
  /// all.
  private static String parameter(JsonObject reference) {
    String name = reference.string("name");
    if (!name.isEmpty()) {
      String namespace = reference.string("namespace");
      return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    }
    return reference.has("selector") ? Texts.selector(reference.object("selector")) : Row.UNSET;
  }
}
