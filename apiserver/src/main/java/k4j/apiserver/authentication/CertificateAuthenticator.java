package k4j.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import k4j.apiserver.authentication.ClientCertificates.Judgement;

/// Takes the user from a client certificate that an authority of the cluster has signed.
public final class CertificateAuthenticator implements Authenticator {

  private final ClientCertificates certificates;

  public CertificateAuthenticator(
      Supplier<List<X509Certificate>> authorities, InstantSource clock) {
    certificates = new ClientCertificates(authorities, clock);
  }

  @Override
  public Result authenticate(Credentials credentials) {
    List<X509Certificate> chain = credentials.clientCertificates();
    if (chain.isEmpty()) {
      return new Result.NotMine();
    }
    return switch (certificates.judge(chain)) {
      case Judgement.Bad(String reason) -> new Result.Rejected(reason);
      case Judgement.Good(User user) ->
          user.name().isEmpty() ? new Result.NotMine() : new Result.Known(user);
    };
  }
}
