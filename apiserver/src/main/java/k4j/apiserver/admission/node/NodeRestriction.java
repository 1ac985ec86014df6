package k4j.apiserver.admission.node;

import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.NodeAuthorizer;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Lets a kubelet write only its own node, its lease, and what belongs to the pods there.
public final class NodeRestriction implements AdmissionPlugin {

  private final Reader reader;
  private final Authorizer authorizer;

  public NodeRestriction(Reader reader, Authorizer authorizer) {
    this.reader = reader;
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.operation() != Operation.CONNECT
        && !NodeAuthorizer.nodeOf(request.user()).isEmpty();
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    String node = NodeAuthorizer.nodeOf(request.user());
    switch (request.resource().name().groupResource()) {
      case "pods" -> pod(node, request);
      case "nodes" -> node(node, request);
      case "persistentvolumeclaims" -> claim(node, request);
      case "serviceaccounts" -> token(node, request);
      case "leases.coordination.k8s.io" -> lease(node, request);
      case "csinodes.storage.k8s.io" ->
          ownName(
              request, node, "can only access CSINode with the same name as the requesting node");
      case "resourceslices.resource.k8s.io" -> slice(node, request);
      default -> {}
    }
    return request.object();
  }

  private static String quoted(String node) {
    return "node \"" + node + "\"";
  }

  private void pod(String node, AdmissionRequest request) {
    switch (request.subresource()) {
      case "" -> {
        switch (request.operation()) {
          case CREATE -> new MirrorPods(reader).check(node, request);
          case DELETE ->
              onNode(
                  request.oldObject(),
                  node,
                  request,
                  quoted(node) + " can only delete pods with spec.nodeName set to itself");
          case UPDATE, CONNECT ->
              throw request.forbidden(
                  "unexpected operation \""
                      + request.operation()
                      + "\", "
                      + quoted(node)
                      + " can only create and delete mirror pods");
        }
      }
      case "status" -> podStatus(node, request);
      case "eviction" ->
          onNode(
              reader
                  .get(Resources.PODS, request.namespace(), request.name())
                  .orElseThrow(() -> StatusException.notFound(Resources.PODS, request.name())),
              node,
              request,
              "node " + node + " can only evict pods with spec.nodeName set to itself");
      default ->
          throw request.forbidden(
              "unexpected pod subresource \""
                  + request.subresource()
                  + "\", only 'status' and 'eviction' are allowed");
    }
  }

  private static void onNode(
      JsonObject pod, String node, AdmissionRequest request, String refusal) {
    if (!pod.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden(refusal);
    }
  }

  private static void podStatus(String node, AdmissionRequest request) {
    JsonObject old = request.oldObject();
    JsonObject now = request.object();
    onNode(
        old,
        node,
        request,
        quoted(node) + " can only update pod status for pods with spec.nodeName set to itself");
    if (!now.object("metadata").object("labels").equals(old.object("metadata").object("labels"))) {
      throw request.forbidden(quoted(node) + " cannot update labels through pod status");
    }
    if (!now.object("status")
        .array("resourceClaimStatuses")
        .equals(old.object("status").array("resourceClaimStatuses"))) {
      throw request.forbidden(quoted(node) + " cannot update resource claim statues");
    }
  }

  private static void node(String node, AdmissionRequest request) {
    String name =
        request.name().isEmpty()
            ? request.object().object("metadata").string("name")
            : request.name();
    if (!name.equals(node)) {
      throw request.forbidden(quoted(node) + " is not allowed to modify node \"" + name + "\"");
    }
    if (request.operation() == Operation.DELETE) {
      return;
    }
    JsonObject now = request.object();
    JsonObject old = request.oldObject();
    Set<String> labels =
        NodeLabels.forbidden(
            now.object("metadata").object("labels"), old.object("metadata").object("labels"));
    if (request.isCreate()) {
      if (!labels.isEmpty()) {
        throw request.forbidden(
            quoted(node)
                + " is not allowed to set the following labels: "
                + String.join(", ", labels));
      }
      return;
    }
    if (!now.object("spec").array("taints").equals(old.object("spec").array("taints"))) {
      throw request.forbidden(quoted(node) + " is not allowed to modify taints");
    }
    if (!now.object("metadata")
        .array("ownerReferences")
        .equals(old.object("metadata").array("ownerReferences"))) {
      throw request.forbidden(quoted(node) + " is not allowed to modify ownerReferences");
    }
    if (!labels.isEmpty()) {
      throw request.forbidden("is not allowed to modify labels: " + String.join(", ", labels));
    }
  }

  private static void claim(String node, AdmissionRequest request) {
    if (!request.subresource().equals("status") || !request.isUpdate()) {
      throw request.forbidden("may only update PVC status");
    }
    if (!fixed(request.object()).equals(fixed(request.oldObject()))) {
      throw request.forbidden(
          quoted(node)
              + " is not allowed to update fields other than status.quantity and"
              + " status.conditions");
    }
  }

  /// What of a claim a kubelet has to leave alone.
  private static JsonObject fixed(JsonObject claim) {
    JsonObject status =
        claim
            .object("status")
            .without("capacity")
            .without("conditions")
            .without("allocatedResources")
            .without("allocatedResourceStatuses");
    JsonObject metadata =
        claim.object("metadata").without("resourceVersion").without("managedFields");
    return claim.with("status", status).with("metadata", metadata);
  }

  private void token(String node, AdmissionRequest request) {
    if (!request.isCreate() || !request.subresource().equals("token")) {
      return;
    }
    JsonObject spec = request.object().object("spec");
    JsonObject bound = spec.object("boundObjectRef");
    String name = bound.string("name");
    if (!bound.string("apiVersion").equals("v1")
        || !bound.string("kind").equals("Pod")
        || name.isEmpty()) {
      throw request.forbidden("node requested token not bound to a pod");
    }
    String uid = bound.string("uid");
    if (uid.isEmpty()) {
      throw request.forbidden("node requested token with a pod binding without a uid");
    }
    JsonObject pod =
        reader
            .get(Resources.PODS, request.namespace(), name)
            .orElseThrow(() -> StatusException.notFound(Resources.PODS, name));
    if (!pod.object("metadata").string("uid").equals(uid)) {
      throw request.forbidden(
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    onNode(pod, node, request, "node requested token bound to a pod scheduled on a different node");
    audience(spec.array("audiences").strings(), pod, request);
  }

  /// A kubelet gets only tokens for those that the pod's volumes name.
  private void audience(List<String> audiences, JsonObject pod, AdmissionRequest request) {
    if (audiences.size() > 1) {
      throw request.forbidden("node may only request 0 or 1 audiences");
    }
    String wanted = audiences.isEmpty() ? "" : audiences.getFirst();
    for (JsonObject volume : pod.object("spec").array("volumes").objects()) {
      for (JsonObject source : volume.object("projected").array("sources").objects()) {
        if (source.has("serviceAccountToken")
            && source.object("serviceAccountToken").string("audience").equals(wanted)) {
          return;
        }
      }
      if (driverWants(volume.object("csi").string("driver"), wanted)) {
        return;
      }
    }
    var asked =
        Attributes.ofResource(
            request.user(),
            "request-serviceaccounts-token-audience",
            "",
            wanted,
            request.namespace(),
            request.name());
    if (authorizer.authorize(asked).verdict() != Verdict.ALLOW) {
      throw request.forbidden(
          "audience \""
              + wanted
              + "\" not found in pod spec volume, "
              + request.user().name()
              + " is not authorized to request tokens for this audience");
    }
  }

  private boolean driverWants(String driver, String audience) {
    return !driver.isEmpty()
        && reader.get(Resources.CSI_DRIVERS, "", driver).stream()
            .flatMap(each -> each.object("spec").array("tokenRequests").objects().stream())
            .anyMatch(each -> each.string("audience").equals(audience));
  }

  private static void lease(String node, AdmissionRequest request) {
    if (!request.namespace().equals("kube-node-lease")) {
      throw request.forbidden("can only access leases in the \"kube-node-lease\" system namespace");
    }
    ownName(request, node, "can only access node lease with the same name as the requesting node");
  }

  private static void ownName(AdmissionRequest request, String node, String refusal) {
    String name =
        request.isCreate() ? request.object().object("metadata").string("name") : request.name();
    if (!name.equals(node)) {
      throw request.forbidden(refusal);
    }
  }

  private static void slice(String node, AdmissionRequest request) {
    JsonObject object =
        request.operation() == Operation.DELETE ? request.oldObject() : request.object();
    if (!object.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden(
          request.isCreate()
              ? "can only create ResourceSlice with the same NodeName as the requesting node"
              : "can only delete ResourceSlice with the same NodeName as the requesting node");
    }
  }
}
