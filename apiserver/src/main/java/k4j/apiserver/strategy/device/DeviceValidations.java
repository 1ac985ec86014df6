package k4j.apiserver.strategy.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Classes of devices, the devices of a pool, and taints of some.
public final class DeviceValidations {

  public static final Validation CLASS = DeviceValidations::deviceClass;
  public static final Validation SLICE = new Slices();
  public static final Validation TAINT_RULE = DeviceValidations::taintRule;

  private static final FieldPath SPEC = FieldPath.of("spec");

  private DeviceValidations() {}

  private static void deviceClass(JsonObject deviceClass, FieldErrors errors) {
    JsonObject spec = deviceClass.object("spec");
    DeviceFields.selectors(spec.array("selectors"), SPEC.child("selectors"), errors);
    JsonArray configs = spec.array("config");
    for (int i = 0; i < configs.size(); i++) {
      DeviceFields.opaque(configs.object(i), SPEC.child("config").index(i), errors);
    }
    if (spec.get("extendedResourceName") instanceof JsonString name && !isExtended(name.value())) {
      errors.invalid(
          SPEC.child("extendedResourceName"), name, "must be a valid extended resource name");
    }
  }

  private static boolean isExtended(String name) {
    return name.contains("/")
        && !name.contains("kubernetes.io/")
        && !name.startsWith("requests.")
        && Formats.qualifiedName("requests." + name).isEmpty();
  }

  private static void taintRule(JsonObject rule, FieldErrors errors) {
    JsonObject spec = rule.object("spec");
    JsonObject selector = spec.object("deviceSelector");
    FieldPath path = SPEC.child("deviceSelector");
    if (selector.has("driver")) {
      DeviceFields.driver(selector.string("driver"), path.child("driver"), errors);
    }
    if (selector.has("pool")) {
      DeviceFields.pool(selector.string("pool"), path.child("pool"), errors);
    }
    if (selector.has("device")) {
      DeviceFields.label(selector.string("device"), path.child("device"), errors);
    }
    DeviceFields.taint(spec.object("taint"), SPEC.child("taint"), errors);
  }

  private record Slices() implements Validation {

    private static final String[] PLACES = {
      "nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"
    };
    private static final Pattern VERSION =
        Pattern.compile(
            "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

    @Override
    public void create(JsonObject slice, FieldErrors errors) {
      JsonObject spec = slice.object("spec");
      DeviceFields.driver(spec.string("driver"), SPEC.child("driver"), errors);
      pool(spec.object("pool"), SPEC.child("pool"), errors);
      place(spec, errors);
      List<String> names = new ArrayList<>();
      JsonArray devices = spec.array("devices");
      for (int i = 0; i < devices.size(); i++) {
        names.add(devices.object(i).string("name"));
        device(devices.object(i), SPEC.child("devices").index(i), errors);
      }
      if (devices.size() > 128) {
        errors.tooMany(SPEC.child("devices"), devices.size(), 128);
      }
      DeviceFields.unique(names, SPEC.child("devices"), errors);
      counters(spec.array("sharedCounters"), SPEC.child("sharedCounters"), errors);
    }

    private static void pool(JsonObject pool, FieldPath path, FieldErrors errors) {
      DeviceFields.pool(pool.string("name"), path.child("name"), errors);
      long count = pool.integer("resourceSliceCount");
      if (count <= 0) {
        errors.invalid(path.child("resourceSliceCount"), count, "must be greater than zero");
      }
      if (pool.integer("generation") < 0) {
        errors.invalid(
            path.child("generation"),
            pool.integer("generation"),
            "must be greater than or equal to zero");
      }
    }

    private static void place(JsonObject spec, FieldErrors errors) {
      List<String> set = new ArrayList<>();
      for (String field : PLACES) {
        if (spec.has(field)) {
          set.add("`" + field + "`");
        }
      }
      if (spec.get("nodeName") instanceof JsonString name) {
        if (name.value().isEmpty()) {
          errors.invalid(
              SPEC.child("nodeName"), "", "must be either unset or set to a non-empty string");
        } else {
          errors.invalidEach(
              SPEC.child("nodeName"), name.value(), Formats.dnsSubdomain(name.value()));
        }
      }
      String one =
          "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is"
              + " required";
      if (set.isEmpty()) {
        errors.required(SPEC, one);
      } else if (set.size() > 1) {
        errors.invalid(
            SPEC, "{" + String.join(", ", set) + "}", one + ", but multiple fields are set");
      }
    }

    private static void device(JsonObject device, FieldPath path, FieldErrors errors) {
      DeviceFields.label(device.string("name"), path.child("name"), errors);
      JsonObject attributes = device.object("attributes");
      for (String name : attributes.names()) {
        FieldPath at = path.child("attributes").key(name);
        DeviceFields.qualified(name, at, errors);
        attribute(attributes.object(name), at, errors);
      }
      for (String name : device.object("capacity").names()) {
        DeviceFields.qualified(name, path.child("capacity").key(name), errors);
      }
      JsonArray taints = device.array("taints");
      for (int i = 0; i < taints.size(); i++) {
        DeviceFields.taint(taints.object(i), path.child("taints").index(i), errors);
      }
    }

    private static void attribute(JsonObject attribute, FieldPath path, FieldErrors errors) {
      if (attribute.size() != 1) {
        errors.invalid(path, attribute, "exactly one value must be specified");
      }
      if (attribute.get("string") instanceof JsonString text && text.value().length() > 64) {
        errors.tooLong(path.child("string"), 64);
      }
      if (attribute.get("version") instanceof JsonString version) {
        if (!VERSION.matcher(version.value()).matches()) {
          errors.invalid(
              path.child("version"),
              version,
              "must be a string compatible with semver.org spec 2.0.0");
        }
        if (version.value().length() > 64) {
          errors.tooLong(path.child("version"), 64);
        }
      }
    }

    private static void counters(JsonArray sets, FieldPath path, FieldErrors errors) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < sets.size(); i++) {
        String name = sets.object(i).string("name");
        names.add(name);
        DeviceFields.label(name, path.index(i).child("name"), errors);
        JsonObject counters = sets.object(i).object("counters");
        if (counters.isEmpty()) {
          errors.required(path.index(i).child("counters"));
        }
        for (String counter : counters.names()) {
          errors.invalidEach(path.index(i).child("counters"), counter, Formats.dnsLabel(counter));
        }
      }
      DeviceFields.unique(names, path, errors);
    }

    @Override
    public List<String> warnings(JsonObject slice) {
      String driver = slice.object("spec").string("driver");
      return driver.equals(driver.toLowerCase(Locale.ROOT))
          ? List.of()
          : List.of(
              "spec.driver: driver names should be lowercase; \"%s\" contains uppercase characters"
                  .formatted(driver));
    }

    @Override
    public void update(JsonObject slice, JsonObject old, String subresource, FieldErrors errors) {
      create(slice, errors);
      JsonObject spec = slice.object("spec");
      JsonObject before = old.object("spec");
      Checks.immutable(
          spec.object("pool"), before.object("pool"), "name", SPEC.child("pool"), errors);
      Checks.immutable(spec, before, "driver", SPEC, errors);
      Checks.immutable(spec, before, "nodeName", SPEC, errors);
    }
  }
}
