package k4j.apiserver.admission.node;

import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authorization.Authorizer;
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
    return request.operation() != Operation.CONNECT && NodeAuthorizer.isNode(request.user());
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    String node = NodeAuthorizer.nodeOf(request.user());
    if (node.isEmpty()) {
      throw request.forbidden(
          "could not determine node from user \"" + request.user().name() + "\"");
    }
    switch (request.resource().name().groupResource()) {
      case "pods" -> pod(node, request);
      case "nodes" -> node(node, request);
      case "persistentvolumeclaims" -> claim(node, request);
      case "serviceaccounts" -> new NodeTokens(reader, authorizer).check(node, request);
      case "certificatesigningrequests.certificates.k8s.io" ->
          NodeCertificates.signingRequest(node, request);
      case "podcertificaterequests.certificates.k8s.io" ->
          new NodeCertificates(reader).podRequest(node, request);
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
      case "eviction" -> {
        if (!request.isCreate()) {
          throw request.forbidden("unexpected operation " + request.operation());
        }
        onNode(
            reader
                .get(Resources.PODS, request.namespace(), request.name())
                .orElseThrow(() -> StatusException.notFound(Resources.PODS, request.name())),
            node,
            request,
            "node " + node + " can only evict pods with spec.nodeName set to itself");
      }
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
    if (!request.isUpdate()) {
      throw request.forbidden("unexpected operation \"" + request.operation() + "\"");
    }
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
    if (!claims(now).equals(claims(old))) {
      throw request.forbidden(quoted(node) + " cannot update resource claim statues");
    }
    if (!extended(now).equals(extended(old))) {
      throw request.forbidden(quoted(node) + " cannot update extended resource claim status");
    }
  }

  private static JsonArray claims(JsonObject pod) {
    return pod.object("status").array("resourceClaimStatuses");
  }

  private static JsonObject extended(JsonObject pod) {
    return pod.object("status").object("extendedResourceClaimStatus");
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
    JsonObject source = now.object("spec").object("configSource");
    if (request.isCreate()) {
      if (!source.isEmpty()) {
        throw request.forbidden(
            quoted(node) + " is not allowed to create pods with a non-nil configSource");
      }
      if (!labels.isEmpty()) {
        throw request.forbidden(
            quoted(node)
                + " is not allowed to set the following labels: "
                + String.join(", ", labels));
      }
      return;
    }
    if (!source.isEmpty() && !source.equals(old.object("spec").object("configSource"))) {
      throw request.forbidden(
          quoted(node) + " is not allowed to update configSource to a new non-nil configSource");
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
    if (!request.subresource().equals("status")) {
      throw request.forbidden("may only update PVC status");
    }
    if (!request.isUpdate()) {
      throw request.forbidden("unexpected operation \"" + request.operation() + "\"");
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

  /// What a node updates, its authorizer has looked at.
  private static void slice(String node, AdmissionRequest request) {
    boolean create = request.isCreate();
    if (!create && request.operation() != Operation.DELETE) {
      return;
    }
    JsonObject slice = create ? request.object() : request.oldObject();
    if (!slice.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden(
          "can only %s ResourceSlice with the same NodeName as the requesting node"
              .formatted(create ? "create" : "delete"));
    }
  }
}
