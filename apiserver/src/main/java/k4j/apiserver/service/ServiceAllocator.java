package k4j.apiserver.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.WriteHook;
import org.jspecify.annotations.Nullable;

/// Gives services their addresses and node ports, and takes them back. What is taken is known from
/// the stored services, which are read before the first allocation; the tables hold nothing that a
/// restart could lose.
public final class ServiceAllocator implements WriteHook {

  public static final ResourceName SERVICES = new ResourceName("", "v1", "services");

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int ATTEMPTS = 100;
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  private final Reader reader;
  private final RandomGenerator random;
  private final AddressPool addresses;
  private final AddressRecords records;
  private final Allocation ports = new Allocation(FIRST_NODE_PORT, LAST_NODE_PORT);
  private boolean loaded;

  private ServiceAllocator(
      Reader reader, ClusterIpRange range, RandomGenerator random, AddressRecords records) {
    this.reader = reader;
    this.random = random;
    this.records = records;
    addresses = new AddressPool(reader, range, random);
  }

  /// The hooks of a server: services are allocated for, all else needs nothing.
  public static Function<Reader, Function<Resource, WriteHook>> hooks(
      ClusterIpRange range, RandomGenerator random, AddressRecords records) {
    return reader -> {
      var allocator = new ServiceAllocator(reader, range, random, records);
      return resource -> resource.name().equals(SERVICES) ? allocator : WriteHook.NONE;
    };
  }

  /// What one write took and what it no longer needs.
  private static final class Claim {
    private final String owner;
    private final boolean tried;
    private final List<Runnable> giveBack = new ArrayList<>();
    private final List<Runnable> keep = new ArrayList<>();

    /// @param tried whether nothing is to be stored
    Claim(String owner, boolean tried) {
      this.owner = owner;
      this.tried = tried;
    }
  }

  private synchronized void load() {
    if (loaded) {
      return;
    }
    for (JsonObject service : reader.list(SERVICES, "")) {
      String owner = owner(service);
      JsonObject spec = service.object("spec");
      long address = ClusterIpRange.number(spec.string("clusterIP"));
      if (address >= 0) {
        addresses.take(address, owner);
      }
      for (long port : nodePorts(spec)) {
        ports.take(port, owner);
      }
    }
    loaded = true;
  }

  private static String owner(JsonObject service) {
    JsonObject metadata = service.object("metadata");
    return metadata.string("namespace")
        + "/"
        + metadata.string("name")
        + "/"
        + metadata.string("uid");
  }

  private static List<Long> nodePorts(JsonObject spec) {
    var result = new ArrayList<Long>();
    for (JsonObject port : spec.array("ports").objects()) {
      if (port.integer("nodePort") != 0) {
        result.add(port.integer("nodePort"));
      }
    }
    if (spec.integer("healthCheckNodePort") != 0) {
      result.add(spec.integer("healthCheckNodePort"));
    }
    return result;
  }

  @Override
  public Held prepare(JsonObject service, @Nullable JsonObject old, boolean dryRun) {
    load();
    var claim = new Claim(owner(old == null ? service : old), dryRun);
    JsonObject before = old == null ? null : old.object("spec");
    JsonObject spec = ServiceNeeds.carriedOver(service.object("spec"), before);
    try {
      spec = withAddress(spec, before, service, claim);
      spec = withNodePorts(spec, before, service, claim);
      spec = withHealthPort(spec, service, claim);
    } catch (StatusException refused) {
      claim.giveBack.forEach(Runnable::run);
      throw refused;
    }
    if (before != null) {
      releaseUnused(before, spec, service, claim);
    }
    return new Held(
        service.with("spec", spec),
        () -> claim.keep.forEach(Runnable::run),
        () -> claim.giveBack.forEach(Runnable::run));
  }

  private JsonObject withAddress(
      JsonObject spec, @Nullable JsonObject before, JsonObject service, Claim claim) {
    if (!ServiceNeeds.hasAddress(spec)) {
      return spec;
    }
    var errors = new FieldErrors();
    JsonObject result = ServiceFamilies.filled(spec, before, errors);
    if (errors.size() > 0) {
      throw invalid(service, errors);
    }
    String wanted = spec.string("clusterIP");
    if (wanted.equals(ServiceNeeds.NONE)) {
      return result;
    }
    if (wanted.isEmpty()) {
      String given = ClusterIpRange.text(anyAddress(service, claim));
      return result.with("clusterIP", given).with("clusterIPs", JsonArray.of(Json.of(given)));
    }
    if (before == null || !ServiceNeeds.isAddressed(before)) { // else validation refuses a change
      takeAddress(wanted, result, service, claim);
    }
    return result;
  }

  private long anyAddress(JsonObject service, Claim claim) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long found = addresses.takeAny(claim.owner);
      if (found < 0) {
        break;
      }
      if (recorded(found, service, claim)) {
        return found;
      }
    }
    throw StatusException.internal("failed to allocate a serviceIP: range is full");
  }

  /// False where an object says that somebody else has the address, which is not ours then.
  private boolean recorded(long address, JsonObject service, Claim claim) {
    String text = ClusterIpRange.text(address);
    claim.giveBack.add(() -> addresses.release(address, claim.owner));
    boolean free =
        claim.tried
            ? reader.get(AddressObjects.NAME, "", text).isEmpty()
            : records.create(text, service);
    if (!free) {
      addresses.release(address, claim.owner);
    } else if (!claim.tried) {
      claim.giveBack.addFirst(() -> records.delete(text, service));
    }
    return free;
  }

  private void takeAddress(String wanted, JsonObject spec, JsonObject service, Claim claim) {
    long number = ClusterIpRange.number(wanted);
    if (number < 0) {
      return; // validation says what is wrong with it
    }
    if (isHeld(service, wanted, claim)) {
      return;
    }
    if (!addresses.holds(number)) {
      throw cannotTake(
          spec, service, wanted, "the provided network does not match the current range");
    }
    if (!addresses.take(number, claim.owner) || !recorded(number, service, claim)) {
      throw cannotTake(spec, service, wanted, "provided IP is already allocated");
    }
  }

  /// Whether the stored service has the address already.
  private boolean isHeld(JsonObject service, String address, Claim claim) {
    JsonObject metadata = service.object("metadata");
    return reader
        .get(SERVICES, metadata.string("namespace"), metadata.string("name"))
        .filter(stored -> owner(stored).equals(claim.owner))
        .map(stored -> stored.object("spec").string("clusterIP").equals(address))
        .orElse(false);
  }

  private static StatusException cannotTake(
      JsonObject spec, JsonObject service, String address, String why) {
    var errors = new FieldErrors();
    errors.invalid(
        SPEC.child("clusterIPs"),
        spec.array("clusterIPs"),
        "failed to allocate IP " + address + ": " + why);
    return invalid(service, errors);
  }

  private static StatusException invalid(JsonObject service, FieldErrors errors) {
    List<Cause> causes = errors.causes();
    return StatusException.invalid(
        "", "Service", service.object("metadata").string("name"), causes);
  }

  private JsonObject withNodePorts(
      JsonObject spec, @Nullable JsonObject before, JsonObject service, Claim claim) {
    boolean automatic = ServiceNeeds.hasNodePorts(spec);
    boolean balanced = spec.string("type").equals("LoadBalancer");
    if ((!automatic && !balanced) || !spec.has("ports")) {
      return spec;
    }
    Map<Long, Long> shared = before == null ? ServiceNeeds.requested(spec) : Map.of();
    Map<Long, Long> byPort = new HashMap<>();
    Set<Long> had = before == null ? Set.of() : new HashSet<>(nodePorts(before));
    Set<Long> now = new HashSet<>();
    List<Json> result = new ArrayList<>();
    List<JsonObject> all = spec.array("ports").objects();
    for (int i = 0; i < all.size(); i++) {
      JsonObject port = all.get(i);
      FieldPath path = SPEC.child("ports").index(i).child("nodePort");
      long number = port.integer("port");
      long wanted = port.integer("nodePort");
      if (wanted == 0 && automatic) {
        // Of a new service, ports with one number and several protocols share their node port.
        wanted = byPort.getOrDefault(number, shared.getOrDefault(number, 0L));
      }
      boolean mine = had.contains(wanted) || byPort.getOrDefault(number, 0L) == wanted;
      if (wanted == 0 && automatic) {
        wanted = anyPort(claim);
        now.add(wanted);
      } else if (wanted != 0 && !mine && (before == null || !now.contains(wanted))) {
        if (!now.add(wanted)) {
          throw taken(path, wanted, service);
        }
        takePort(wanted, path, service, claim);
      }
      if (wanted != 0 && before == null) {
        byPort.putIfAbsent(number, wanted);
      }
      result.add(wanted == 0 ? port : port.with("nodePort", wanted));
    }
    return spec.with("ports", JsonArray.of(result));
  }

  private static StatusException taken(FieldPath path, long port, JsonObject service) {
    var errors = new FieldErrors();
    errors.invalid(path, port, "provided port is already allocated");
    return invalid(service, errors);
  }

  private long anyPort(Claim claim) {
    long found = ports.takeAny(random.nextInt(1 << 30), claim.owner);
    if (found < 0) {
      throw StatusException.internal("failed to allocate a nodePort: range is full");
    }
    claim.giveBack.add(() -> ports.release(found, claim.owner));
    return found;
  }

  private void takePort(long wanted, FieldPath path, JsonObject service, Claim claim) {
    var errors = new FieldErrors();
    if (!ports.holds(wanted)) {
      errors.invalid(
          path,
          wanted,
          "provided port is not in the valid range. The range of valid ports is 30000-32767");
      throw invalid(service, errors);
    }
    boolean had = hasPort(service, wanted, claim);
    if (!ports.take(wanted, claim.owner)) {
      throw taken(path, wanted, service);
    }
    if (!had) {
      claim.giveBack.add(() -> ports.release(wanted, claim.owner));
    }
  }

  private boolean hasPort(JsonObject service, long port, Claim claim) {
    JsonObject metadata = service.object("metadata");
    return reader
        .get(SERVICES, metadata.string("namespace"), metadata.string("name"))
        .filter(stored -> owner(stored).equals(claim.owner))
        .map(stored -> nodePorts(stored.object("spec")).contains(port))
        .orElse(false);
  }

  private JsonObject withHealthPort(JsonObject spec, JsonObject service, Claim claim) {
    if (!ServiceNeeds.hasHealthPort(spec)) {
      return spec;
    }
    long wanted = spec.integer("healthCheckNodePort");
    if (wanted == 0) {
      return spec.with("healthCheckNodePort", anyPort(claim));
    }
    takePort(wanted, SPEC.child("healthCheckNodePort"), service, claim);
    return spec;
  }

  /// What the old state had and the new one has not is free once the new one is stored.
  private void releaseUnused(JsonObject before, JsonObject after, JsonObject service, Claim claim) {
    String address = before.string("clusterIP");
    if (!address.equals(after.string("clusterIP"))) {
      long number = ClusterIpRange.number(address);
      claim.keep.add(() -> free(number, service, claim.owner));
    }
    List<Long> used = nodePorts(after);
    for (long port : nodePorts(before)) {
      if (!used.contains(port)) {
        claim.keep.add(() -> ports.release(port, claim.owner));
      }
    }
  }

  /// The object goes first: whoever takes the number next makes its own.
  private void free(long address, JsonObject service, String owner) {
    if (address >= 0) {
      records.delete(ClusterIpRange.text(address), service);
      addresses.release(address, owner);
    }
  }

  @Override
  public void deleted(JsonObject service) {
    load();
    String owner = owner(service);
    JsonObject spec = service.object("spec");
    long address = ClusterIpRange.number(spec.string("clusterIP"));
    free(address, service, owner);
    nodePorts(spec).forEach(port -> ports.release(port, owner));
  }
}
