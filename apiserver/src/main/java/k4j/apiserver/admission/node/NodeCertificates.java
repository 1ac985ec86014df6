package k4j.apiserver.admission.node;

import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.PodReferences;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.strategy.certificate.SigningRequests;

/// Which certificates a kubelet may ask for: its own, and those of the pods that it runs.
record NodeCertificates(Reader reader) {

  private static final Set<String> OF_KUBELETS =
      Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

  static void signingRequest(String node, AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    if (!request.isCreate() || !OF_KUBELETS.contains(spec.string("signerName"))) {
      return;
    }
    String name;
    try {
      name = SigningRequests.commonName(spec.string("request"));
    } catch (IllegalArgumentException e) {
      throw request.forbidden("unable to parse csr: " + e.getMessage());
    }
    if (!name.equals("system:node:" + node)) {
      throw request.forbidden("can only create a node CSR with CN=system:node:" + node);
    }
  }

  void podRequest(String node, AdmissionRequest request) {
    if (!request.isCreate()) {
      throw request.forbidden("unexpected operation " + request.operation());
    }
    if (!request.subresource().isEmpty()) {
      throw request.forbidden("unexpected subresource " + request.subresource());
    }
    JsonObject spec = request.object().object("spec");
    String namespace = request.namespace();
    String podName = spec.string("podName");
    String pod = "\"" + namespace + "/" + podName + "\"";
    String about = "PodCertificateRequest for pod " + pod;
    if (!spec.string("nodeName").equals(node)) {
      throw request.forbidden(
          "PodCertificateRequest.Spec.NodeName=\"%s\", which is not the requesting node \"%s\""
              .formatted(spec.string("nodeName"), node));
    }
    same(
        spec.string("nodeUID"),
        uid(Resources.NODES, "", node),
        about + " names node UID \"%s\", inconsistent with the running node (\"%s\")");
    JsonObject running =
        reader.get(Resources.PODS, namespace, podName).orElseThrow(() -> gone("pods", podName));
    same(
        spec.string("podUID"),
        running.object("metadata").string("uid"),
        about + " contains pod UID (\"%s\") which differs from running pod \"%s\"");
    if (!running.object("spec").string("nodeName").equals(node)) {
      throw request.forbidden(
          "pod %s is not running on node \"%s\" named in the PodCertificateRequest"
              .formatted(pod, node));
    }
    if (PodReferences.isMirror(running)) {
      throw request.forbidden("pod " + pod + " is a mirror pod");
    }
    String account = spec.string("serviceAccountName");
    String own = running.object("spec").string("serviceAccountName");
    if (!account.equals(own)) {
      throw request.forbidden(
          "%s contains serviceAccountName (\"%s\") that differs from running pod (\"%s\")"
              .formatted(about, account, own));
    }
    same(
        spec.string("serviceAccountUID"),
        uid(Resources.SERVICE_ACCOUNTS, namespace, account),
        about
            + " names service account UID \"%s\", which differs from the running service account"
            + " (\"%s\")");
  }

  private String uid(ResourceName resource, String namespace, String name) {
    return reader
        .get(resource, namespace, name)
        .orElseThrow(() -> gone(resource.plural(), name))
        .object("metadata")
        .string("uid");
  }

  private static StatusException gone(String plural, String name) {
    return StatusException.internal(
        "while retrieving what is named in the PodCertificateRequest: %s \"%s\" not found"
            .formatted(plural, name));
  }

  /// Another may be right a moment later, so that it is no refusal for good.
  private static void same(String named, String actual, String otherwise) {
    if (!named.equals(actual)) {
      throw StatusException.internal(otherwise.formatted(named, actual));
    }
  }
}
