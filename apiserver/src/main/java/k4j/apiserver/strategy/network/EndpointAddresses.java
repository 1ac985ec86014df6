package k4j.apiserver.strategy.network;

import java.net.InetAddress;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;

/// Addresses that no traffic of the cluster may go to.
final class EndpointAddresses {

  private EndpointAddresses() {}

  static void reachable(String text, FieldPath path, FieldErrors errors) {
    String bare = text.indexOf(':') < 0 ? text.replaceAll("(^|\\.)0+(\\d)", "$1$2") : text;
    InetAddress address = ValueFormats.address(bare);
    if (address == null) {
      errors.invalid(path, text, "must be a valid IP address");
      return;
    }
    if (address.isAnyLocalAddress()) {
      errors.invalid(path, text, "may not be unspecified (" + text + ")");
    }
    if (address.isLoopbackAddress()) {
      errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalAddress()) {
      errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (address.isMCLinkLocal()) {
      errors.invalid(
          path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }
}
