package k4j.apiserver.table.row;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.meta.HumanDuration;

/// Role bindings, certificate requests and leases.
final class AccessRows {

  private AccessRows() {}

  static void roleBinding(JsonObject object, Row row) {
    JsonObject role = object.object("roleRef");
    List<JsonObject> subjects = object.array("subjects").objects();
    row.name();
    row.text(role.string("kind") + "/" + role.string("name"));
    row.age();
    row.text(names(subjects, "User"));
    row.text(names(subjects, "Group"));
    row.text(
        subjects.stream()
            .filter(subject -> subject.string("kind").equals("ServiceAccount"))
            .map(subject -> subject.string("namespace") + "/" + subject.string("name"))
            .collect(Collectors.joining(", ")));
  }

  private static String names(List<JsonObject> subjects, String kind) {
    return subjects.stream()
        .filter(subject -> subject.string("kind").equals(kind))
        .map(subject -> subject.string("name"))
        .collect(Collectors.joining(", "));
  }

  static void certificateSigningRequest(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.age();
    row.textOr(spec.string("signerName"), Row.NONE);
    row.text(spec.string("username"));
    row.text(
        spec.has("expirationSeconds")
            ? HumanDuration.of(Duration.ofSeconds(spec.integer("expirationSeconds")))
            : Row.NONE);
    row.text(certificateState(object.object("status")));
  }

  private static String certificateState(JsonObject status) {
    String state = "Pending";
    if (!Texts.condition(status, "Denied").isEmpty()) {
      state = "Denied";
    } else if (!Texts.condition(status, "Approved").isEmpty()) {
      state = "Approved";
    }
    String failed = Texts.condition(status, "Failed").isEmpty() ? "" : ",Failed";
    String issued = status.string("certificate").isEmpty() ? "" : ",Issued";
    return state + failed + issued;
  }

  static void clusterTrustBundle(JsonObject object, Row row) {
    row.name().textOr(object.object("spec").string("signerName"), Row.NONE);
  }

  static void podCertificateRequest(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    String state = "Pending";
    for (JsonObject condition : object.object("status").array("conditions").objects()) {
      String type = condition.string("type");
      if (List.of("Issued", "Denied", "Failed").contains(type)) {
        state = type;
      }
    }
    row.name();
    row.text(spec.string("podName"));
    row.text(spec.string("serviceAccountName"));
    row.text(spec.string("nodeName"));
    row.text(spec.string("signerName"));
    row.text(state);
    row.text(Texts.labels(spec.object("unverifiedUserAnnotations")));
  }

  static void lease(JsonObject object, Row row) {
    row.name().text(object.object("spec").string("holderIdentity")).age();
  }

  static void leaseCandidate(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(spec.string("leaseName"));
    row.text(spec.string("binaryVersion"));
    row.text(spec.string("emulationVersion"));
    row.age();
  }
}
