package k4j.apiserver.strategy.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.NodeLabels;

/// What drivers of storage say about themselves: CSIDriver, CSINode, CSIStorageCapacity.
public final class CsiValidations {

  public static final Validation DRIVER = new Drivers();
  public static final Validation NODE = new Nodes();
  public static final Validation CAPACITY = new Capacities();

  private static final FieldPath SPEC = FieldPath.of("spec");

  private CsiValidations() {}

  /// The name of a driver, wherever it stands.
  static void driverName(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    if (name.length() > 63) {
      errors.tooLong(path, 63);
    }
    errors.invalidEach(path, name, Formats.dnsSubdomain(name.toLowerCase(Locale.ROOT)));
  }

  private record Drivers() implements Validation {

    private static final List<String> MODES = List.of("Persistent", "Ephemeral");

    @Override
    public void create(JsonObject driver, FieldErrors errors) {
      JsonObject spec = driver.object("spec");
      Checks.optionalChoice(
          spec, "fsGroupPolicy", List.of("File", "None", "ReadWriteOnceWithFSType"), SPEC, errors);
      tokens(spec.array("tokenRequests"), SPEC.child("tokenRequests"), errors);
      for (String mode : spec.array("volumeLifecycleModes").strings()) {
        if (!MODES.contains(mode)) {
          errors.notSupported(SPEC.child("volumeLifecycleModes"), mode, MODES);
        }
      }
      long period = spec.integer("nodeAllocatableUpdatePeriodSeconds", 10);
      if (period < 10) {
        errors.invalid(
            SPEC.child("nodeAllocatableUpdatePeriodSeconds"),
            period,
            "must be greater than or equal to 10 seconds");
      }
      if (spec.has("serviceAccountTokenInSecrets") && spec.array("tokenRequests").isEmpty()) {
        errors.invalid(
            SPEC.child("serviceAccountTokenInSecrets"),
            spec.get("serviceAccountTokenInSecrets"),
            "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
      }
    }

    private static void tokens(JsonArray requests, FieldPath path, FieldErrors errors) {
      var audiences = new HashSet<String>();
      for (int i = 0; i < requests.size(); i++) {
        JsonObject request = requests.object(i);
        FieldPath at = path.index(i);
        if (!audiences.add(request.string("audience"))) {
          errors.duplicate(at.child("audience"), request.string("audience"));
          continue;
        }
        long seconds = request.integer("expirationSeconds", 3600);
        if (seconds < 600) {
          errors.invalid(
              at.child("expirationSeconds"),
              seconds,
              "may not specify a duration less than 10 minutes");
        } else if (seconds > 1L << 32) {
          errors.invalid(
              at.child("expirationSeconds"),
              seconds,
              "may not specify a duration larger than 2^32 seconds");
        }
      }
    }

    @Override
    public void update(JsonObject driver, JsonObject old, String subresource, FieldErrors errors) {
      create(driver, errors);
      JsonObject spec = driver.object("spec");
      JsonObject before = old.object("spec");
      if (!Objects.equals(spec.get("attachRequired"), before.get("attachRequired"))) {
        errors.invalid(
            SPEC.child("attachedRequired"), spec.get("attachRequired"), "field is immutable");
      }
      Checks.immutable(spec, before, "volumeLifecycleModes", SPEC, errors);
    }

    @Override
    public List<String> warnings(JsonObject driver) {
      JsonObject spec = driver.object("spec");
      boolean unset =
          !spec.array("tokenRequests").isEmpty() && !spec.has("serviceAccountTokenInSecrets");
      return unset
          ? List.of(
              "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to"
                  + " true to prevent possible logging of tokens in volume attributes")
          : List.of();
    }
  }

  private record Nodes() implements Validation {

    @Override
    public void create(JsonObject node, FieldErrors errors) {
      JsonArray drivers = node.object("spec").array("drivers");
      var names = new HashSet<String>();
      for (int i = 0; i < drivers.size(); i++) {
        driver(drivers.object(i), names, SPEC.child("drivers").index(i), errors);
      }
    }

    private static void driver(
        JsonObject driver, Set<String> names, FieldPath path, FieldErrors errors) {
      String name = driver.string("name");
      driverName(name, path.child("name"), errors);
      String id = driver.string("nodeID");
      Checks.required(driver, "nodeID", path, errors);
      if (id.length() > 256) {
        errors.invalid(path.child("nodeID"), id, "must be 256 characters or less");
      }
      Checks.notNegative(driver.object("allocatable"), "count", path.child("allocatable"), errors);
      if (!names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
      var keys = new HashSet<String>();
      for (String key : driver.array("topologyKeys").strings()) {
        if (key.isEmpty()) {
          errors.required(path);
        }
        if (!keys.add(key)) {
          errors.duplicate(path, key);
        }
        errors.invalidEach(path, key, Formats.qualifiedName(key));
      }
    }

    @Override
    public void update(JsonObject node, JsonObject old, String subresource, FieldErrors errors) {
      create(node, errors);
      for (JsonObject before : old.object("spec").array("drivers").objects()) {
        for (JsonObject now : node.object("spec").array("drivers").objects()) {
          boolean same = now.string("name").equals(before.string("name"));
          if (same && !now.without("allocatable").equals(before.without("allocatable"))) {
            errors.invalid(SPEC.child("drivers"), now.without("allocatable"), "field is immutable");
          }
        }
      }
    }
  }

  private record Capacities() implements Validation {

    @Override
    public void create(JsonObject capacity, FieldErrors errors) {
      LabelSelectorValidation.check(
          capacity.get("nodeTopology"), FieldPath.of("nodeTopology"), errors);
      String name = capacity.string("storageClassName");
      errors.invalidEach(FieldPath.of("storageClassName"), name, Formats.dnsSubdomain(name));
      for (String field : new String[] {"capacity", "maximumVolumeSize"}) {
        if (capacity.has(field) && Quantity.of(capacity.get(field)).signum() < 0) {
          errors.invalid(FieldPath.of(field), capacity.string(field), ValueFormats.NOT_NEGATIVE);
        }
      }
    }

    @Override
    public List<String> warnings(JsonObject capacity) {
      var out = new ArrayList<String>();
      NodeLabels.selector(capacity.object("nodeTopology"), FieldPath.of("nodeTopology"), out);
      return List.copyOf(out);
    }

    @Override
    public void update(
        JsonObject capacity, JsonObject old, String subresource, FieldErrors errors) {
      create(capacity, errors);
      Checks.immutable(capacity, old, "nodeTopology", FieldPath.ROOT, errors);
      Checks.immutable(capacity, old, "storageClassName", FieldPath.ROOT, errors);
    }
  }
}
