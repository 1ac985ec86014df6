package k4j.cluster.certificates;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.cluster.certificates.CertificateTemplate.Usage;

/// The keys and certificates of one cluster, in files named as kubeadm names them. Whatever is
/// asked for is read, and made only where it is missing, near its end, of another authority or for
/// other names.
public final class ClusterCertificates {

  /// Under which names pods and the machine itself reach the API server.
  public static final List<String> SERVER_NAMES =
      List.of(
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local",
          "localhost",
          "127.0.0.1",
          "10.96.0.1");

  private static final CertificateTemplate CLUSTER =
      CertificateTemplate.authority("ca", "kubernetes");
  private static final CertificateTemplate FRONT_PROXY =
      CertificateTemplate.authority("front-proxy-ca", "front-proxy-ca");

  private final PrivateFiles files;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Identity> known = new HashMap<>();

  public ClusterCertificates(Path directory, InstantSource clock) {
    files = new PrivateFiles(directory);
    this.clock = clock;
  }

  /// Vouches for all clients and servers of the cluster.
  public Identity authority() {
    return identity(CLUSTER, CLUSTER);
  }

  /// Vouches for proxies that say on whose behalf they ask.
  public Identity frontProxyAuthority() {
    return identity(FRONT_PROXY, FRONT_PROXY);
  }

  public Identity frontProxyClient() {
    return identity(
        CertificateTemplate.client("front-proxy-client", "front-proxy-client"), FRONT_PROXY);
  }

  /// The API server's own.
  ///
  /// @param more names and addresses beyond [#SERVER_NAMES], such as the node's
  public Identity apiServer(Collection<String> more) {
    var names = new ArrayList<>(SERVER_NAMES);
    names.addAll(more);
    return identity(CertificateTemplate.server("apiserver", "kube-apiserver", names), CLUSTER);
  }

  /// With it the API server asks kubelets.
  public Identity apiServerKubeletClient() {
    return client(
        "apiserver-kubelet-client", "kube-apiserver-kubelet-client", "kubeadm:cluster-admins");
  }

  /// The one that a person's kubeconfig holds.
  public Identity administrator() {
    return client("admin", "kubernetes-admin", "system:masters");
  }

  public Identity controllerManager() {
    return client("controller-manager", "system:kube-controller-manager");
  }

  public Identity scheduler() {
    return client("scheduler", "system:kube-scheduler");
  }

  public Identity kubeProxy() {
    return client("kube-proxy", "system:kube-proxy", "system:node-proxier");
  }

  /// With it the metrics API answers the aggregator.
  public Identity metricsServer() {
    var names = List.of("metrics-server.kube-system.svc", "metrics-server.kube-system");
    return identity(CertificateTemplate.server("metrics-server", "metrics-server", names), CLUSTER);
  }

  /// With it a kubelet asks the API server.
  public Identity kubeletClient(String node) {
    return client("kubelet-client-" + node, "system:node:" + node, "system:nodes");
  }

  /// With it a kubelet answers.
  public Identity kubeletServer(String node, Collection<String> addresses) {
    var names = new ArrayList<>(addresses);
    names.add(node);
    var template =
        new CertificateTemplate(
            "kubelet-" + node,
            "system:node:" + node,
            List.of("system:nodes"),
            names,
            Set.of(Usage.SERVER));
    return identity(template, CLUSTER);
  }

  /// Any other client.
  public Identity client(String file, String user, String... groups) {
    return identity(CertificateTemplate.client(file, user, groups), CLUSTER);
  }

  /// Signs service account tokens.
  public synchronized KeyPair serviceAccountKeys() {
    try {
      Optional<String> privateText = files.read("sa.key");
      Optional<String> publicText = files.read("sa.pub");
      if (privateText.isPresent() && publicText.isPresent()) {
        return new KeyPair(Pem.publicKey(publicText.get()), Pem.privateKey(privateText.get()));
      }
      KeyPair keys = new CertificateIssuer(random).newKeys();
      files.write("sa.key", Pem.of(keys.getPrivate(), keys.getPublic()));
      files.write("sa.pub", Pem.of(keys.getPublic()));
      return keys;
    } catch (GeneralSecurityException e) {
      throw damaged("sa.key or .pub", e);
    }
  }

  private synchronized Identity identity(CertificateTemplate template, CertificateTemplate issuer) {
    Identity cached = known.get(template.file());
    if (cached != null && fits(cached.certificate(), template, clock.instant())) {
      return cached;
    }
    try {
      Identity found = readOrIssue(template, issuer);
      known.put(template.file(), found);
      return found;
    } catch (GeneralSecurityException e) {
      throw damaged(template.file() + ".crt or .key", e);
    }
  }

  private Identity readOrIssue(CertificateTemplate template, CertificateTemplate issuer)
      throws GeneralSecurityException {
    Instant now = clock.instant();
    boolean self = template.equals(issuer);
    Optional<Identity> stored = read(template.file());
    if (stored.isPresent()
        && fits(stored.get().certificate(), template, now)
        && (self || isSignedBy(stored.get().certificate(), identity(issuer, issuer)))) {
      return stored.get();
    }
    var issue = new CertificateIssuer(random);
    if (self) {
      // An authority that is renewed keeps its key, so that what it has signed stays valid.
      KeyPair keys =
          stored.isPresent()
              ? new KeyPair(stored.get().certificate().getPublicKey(), stored.get().key())
              : issue.newKeys();
      return write(template.file(), keys.getPrivate(), issue.signSelf(template, keys, now));
    }
    KeyPair keys = issue.newKeys();
    Identity signer = identity(issuer, issuer);
    return write(
        template.file(), keys.getPrivate(), issue.sign(template, keys.getPublic(), signer, now));
  }

  private Optional<Identity> read(String file) throws GeneralSecurityException {
    Optional<String> certificate = files.read(file + ".crt");
    Optional<String> key = files.read(file + ".key");
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new Identity(Pem.privateKey(key.get()), Pem.certificates(certificate.get())))
        : Optional.empty();
  }

  private Identity write(String file, PrivateKey key, X509Certificate certificate) {
    var identity = new Identity(key, List.of(certificate));
    // A crash between the two leaves a key without its certificate, which counts as missing both.
    files.delete(file + ".crt");
    files.write(file + ".key", identity.keyPem());
    files.write(file + ".crt", identity.certificatePem());
    return identity;
  }

  private static boolean fits(
      X509Certificate certificate, CertificateTemplate template, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && now.isBefore(certificate.getNotAfter().toInstant().minus(template.renewal()))
        && names(certificate).containsAll(template.names());
  }

  private static boolean isSignedBy(X509Certificate certificate, Identity authority) {
    PublicKey key = authority.certificate().getPublicKey();
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      var all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream().map(each -> String.valueOf(each.get(1))).toList();
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  private IllegalStateException damaged(String file, GeneralSecurityException cause) {
    return new IllegalStateException(
        files.path(file) + " is damaged; delete both to have new ones made", cause);
  }
}
