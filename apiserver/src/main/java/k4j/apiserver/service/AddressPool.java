package k4j.apiserver.service;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// The addresses that services may have: the configured range, and those of all objects of the kind
/// ServiceCIDR (KEP-1880).
final class AddressPool {

  private static final ResourceName RANGES =
      new ResourceName("networking.k8s.io", "v1", "servicecidrs");

  private final Reader reader;
  private final ClusterIpRange configured;
  private final RandomGenerator random;
  private final Allocation taken = new Allocation(0, 0xffff_ffffL);

  AddressPool(Reader reader, ClusterIpRange configured, RandomGenerator random) {
    this.reader = reader;
    this.configured = configured;
    this.random = random;
  }

  /// Whether a service may ask for the address.
  boolean holds(long address) {
    return ranges(false).stream()
        .anyMatch(range -> range.first() <= address && address <= range.last());
  }

  boolean take(long address, String owner) {
    return taken.take(address, owner);
  }

  void release(long address, String owner) {
    taken.release(address, owner);
  }

  /// A free address; -1 where there is none.
  long takeAny(String owner) {
    for (ClusterIpRange range : ranges(true)) {
      long found = taken.takeAny(range.first(), range.last(), random.nextInt(1 << 30), owner);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  /// @param ready leaves out ranges that nobody has looked at yet
  private List<ClusterIpRange> ranges(boolean ready) {
    var all = new ArrayList<ClusterIpRange>();
    all.add(configured);
    for (JsonObject range : reader.list(RANGES, "")) {
      boolean known =
          range.object("status").array("conditions").objects().stream()
              .anyMatch(each ->
                  each.string("type").equals("Ready") && each.string("status").equals("True"));
      if (range.object("metadata").has("deletionTimestamp") || (ready && !known)) {
        continue;
      }
      range.object("spec").array("cidrs").strings().stream()
          .filter(cidr -> cidr.indexOf(':') < 0) // this server gives no addresses of IPv6
          .map(ClusterIpRange::of)
          .filter(each -> !all.contains(each))
          .forEach(all::add);
    }
    return all;
  }
}
