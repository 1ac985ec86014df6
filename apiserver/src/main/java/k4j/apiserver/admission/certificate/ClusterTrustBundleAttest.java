package k4j.apiserver.admission.certificate;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Authorizer;

/// Lets only those say whom to trust for a signer who may do so (KEP-3257).
public final class ClusterTrustBundleAttest implements AdmissionPlugin {

  private final SignerPermission permission;

  public ClusterTrustBundleAttest(Authorizer authorizer) {
    permission = new SignerPermission(authorizer);
  }

  @Override
  public String name() {
    return "ClusterTrustBundleAttest";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("certificates.k8s.io", "clustertrustbundles")
        && (request.isCreate() || request.isUpdate());
  }

  @Override
  public void validate(AdmissionRequest request) {
    String signer = request.object().object("spec").string("signerName");
    boolean changes =
        request.isCreate() || !essence(request.object()).equals(essence(request.oldObject()));
    if (!signer.isEmpty() && changes && !permission.has(request.user(), "attest", signer)) {
      throw request.forbidden(
          "user not permitted to attest for signerName \"%s\"".formatted(signer));
    }
  }

  /// Without what the garbage collector writes.
  private static JsonObject essence(JsonObject bundle) {
    JsonObject metadata =
        bundle
            .object("metadata")
            .without("ownerReferences")
            .without("finalizers")
            .without("managedFields");
    return bundle.with("metadata", metadata);
  }
}
