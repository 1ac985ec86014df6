package k4j.apiserver.admission.certificate;

import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Authorizer;

/// Lets only those approve requests for certificates who may do so for the signer.
public final class CertificateApproval implements AdmissionPlugin {

  private final SignerPermission permission;

  public CertificateApproval(Authorizer authorizer) {
    permission = new SignerPermission(authorizer);
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.is("certificates.k8s.io", "certificatesigningrequests")
        && request.subresource().equals("approval")
        && request.isUpdate();
  }

  @Override
  public void validate(AdmissionRequest request) {
    String signer = request.oldObject().object("spec").string("signerName");
    if (!permission.has(request.user(), "approve", signer)) {
      throw request.forbidden(
          "user not permitted to approve requests with signerName \"" + signer + "\"");
    }
  }
}
