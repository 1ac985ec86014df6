package k4j.controllers.services;

import java.util.List;
import java.util.Map;
import k4j.api.discovery.v1.EndpointSlice;

/// The labels that say whose a slice is.
public final class SliceLabels {

  public static final String SERVICE_NAME = "kubernetes.io/service-name";
  public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private SliceLabels() {}

  /// The key of the slice's service.
  static String service(EndpointSlice slice) {
    return slice.namespace() + "/" + slice.metadata().labels().getOrDefault(SERVICE_NAME, "");
  }

  /// The key of the slice's service where the manager keeps it, else none.
  public static List<String> serviceOf(EndpointSlice slice, String manager) {
    Map<String, String> labels = slice.metadata().labels();
    boolean kept =
        labels.getOrDefault(MANAGED_BY, "").equals(manager)
            && !labels.getOrDefault(SERVICE_NAME, "").isEmpty();
    return kept ? List.of(service(slice)) : List.of();
  }
}
