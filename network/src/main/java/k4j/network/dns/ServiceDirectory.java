package k4j.network.dns;

import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;

/// What the cluster zone is made of.
interface ServiceDirectory {

  boolean hasNamespace(String namespace);

  Optional<Service> service(String namespace, String name);

  /// The slices of one service.
  List<EndpointSlice> slices(String namespace, String service);

  /// The services that an address belongs to as ClusterIP.
  List<Service> servicesAt(String clusterIp);

  /// The slices of headless services with an endpoint at the address.
  List<EndpointSlice> slicesAt(String address);
}
