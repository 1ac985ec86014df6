package k4j.api.validation;

import java.util.List;

/// The form that the names of a kind must have.
public enum NameRule {
  ANY,
  SUBDOMAIN,
  LABEL,
  LABEL_1035,
  PATH_SEGMENT;

  /// What is wrong with a name.
  ///
  /// @param prefix whether something will be put behind it, so that it may end with a dash
  public List<String> check(String name, boolean prefix) {
    String masked =
        prefix && name.length() > 1 && name.endsWith("-")
            ? name.substring(0, name.length() - 1) + "a"
            : name;
    return switch (this) {
      case ANY -> List.of();
      case SUBDOMAIN -> Formats.dnsSubdomain(masked);
      case LABEL -> Formats.dnsLabel(masked);
      case LABEL_1035 -> Formats.dns1035Label(masked);
      case PATH_SEGMENT -> ValueFormats.pathSegment(name);
    };
  }
}
