package k4j.apiserver.admission.node;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.PodReferences;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Whether a kubelet may show a pod that it runs by itself.
record MirrorPods(Reader reader) {

  void check(String node, AdmissionRequest request) {
    String who = "node \"" + node + "\"";
    JsonObject pod = request.object();
    if (!PodReferences.isMirror(pod)) {
      throw request.forbidden(
          "pod does not have \"kubernetes.io/config.mirror\" annotation, "
              + who
              + " can only create mirror pods");
    }
    if (!pod.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden(who + " can only create pods with spec.nodeName set to itself");
    }
    owner(node, who, request);
    String referenced = MirrorReferences.first(pod);
    if (!referenced.isEmpty()) {
      throw request.forbidden(
          referenced.startsWith("unknown ")
              ? "error checking mirror pod for API references: " + referenced
              : who + " can not create pods that reference " + referenced);
    }
  }

  private void owner(String node, String who, AdmissionRequest request) {
    List<JsonObject> owners =
        request.object().object("metadata").array("ownerReferences").objects();
    if (owners.size() > 1) {
      throw request.forbidden(
          who + " can only create pods with a single owner reference set to itself");
    }
    JsonObject owner = owners.isEmpty() ? JsonObject.EMPTY : owners.getFirst();
    if (!owner.string("apiVersion").equals("v1")
        || !owner.string("kind").equals("Node")
        || !owner.string("name").equals(node)) {
      throw request.forbidden(who + " can only create pods with an owner reference set to itself");
    }
    if (!owner.bool("controller")) {
      throw request.forbidden(
          who + " can only create pods with a controller owner reference set to itself");
    }
    if (owner.bool("blockOwnerDeletion")) {
      throw request.forbidden(who + " must not set blockOwnerDeletion on an owner reference");
    }
    String uid =
        reader
            .get(Resources.NODES, "", node)
            .orElseThrow(() -> StatusException.notFound(Resources.NODES, node))
            .object("metadata")
            .string("uid");
    if (!owner.string("uid").equals(uid)) {
      throw request.forbidden(
          "node " + node + " UID mismatch: expected " + owner.string("uid") + " got " + uid);
    }
  }
}
