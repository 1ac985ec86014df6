package k4j.api.feature;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which features are on: the defaults of 1.36, changed as `--feature-gates` says.
///
/// @param chosen what differs from the defaults, or says the same once more
public record FeatureGates(Map<String, Boolean> chosen) {

  public static final FeatureGates DEFAULT = new FeatureGates(Map.of());

  private static final String ALL_ALPHA = "AllAlpha";
  private static final String ALL_BETA = "AllBeta";

  public FeatureGates {
    chosen = Map.copyOf(chosen);
  }

  /// One gate as it ships.
  private record Gate(String stage, boolean enabled, boolean locked) {}

  /// Reads `A=true,B=false`.
  ///
  /// @throws IllegalArgumentException in Kubernetes' words
  public static FeatureGates parse(String text) {
    if (text.isBlank()) {
      return DEFAULT;
    }
    Map<String, Gate> known = known();
    var given = new HashMap<String, Boolean>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        read(part.strip(), given);
      }
    }
    var chosen = new HashMap<String, Boolean>();
    all(given, known, chosen, ALL_ALPHA, "Alpha");
    all(given, known, chosen, ALL_BETA, "Beta");
    var problems = new ArrayList<String>();
    given.forEach((name, on) -> choose(name, on, known, chosen, problems));
    if (!problems.isEmpty()) {
      problems.sort(null);
      throw new IllegalArgumentException(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new FeatureGates(chosen);
  }

  private static void read(String part, Map<String, Boolean> given) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals).strip();
    if (equals < 0) {
      throw new IllegalArgumentException("missing bool value for " + name);
    }
    String value = part.substring(equals + 1).strip();
    given.put(name, GoBool.parse(value, "invalid value of %s=%s, err: ".formatted(name, value)));
  }

  private static void all(
      Map<String, Boolean> given,
      Map<String, Gate> known,
      Map<String, Boolean> chosen,
      String name,
      String stage) {
    Boolean on = given.get(name);
    if (on != null) {
      known.forEach((gate, spec) -> {
        if (spec.stage().equals(stage) && !spec.locked()) {
          chosen.put(gate, on);
        }
      });
    }
  }

  private static void choose(
      String name,
      boolean on,
      Map<String, Gate> known,
      Map<String, Boolean> chosen,
      List<String> problems) {
    Gate gate = known.get(name);
    if (name.equals(ALL_ALPHA) || name.equals(ALL_BETA)) {
      return;
    }
    if (gate == null) {
      problems.add("unrecognized feature gate: " + name);
    } else if (gate.locked() && gate.enabled() != on) {
      problems.add(
          "cannot set feature gate %s to %s, feature is locked to %s"
              .formatted(name, on, gate.enabled()));
    } else {
      chosen.put(name, on);
    }
  }

  /// Whether a feature is on.
  public boolean enabled(String name) {
    Boolean own = chosen.get(name);
    if (own != null) {
      return own;
    }
    Gate gate = known().get(name);
    return gate != null && gate.enabled();
  }

  /// One feature as it is now.
  ///
  /// @param stage `Alpha`, `Beta`, `GA` or `Deprecated`
  public record Feature(String name, String stage, boolean enabled) {}

  /// All of them, by name.
  public List<Feature> all() {
    return known().entrySet().stream()
        .map(gate ->
            new Feature(
                gate.getKey(),
                gate.getValue().stage(),
                chosen.getOrDefault(gate.getKey(), gate.getValue().enabled())))
        .sorted(Comparator.comparing(Feature::name))
        .toList();
  }

  /// Read anew each time: gates are asked for at the start only.
  private static Map<String, Gate> known() {
    var gates = new HashMap<String, Gate>();
    try (InputStream in = FeatureGates.class.getResourceAsStream("gates")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      all.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(row -> gates.put(row[0], new Gate(row[1], is(row[2]), is(row[3]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gates;
  }

  private static boolean is(String digit) {
    return digit.equals("1");
  }
}
