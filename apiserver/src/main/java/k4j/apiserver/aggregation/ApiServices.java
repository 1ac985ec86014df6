package k4j.apiserver.aggregation;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import k4j.apiserver.registry.Reader;
import org.jspecify.annotations.Nullable;

/// The API services that others serve, read anew only when one has changed.
final class ApiServices {

  private final Reader reader;
  private volatile Known known = new Known(-1, Map.of());

  ApiServices(Reader reader) {
    this.reader = reader;
  }

  /// @param byApiVersion only those that others serve
  private record Known(long version, Map<String, ApiService> byApiVersion) {}

  private Map<String, ApiService> byApiVersion() {
    long version = reader.version(ApiService.RESOURCE);
    Known last = known;
    if (last.version() == version && version >= 0) {
      return last.byApiVersion();
    }
    var next =
        reader.list(ApiService.RESOURCE, "").stream()
            .map(ApiService::of)
            .filter(each -> each.service() != null)
            .collect(Collectors.toMap(ApiService::apiVersion, Function.identity(), (a, _) -> a));
    known = new Known(version, Map.copyOf(next));
    return next;
  }

  boolean isEmpty() {
    return byApiVersion().isEmpty();
  }

  /// Null where this server itself serves it, if anybody.
  @Nullable ApiService find(String apiVersion) {
    return byApiVersion().get(apiVersion);
  }

  List<ApiService> all() {
    return List.copyOf(byApiVersion().values());
  }

  /// Another number whenever something has changed.
  long version() {
    return reader.version(ApiService.RESOURCE);
  }
}
