package k4j.apiserver.admission.certificate;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Authorizer;

/// Lets only those issue certificates who may do so for the signer.
public final class CertificateSigning implements AdmissionPlugin {

  private final SignerPermission permission;

  public CertificateSigning(Authorizer authorizer) {
    permission = new SignerPermission(authorizer);
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("certificates.k8s.io", "certificatesigningrequests")
        && request.subresource().equals("status")
        && request.isUpdate();
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject now = request.object().object("status");
    JsonObject before = request.oldObject().object("status");
    if (now.string("certificate").equals(before.string("certificate"))
        && failures(now).equals(failures(before))) {
      return;
    }
    String signer = request.oldObject().object("spec").string("signerName");
    if (!permission.has(request.user(), "sign", signer)) {
      throw request.forbidden(
          "user not permitted to sign requests with signerName \"" + signer + "\"");
    }
  }

  private static List<JsonObject> failures(JsonObject status) {
    return status.array("conditions").objects().stream()
        .filter(condition -> condition.string("type").equals("Failed"))
        .toList();
  }
}
