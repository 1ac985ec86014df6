package k4j.cluster.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.Authenticator.Result;
import k4j.apiserver.authentication.AuthenticatorChain;
import k4j.apiserver.authentication.CertificateAuthenticator;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.authentication.FrontProxyAuthenticator;
import k4j.apiserver.authentication.User;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientAuthenticationTest {

  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private ClusterCertificates certificates;
  private Authenticator chain;

  @BeforeEach
  void open() {
    certificates = new ClusterCertificates(directory.resolve("mine"), clock);
    List<X509Certificate> own = List.of(certificates.authority().certificate());
    List<X509Certificate> proxies = List.of(certificates.frontProxyAuthority().certificate());
    chain =
        new AuthenticatorChain(
            List.of(
                new FrontProxyAuthenticator(() -> proxies, List.of("front-proxy-client"), clock),
                new CertificateAuthenticator(() -> own, clock)));
  }

  private Result show(Identity identity, Map<String, List<String>> headers) {
    return chain.authenticate(new Credentials(identity.chain(), "", headers));
  }

  @Test
  void theSubjectNamesTheUser() {
    for (int i = 0; i < 2; i++) {
      Result result = show(certificates.kubeletClient("n1"), Map.of());
      assertThat(result).isInstanceOf(Result.Known.class);
      User user = ((Result.Known) result).user();
      assertThat(user.name()).isEqualTo("system:node:n1");
      assertThat(user.groups()).containsExactly("system:nodes", User.AUTHENTICATED);
      assertThat(user.extra().get("authentication.kubernetes.io/credential-id").getFirst())
          .matches("X509SHA256=[0-9a-f]{64}");
    }
  }

  @Test
  void othersAreRejected() {
    var stranger = new ClusterCertificates(directory.resolve("other"), clock);
    assertThat(show(stranger.administrator(), Map.of()))
        .isEqualTo(new Result.Rejected("x509: certificate signed by unknown authority"));
    assertThat(show(certificates.apiServer(List.of()), Map.of()))
        .isEqualTo(new Result.Rejected("x509: certificate specifies an incompatible key usage"));
    Identity admin = certificates.administrator();
    assertThat(show(admin, Map.of())).isInstanceOf(Result.Known.class);
    clock.advance(Duration.ofDays(366));
    assertThat(show(admin, Map.of()))
        .isEqualTo(new Result.Rejected("x509: certificate has expired or is not yet valid"));
  }

  @Test
  void aFrontProxySpeaksForOthers() {
    Map<String, List<String>> headers =
        Map.of(
            "x-remote-user", List.of("ann"),
            "x-remote-group", List.of("a", "b"),
            "x-remote-extra-acme.com%2fteam", List.of("x"));
    assertThat(show(certificates.frontProxyClient(), headers))
        .isEqualTo(
            new Result.Known(
                new User(
                    "ann",
                    "",
                    List.of("a", "b", User.AUTHENTICATED),
                    Map.of("acme.com/team", List.of("x")))));
    Result admin = show(certificates.administrator(), headers);
    assertThat(((Result.Known) admin).user().name()).isEqualTo("kubernetes-admin");
  }
}
