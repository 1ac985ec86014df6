package k4j.cluster.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCertificatesTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;

  private ClusterCertificates open() {
    return new ClusterCertificates(directory.resolve("pki"), clock);
  }

  @Test
  void clientsAreSignedByTheAuthorityAndCarryUserAndGroups() throws Exception {
    var certificates = open();
    X509Certificate authority = certificates.authority().certificate();
    authority.verify(authority.getPublicKey());
    assertThat(authority.getBasicConstraints()).isGreaterThanOrEqualTo(0);

    for (var row :
        List.of(
            new Row(certificates.administrator(), "CN=kubernetes-admin, O=system:masters"),
            new Row(certificates.kubeletClient("n1"), "CN=system:node:n1, O=system:nodes"),
            new Row(certificates.scheduler(), "CN=system:kube-scheduler"),
            new Row(certificates.controllerManager(), "CN=system:kube-controller-manager"))) {
      X509Certificate certificate = row.identity().certificate();
      certificate.verify(authority.getPublicKey());
      assertThat(certificate.getSubjectX500Principal().toString()).isEqualTo(row.subject());
      assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
      assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }
    certificates
        .frontProxyClient()
        .certificate()
        .verify(certificates.frontProxyAuthority().certificate().getPublicKey());
  }

  private record Row(Identity identity, String subject) {}

  @Test
  void theServingCertificateHasAllNames() throws Exception {
    var names =
        open()
            .apiServer(List.of("node-1", "192.168.7.5"))
            .certificate()
            .getSubjectAlternativeNames()
            .stream()
            .map(each -> (String) each.get(1))
            .toList();
    assertThat(names)
        .containsAll(ClusterCertificates.SERVER_NAMES)
        .contains("node-1", "192.168.7.5");
  }

  @Test
  void asksForNothingNewOnTheNextStart() {
    var first = open();
    var again = open();
    assertThat(again.administrator()).isNotSameAs(first.administrator());
    assertThat(again.administrator().certificate()).isEqualTo(first.administrator().certificate());
    assertThat(again.apiServer(List.of("a")).certificate())
        .isEqualTo(first.apiServer(List.of("a")).certificate());
    assertThat(again.serviceAccountKeys().getPublic())
        .isEqualTo(first.serviceAccountKeys().getPublic());
  }

  @Test
  void otherNamesNeedAnotherCertificate() {
    X509Certificate before = open().apiServer(List.of("a")).certificate();
    assertThat(open().apiServer(List.of("b")).certificate()).isNotEqualTo(before);
  }

  @Test
  void anotherAuthorityNeedsOtherCertificates() throws Exception {
    X509Certificate before = open().administrator().certificate();
    Files.delete(directory.resolve("pki/ca.crt"));
    var again = open();
    X509Certificate after = again.administrator().certificate();
    assertThat(after).isNotEqualTo(before);
    after.verify(again.authority().certificate().getPublicKey());
  }

  @Test
  void renewsNearTheEndAndTheAuthorityKeepsItsKey() throws Exception {
    var certificates = open();
    X509Certificate before = certificates.administrator().certificate();
    now.set(START.plus(Duration.ofDays(300)));
    assertThat(certificates.administrator().certificate()).isEqualTo(before);
    now.set(START.plus(Duration.ofDays(340)));
    assertThat(certificates.administrator().certificate()).isNotEqualTo(before);

    X509Certificate authority = certificates.authority().certificate();
    X509Certificate leaf = certificates.scheduler().certificate();
    now.set(START.plus(Duration.ofDays(3400)));
    X509Certificate renewed = certificates.authority().certificate();
    assertThat(renewed).isNotEqualTo(authority);
    leaf.verify(renewed.getPublicKey());
  }

  @Test
  void filesArePrivateAndDamageIsNamed() throws IOException {
    open().administrator();
    try (var files = Files.list(directory.resolve("pki"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    Files.writeString(directory.resolve("pki/admin.key"), "nonsense");
    assertThatThrownBy(() -> open().administrator())
        .hasMessageContaining("admin.crt or .key is damaged; delete both");
  }

  @Test
  void bothSidesOfAConnectionKnowEachOther() throws Exception {
    // TLS looks at the machine's clock.
    var certificates = new ClusterCertificates(directory, InstantSource.system());
    var authorities = List.of(certificates.authority().certificate());
    SSLContext server = TlsContexts.server(() -> certificates.apiServer(List.of()), authorities);
    SSLContext client = TlsContexts.client(certificates::administrator, authorities);
    try (var listening =
            (SSLServerSocket)
                server
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      listening.setWantClientAuth(true);
      Callable<String> answer =
          () -> {
            try (var socket = (SSLSocket) listening.accept()) {
              socket.startHandshake();
              return socket.getSession().getPeerPrincipal().getName();
            }
          };
      var seen = executor.submit(answer);
      try (var socket =
          (SSLSocket)
              client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(seen.get()).isEqualTo("CN=kubernetes-admin,O=system:masters");
      }
    }
  }
}
