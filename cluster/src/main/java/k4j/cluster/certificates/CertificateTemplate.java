package k4j.cluster.certificates;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a certificate says, before there is a key for it.
///
/// @param file how its files are called, without the ending
/// @param organizations for clients the groups
/// @param names DNS names and addresses that a server answers under; empty for clients
public record CertificateTemplate(
    String file,
    String commonName,
    List<String> organizations,
    List<String> names,
    Set<Usage> usages) {

  /// What the key may be used for.
  public enum Usage {
    AUTHORITY,
    SERVER,
    CLIENT
  }

  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
  private static final Duration VALIDITY = Duration.ofDays(365);

  public CertificateTemplate {
    organizations = List.copyOf(organizations);
    names = names.stream().distinct().sorted().toList();
    usages = Set.copyOf(usages);
  }

  public static CertificateTemplate authority(String file, String commonName) {
    return new CertificateTemplate(
        file, commonName, List.of(), List.of(commonName), Set.of(Usage.AUTHORITY));
  }

  public static CertificateTemplate client(String file, String user, String... groups) {
    return new CertificateTemplate(file, user, List.of(groups), List.of(), Set.of(Usage.CLIENT));
  }

  public static CertificateTemplate server(String file, String commonName, List<String> names) {
    return new CertificateTemplate(file, commonName, List.of(), names, Set.of(Usage.SERVER));
  }

  public boolean isAuthority() {
    return usages.contains(Usage.AUTHORITY);
  }

  Duration validity() {
    return isAuthority() ? AUTHORITY_VALIDITY : VALIDITY;
  }

  /// How long before its end a certificate is replaced.
  Duration renewal() {
    return validity().dividedBy(10);
  }
}
