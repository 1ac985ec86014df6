package k4j.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import k4j.apiserver.authentication.User;
import org.jspecify.annotations.Nullable;

/// What filters and handlers note about a request besides its answer. Threads that work on one
/// request share it.
public final class Trail {

  private final List<String> headers = new ArrayList<>(4);
  private @Nullable Map<String, String> annotations;
  private @Nullable Map<String, String> requestAnnotations;
  private Origin origin = Origin.NOWHERE;
  private boolean audited;
  private @Nullable User impersonated;

  /// Where a request came from, as it was sent.
  ///
  /// @param auditId what the log and the answer call it
  /// @param uri path and query, encoded
  /// @param peer the address at the other end of the connection; empty where there is none
  public record Origin(String auditId, String uri, String peer) {
    static final Origin NOWHERE = new Origin("", "", "");
  }

  public synchronized void from(Origin where) {
    origin = where;
  }

  public synchronized Origin origin() {
    return origin;
  }

  /// Says that the audit log will tell of this request.
  public synchronized void audit() {
    audited = true;
  }

  public synchronized boolean isAudited() {
    return audited;
  }

  /// Notes as whom somebody acts.
  public synchronized void impersonate(User user) {
    impersonated = user;
  }

  public synchronized @Nullable User impersonated() {
    return impersonated;
  }

  /// Adds a header field to the answer, whatever it will be.
  public synchronized void header(String name, String value) {
    headers.add(name);
    headers.add(value);
  }

  public synchronized void eachHeader(BiConsumer<String, String> consumer) {
    for (int i = 0; i < headers.size(); i += 2) {
      consumer.accept(headers.get(i), headers.get(i + 1));
    }
  }

  /// Notes something for the audit log; the first value of a key stays.
  public synchronized void annotate(String key, String value) {
    Map<String, String> known = annotations;
    if (known == null) {
      known = new LinkedHashMap<>();
      annotations = known;
    }
    known.putIfAbsent(key, value);
  }

  /// As above, but only for audits that show the request itself, of level `Request` and up.
  public synchronized void annotateWithRequest(String key, String value) {
    Map<String, String> known = requestAnnotations;
    if (known == null) {
      known = new LinkedHashMap<>();
      requestAnnotations = known;
    }
    known.putIfAbsent(key, value);
  }

  public synchronized Map<String, String> annotations() {
    return annotations == null ? Map.of() : Map.copyOf(annotations);
  }

  public synchronized Map<String, String> requestAnnotations() {
    return requestAnnotations == null ? Map.of() : Map.copyOf(requestAnnotations);
  }
}
