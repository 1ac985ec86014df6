package k4j.controllers.servicecidrs;

import java.util.List;
import k4j.api.networking.v1.IPAddress;
import k4j.api.networking.v1.ServiceCIDR;
import k4j.controllers.addresses.AddressRange;

/// Decides whether a range of service addresses may go. (controller: `canDeleteCIDR`.)
final class RangeUse {

  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";

  private RangeUse() {}

  static List<AddressRange> of(ServiceCIDR range) {
    return range.spec().cidrs().stream().map(AddressRange::parse).toList();
  }

  /// Whether services have the address, and not somebody else.
  static boolean isServices(IPAddress address) {
    return ALLOCATOR.equals(address.metadata().labels().get(MANAGED_BY));
  }

  static boolean canGive(ServiceCIDR range, IPAddress address) {
    AddressRange wanted = AddressRange.ofAddress(address.name());
    return of(range).stream().anyMatch(part -> part.canGive(wanted));
  }

  static boolean overlap(ServiceCIDR one, ServiceCIDR other) {
    return of(one).stream().anyMatch(a -> of(other).stream().anyMatch(a::overlaps));
  }

  /// It may where others contain all of it, or where no address is in it alone.
  ///
  /// @param all the ranges that there are, it among them
  static boolean mayGo(ServiceCIDR range, List<ServiceCIDR> all, List<IPAddress> addresses) {
    List<ServiceCIDR> others =
        all.stream().filter(other -> !other.name().equals(range.name())).toList();
    boolean covered =
        of(range).stream()
            .allMatch(part ->
                others.stream().anyMatch(o -> of(o).stream().anyMatch(a -> a.contains(part))));
    return covered
        || addresses.stream()
            .filter(RangeUse::isServices)
            .filter(address -> canGive(range, address))
            .allMatch(address -> others.stream().anyMatch(other -> canGive(other, address)));
  }
}
