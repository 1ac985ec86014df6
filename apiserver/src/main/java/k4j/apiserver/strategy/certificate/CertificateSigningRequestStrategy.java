package k4j.apiserver.strategy.certificate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.NameRule;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.strategy.Strategy;

/// Requests for certificates: what was asked for never changes, who approves touches nothing but
/// the conditions, who signs nothing but the certificate.
public final class CertificateSigningRequestStrategy implements Strategy {

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath CONDITIONS = STATUS.child("conditions");
  private static final FieldPath CERTIFICATE = STATUS.child("certificate");
  private static final String LEGACY = "kubernetes.io/legacy-unknown";
  private static final List<String> APPROVAL = List.of("Approved", "Denied");
  private static final List<String> FINAL = List.of("Approved", "Denied", "Failed");
  private static final Set<String> USAGES =
      new TreeSet<>(
          List.of(
              "any",
              "cert sign",
              "client auth",
              "code signing",
              "content commitment",
              "crl sign",
              "data encipherment",
              "decipher only",
              "digital signature",
              "email protection",
              "encipher only",
              "ipsec end system",
              "ipsec tunnel",
              "ipsec user",
              "key agreement",
              "key encipherment",
              "microsoft sgc",
              "netscape sgc",
              "ocsp signing",
              "s/mime",
              "server auth",
              "signing",
              "timestamping"));

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return object.with("status", JsonObject.EMPTY);
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    JsonObject result = object.with("spec", old.object("spec"));
    return switch (subresource) {
      case "status" -> result.with("status", withApproval(object, old));
      case "approval" -> {
        JsonObject status = old.object("status").without("conditions");
        JsonArray conditions = object.object("status").array("conditions");
        yield result.with(
            "status", conditions.isEmpty() ? status : status.with("conditions", conditions));
      }
      default -> result.with("status", old.object("status"));
    };
  }

  /// Approval is not the business of who signs: where the conditions are the same in number, they
  /// stay as they were.
  private static JsonObject withApproval(JsonObject object, JsonObject old) {
    JsonObject status = object.object("status");
    for (String type : APPROVAL) {
      List<JsonObject> before = conditions(old, type);
      if (before.size() != conditions(object, type).size() || before.isEmpty()) {
        continue;
      }
      var next = new ArrayList<Json>();
      int taken = 0;
      for (JsonObject each : status.array("conditions").objects()) {
        next.add(each.string("type").equals(type) ? before.get(taken++) : each);
      }
      status = status.with("conditions", JsonArray.of(next));
    }
    return status;
  }

  private static List<JsonObject> conditions(JsonObject request, String type) {
    return request.object("status").array("conditions").objects().stream()
        .filter(each -> each.string("type").equals(type))
        .toList();
  }

  @Override
  public List<Cause> validateCreate(JsonObject object) {
    var errors = new FieldErrors();
    ObjectMetaValidation.create(
        object.object("metadata"), false, NameRule.PATH_SEGMENT, METADATA, errors);
    validate(object, JsonObject.EMPTY, errors);
    return errors.causes();
  }

  @Override
  public List<Cause> validateUpdate(JsonObject object, JsonObject old, String subresource) {
    var errors = new FieldErrors();
    validate(object, old, errors);
    ObjectMetaValidation.update(
        object.object("metadata"), old.object("metadata"), METADATA, errors);
    for (String type : FINAL) {
      if (conditions(object, type).size() < conditions(old, type).size()) {
        errors.forbidden(CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
      }
    }
    if (!subresource.equals("approval")) {
      approvalStays(object, old, errors);
    }
    certificateStays(object, old, subresource, errors);
    return errors.causes();
  }

  private static void approvalStays(JsonObject object, JsonObject old, FieldErrors errors) {
    for (String type : APPROVAL) {
      List<JsonObject> before = conditions(old, type);
      List<JsonObject> after = conditions(object, type);
      if (after.size() > before.size()) {
        errors.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
      } else if (after.size() == before.size() && !after.equals(before)) {
        errors.forbidden(CONDITIONS, "updates may not modify a condition of type \"" + type + "\"");
      }
    }
  }

  private static void certificateStays(
      JsonObject object, JsonObject old, String subresource, FieldErrors errors) {
    String before = old.object("status").string("certificate");
    if (object.object("status").string("certificate").equals(before)) {
      return;
    }
    if (!subresource.equals("status")) {
      errors.forbidden(CERTIFICATE, "updates may not set certificate content");
    } else if (!before.isEmpty()) {
      errors.forbidden(CERTIFICATE, "updates may not modify existing certificate content");
    }
  }

  private static void validate(JsonObject object, JsonObject old, FieldErrors errors) {
    JsonObject spec = object.object("spec");
    String request = spec.string("request");
    SigningRequests.problem(request)
        .ifPresent(problem -> errors.invalid(SPEC.child("request"), request, problem));
    usages(spec.array("usages").strings(), errors);
    String signer = spec.string("signerName");
    if (signer.equals(LEGACY) && !old.object("spec").string("signerName").equals(LEGACY)) {
      errors.invalid(
          SPEC.child("signerName"),
          signer,
          "the legacy signerName is not allowed via this API version");
    } else {
      SignerName.validate(SPEC.child("signerName"), signer, errors);
    }
    if (spec.has("expirationSeconds") && spec.integer("expirationSeconds") < 600) {
      errors.invalid(
          SPEC.child("expirationSeconds"),
          spec.integer("expirationSeconds"),
          "may not specify a duration less than 600 seconds (10 minutes)");
    }
    conditions(object.object("status").array("conditions"), errors);
    Optional<String> problem =
        SigningRequests.certificateProblem(object.object("status").string("certificate"));
    problem.ifPresent(text -> errors.invalid(CERTIFICATE, "<certificate data>", text));
  }

  private static void usages(List<String> usages, FieldErrors errors) {
    FieldPath path = SPEC.child("usages");
    if (usages.isEmpty()) {
      errors.required(path);
    }
    for (int i = 0; i < usages.size(); i++) {
      if (!USAGES.contains(usages.get(i))) {
        errors.notSupported(path.index(i), usages.get(i), USAGES);
      }
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < usages.size(); i++) {
      if (!seen.add(usages.get(i))) {
        errors.duplicate(path.index(i), usages.get(i));
      }
    }
  }

  private static void conditions(JsonArray conditions, FieldErrors errors) {
    var seen = new HashSet<String>();
    for (int i = 0; i < conditions.size(); i++) {
      JsonObject condition = conditions.object(i);
      FieldPath path = CONDITIONS.index(i);
      String type = condition.string("type");
      if (type.isEmpty()) {
        errors.required(path.child("type"));
      }
      List<String> allowed =
          FINAL.contains(type) ? List.of("True") : List.of("False", "True", "Unknown");
      String status = condition.string("status");
      if (status.isEmpty()) {
        errors.required(path.child("status"));
      } else if (!allowed.contains(status)) {
        errors.notSupported(path.child("status"), status, allowed);
      }
      String other = type.equals("Approved") ? "Denied" : type.equals("Denied") ? "Approved" : "";
      if (!other.isEmpty() && seen.contains(other)) {
        errors.invalid(CONDITIONS, type, "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type)) {
        errors.duplicate(path.child("type"), type);
      }
    }
  }

  @Override
  public Set<String> resetFields(String subresource) {
    return switch (subresource) {
      case "status" -> Set.of("spec", "status.conditions");
      case "approval" -> Set.of("spec", "status.certificate");
      default -> Set.of("spec", "status");
    };
  }
}
