package k4j.apiserver.table.row;

import java.util.Locale;
import k4j.api.json.JsonObject;

/// Deployments and what else keeps pods running.
final class WorkloadRows {

  private WorkloadRows() {}

  private static JsonObject podSpec(JsonObject object) {
    return object.object("spec").object("template").object("spec");
  }

  static void deployment(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    JsonObject spec = object.object("spec");
    row.name();
    row.text(status.integer("readyReplicas") + "/" + spec.integer("replicas"));
    row.number(status.integer("updatedReplicas"));
    row.number(status.integer("availableReplicas"));
    row.age();
    Texts.containers(podSpec(object), row);
    row.text(Texts.requirements(spec.object("selector")));
  }

  static void replicaSet(JsonObject object, Row row) {
    replicas(object, row);
    row.text(Texts.selector(object.object("spec").object("selector")));
  }

  static void replicationController(JsonObject object, Row row) {
    replicas(object, row);
    row.text(Texts.labels(object.object("spec").object("selector")));
  }

  private static void replicas(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    row.name();
    row.number(object.object("spec").integer("replicas"));
    row.number(status.integer("replicas"));
    row.number(status.integer("readyReplicas"));
    row.age();
    Texts.containers(podSpec(object), row);
  }

  static void statefulSet(JsonObject object, Row row) {
    row.name();
    row.text(
        object.object("status").integer("readyReplicas")
            + "/"
            + object.object("spec").integer("replicas"));
    row.age();
    Texts.containers(podSpec(object), row);
  }

  static void daemonSet(JsonObject object, Row row) {
    JsonObject status = object.object("status");
    row.name();
    row.number(status.integer("desiredNumberScheduled"));
    row.number(status.integer("currentNumberScheduled"));
    row.number(status.integer("numberReady"));
    row.number(status.integer("updatedNumberScheduled"));
    row.number(status.integer("numberAvailable"));
    row.text(Texts.labels(podSpec(object).object("nodeSelector")));
    row.age();
    Texts.containers(podSpec(object), row);
    row.text(Texts.selector(object.object("spec").object("selector")));
  }

  static void podTemplate(JsonObject object, Row row) {
    JsonObject template = object.object("template");
    row.name();
    Texts.containers(template.object("spec"), row);
    row.text(Texts.labels(template.object("metadata").object("labels")));
  }

  static void controllerRevision(JsonObject object, Row row) {
    row.name();
    row.text(controller(object));
    row.number(object.integer("revision"));
    row.age();
  }

  private static String controller(JsonObject object) {
    for (JsonObject owner : object.object("metadata").array("ownerReferences").objects()) {
      if (owner.bool("controller")) {
        String apiVersion = owner.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : "." + apiVersion.substring(0, slash);
        String kind = (owner.string("kind") + group).toLowerCase(Locale.ROOT);
        return kind + "/" + owner.string("name");
      }
    }
    return Row.NONE;
  }

  static void scale(JsonObject object, Row row) {
    row.name();
    row.number(object.object("spec").integer("replicas"));
    row.number(object.object("status").integer("replicas"));
    row.age();
  }
}
