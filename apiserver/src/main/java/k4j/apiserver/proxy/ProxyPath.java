package k4j.apiserver.proxy;

import java.util.ArrayDeque;
import java.util.List;
import k4j.apiserver.request.RequestInfo;

/// What a proxied request asks the other side for. Pure.
///
/// @param asked as the client wrote it, but without empty steps; empty where it wrote nothing
/// @param sent to the other side: without steps up and down
/// @param prefix what stands before it in the URL
record ProxyPath(String asked, String sent, String prefix) {

  static ProxyPath of(RequestInfo info) {
    String asked = String.join("/", info.rest());
    asked = asked.isEmpty() ? "" : "/" + asked;
    if (info.path().endsWith("/") && !asked.endsWith("/")) {
      asked += "/";
    }
    String sent = clean(info.rest());
    if (asked.endsWith("/") && !sent.endsWith("/")) {
      sent += "/";
    }
    String whole = info.path();
    String prefix =
        whole.endsWith(sent) ? whole.substring(0, whole.length() - sent.length()) : whole;
    return new ProxyPath(asked, sent, prefix);
  }

  private static String clean(List<String> steps) {
    var kept = new ArrayDeque<String>();
    for (String step : steps) {
      switch (step) {
        case "", "." -> {}
        case ".." -> kept.pollLast();
        default -> kept.addLast(step);
      }
    }
    return kept.isEmpty() ? "" : "/" + String.join("/", kept);
  }
}
