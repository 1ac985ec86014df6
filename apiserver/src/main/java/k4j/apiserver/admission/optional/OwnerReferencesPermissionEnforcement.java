package k4j.apiserver.admission.optional;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Lets only those make an object depend on another who could delete it, and only those hold up the
/// removal of an owner who may write its finalizers.
public final class OwnerReferencesPermissionEnforcement implements AdmissionPlugin {

  private final Authorizer authorizer;
  private final Catalog catalog;

  public OwnerReferencesPermissionEnforcement(Authorizer authorizer, Catalog catalog) {
    this.authorizer = authorizer;
    this.catalog = catalog;
  }

  @Override
  public String name() {
    return "OwnerReferencesPermissionEnforcement";
  }

  /// The status of pods cannot change their owners.
  @Override
  public boolean handles(AdmissionRequest request) {
    return (request.isCreate() || request.isUpdate())
        && !(request.is("", "pods") && request.subresource().equals("status"));
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonArray owners = owners(request.object());
    JsonArray before = owners(request.oldObject());
    if (owners.equals(before)) {
      return;
    }
    if (request.isUpdate()) {
      Decision decision = authorizer.authorize(deletion(request));
      if (decision.verdict() != Verdict.ALLOW) {
        throw request.forbidden(
            "cannot set an ownerRef on a resource you can't delete: %s, <nil>"
                .formatted(decision.reason()));
      }
    }
    List<JsonObject> blocking = blocking(owners, before);
    if (blocking.isEmpty() || mayFinalizeAnything(request.user())) {
      return;
    }
    for (JsonObject owner : blocking) {
      for (Resource resource : resources(owner, request)) {
        checkFinalizers(owner, resource, request);
      }
    }
  }

  private static JsonArray owners(JsonObject object) {
    return object.object("metadata").array("ownerReferences");
  }

  /// Those that block the removal of their owners now and did not.
  private static List<JsonObject> blocking(JsonArray owners, JsonArray before) {
    return owners.objects().stream()
        .filter(owner -> owner.bool("blockOwnerDeletion"))
        .filter(owner ->
            before.objects().stream()
                .noneMatch(old ->
                    old.string("uid").equals(owner.string("uid"))
                        && old.bool("blockOwnerDeletion")))
        .toList();
  }

  private static Attributes deletion(AdmissionRequest request) {
    return new Attributes(
        request.user(),
        "delete",
        true,
        request.resource().name().group(),
        request.resource().name().version(),
        request.resource().name().plural(),
        request.subresource(),
        request.namespace(),
        request.name(),
        "");
  }

  private boolean mayFinalizeAnything(User user) {
    var wanted = new Attributes(user, "update", true, "*", "*", "*", "finalizers", "", "*", "");
    return authorizer.authorize(wanted).verdict() == Verdict.ALLOW;
  }

  private List<Resource> resources(JsonObject owner, AdmissionRequest request) {
    String apiVersion = owner.string("apiVersion");
    String kind = owner.string("kind");
    var found = new ArrayList<Resource>();
    for (Resource each : catalog.resources()) {
      if (each.kind().equals(kind) && each.apiVersion().equals(apiVersion)) {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw request.forbidden(
          ("cannot set blockOwnerDeletion in this case because cannot find RESTMapping for"
                  + " APIVersion %s Kind %s: no matches for kind \"%s\" in version \"%s\"")
              .formatted(apiVersion, kind, kind, apiVersion));
    }
    return found;
  }

  private void checkFinalizers(JsonObject owner, Resource resource, AdmissionRequest request) {
    Decision decision =
        authorizer.authorize(
            new Attributes(
                request.user(),
                "update",
                true,
                resource.name().group(),
                resource.name().version(),
                resource.name().plural(),
                "finalizers",
                resource.namespaced() ? request.namespace() : "",
                owner.string("name"),
                ""));
    if (decision.verdict() != Verdict.ALLOW) {
      throw request.forbidden(
          ("cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set"
                  + " finalizers on: %s, <nil>")
              .formatted(decision.reason()));
    }
  }
}
