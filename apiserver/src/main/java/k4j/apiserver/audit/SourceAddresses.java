package k4j.apiserver.audit;

import java.util.ArrayList;
import java.util.List;
import k4j.apiserver.request.Headers;

/// Where a request came from, by the word of proxies and by its connection (apimachinery,
/// `util/net`). Pure.
final class SourceAddresses {

  private SourceAddresses() {}

  static List<String> of(Headers headers, String peer) {
    var addresses = new ArrayList<String>();
    for (String each : headers.first("x-forwarded-for").split(",", -1)) {
      if (!each.isBlank()) {
        addresses.add(each.strip());
      }
    }
    String real = headers.first("x-real-ip");
    if (!real.isEmpty() && !addresses.contains(real)) {
      addresses.add(real);
    }
    if (!peer.isEmpty() && (addresses.isEmpty() || !addresses.getLast().equals(peer))) {
      addresses.add(peer);
    }
    return addresses;
  }
}
