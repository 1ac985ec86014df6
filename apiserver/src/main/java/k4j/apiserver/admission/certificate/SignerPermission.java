package k4j.apiserver.admission.certificate;

import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Whether somebody may act for a signer of certificates, or for all of its domain.
final class SignerPermission {

  private final Authorizer authorizer;

  SignerPermission(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  boolean has(User user, String verb, String signer) {
    int slash = signer.indexOf('/');
    return allowed(user, verb, signer)
        || (slash >= 0 && allowed(user, verb, signer.substring(0, slash) + "/*"));
  }

  private boolean allowed(User user, String verb, String name) {
    var wanted = Attributes.ofResource(user, verb, "certificates.k8s.io", "signers", "", name);
    return authorizer.authorize(wanted).verdict() == Verdict.ALLOW;
  }
}
