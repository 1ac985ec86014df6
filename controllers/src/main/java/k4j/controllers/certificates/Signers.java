package k4j.controllers.certificates;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;

/// What each of the cluster's own signers asks of a request. Pure.
final class Signers {

  static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
  static final String LEGACY = "kubernetes.io/legacy-unknown";

  private static final String SIGN = "digital signature";
  private static final String ENCIPHER = "key encipherment";
  private static final String CLIENT_AUTH = "client auth";
  private static final String SERVER_AUTH = "server auth";

  private Signers() {}

  static boolean known(String signer) {
    return switch (signer) {
      case CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY -> true;
      default -> false;
    };
  }

  /// Why the signer does not sign; empty where it does.
  static Optional<String> problem(String signer, Asked asked, List<String> usages) {
    return switch (signer) {
      case CLIENT -> clientUsages(usages);
      case KUBELET_CLIENT -> kubeletClient(asked, usages);
      case KUBELET_SERVING -> kubeletServing(asked, usages);
      default -> Optional.empty();
    };
  }

  private static Optional<String> clientUsages(List<String> usages) {
    for (String usage : usages) {
      if (!Set.of(SIGN, ENCIPHER, CLIENT_AUTH).contains(usage)) {
        return Optional.of("invalid usage for client certificate: " + usage);
      }
    }
    return usages.contains(CLIENT_AUTH)
        ? Optional.empty()
        : Optional.of("missing required usage for client certificate: " + CLIENT_AUTH);
  }

  private static Optional<String> kubeletClient(Asked asked, List<String> usages) {
    if (!asked.organizations().equals(List.of("system:nodes"))) {
      return Optional.of("subject organization is not system:nodes");
    }
    if (asked.has(GeneralName.dNSName)) {
      return Optional.of("DNS subjectAltNames are not allowed");
    }
    if (asked.has(GeneralName.rfc822Name)) {
      return Optional.of("Email subjectAltNames are not allowed");
    }
    if (asked.has(GeneralName.iPAddress)) {
      return Optional.of("IP subjectAltNames are not allowed");
    }
    if (asked.has(GeneralName.uniformResourceIdentifier)) {
      return Optional.of("URI subjectAltNames are not allowed");
    }
    if (!asked.commonName().startsWith("system:node:")) {
      return Optional.of("subject common name does not begin with system:node:");
    }
    return usages(usages, CLIENT_AUTH, "[client auth digital signature key encipherment]");
  }

  private static Optional<String> kubeletServing(Asked asked, List<String> usages) {
    if (!asked.organizations().equals(List.of("system:nodes"))) {
      return Optional.of("subject organization is not system:nodes");
    }
    if (!asked.has(GeneralName.dNSName) && !asked.has(GeneralName.iPAddress)) {
      return Optional.of("DNS or IP subjectAltName is required");
    }
    if (asked.has(GeneralName.rfc822Name)) {
      return Optional.of("Email subjectAltNames are not allowed");
    }
    if (asked.has(GeneralName.uniformResourceIdentifier)) {
      return Optional.of("URI subjectAltNames are not allowed");
    }
    Optional<String> problem =
        usages(usages, SERVER_AUTH, "[digital signature key encipherment server auth]");
    return problem.isPresent() || asked.commonName().startsWith("system:node:")
        ? problem
        : Optional.of("subject common name does not begin with system:node:");
  }

  private static Optional<String> usages(List<String> usages, String role, String all) {
    Set<String> given = Set.copyOf(usages);
    return given.equals(Set.of(SIGN, role)) || given.equals(Set.of(SIGN, ENCIPHER, role))
        ? Optional.empty()
        : Optional.of("usages did not match " + all);
  }
}
