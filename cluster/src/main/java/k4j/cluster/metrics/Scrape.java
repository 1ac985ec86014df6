package k4j.cluster.metrics;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one node told at `/metrics/resource`.
///
/// @param containers by `namespace/pod`, then by name
record Scrape(Optional<Sample> node, Map<String, Map<String, Sample>> containers) {

  static final Scrape NONE = new Scrape(Optional.empty(), Map.of());

  private static final Pattern LINE =
      Pattern.compile("([a-z_]+)(?:\\{([^}]*)})? ([0-9.eE+-]+) ([0-9]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  Scrape {
    containers = Map.copyOf(containers);
  }

  /// Values of one node or container while they are gathered.
  private static final class Part {
    Instant at = Instant.EPOCH;
    Instant start = Instant.EPOCH;
    double cpu = -1;
    double memory = -1;

    void add(String name, double value, long millis) {
      if (name.endsWith("_start_time_seconds")) {
        start = Instant.ofEpochMilli((long) (value * 1000));
      } else if (name.endsWith("_cpu_usage_seconds_total")) {
        cpu = value;
        at = Instant.ofEpochMilli(millis);
      } else if (name.endsWith("_memory_working_set_bytes")) {
        memory = value;
      }
    }

    Optional<Sample> sample() {
      return cpu >= 0 && memory >= 0
          ? Optional.of(new Sample(at, start, cpu, (long) memory))
          : Optional.empty();
    }
  }

  /// Reads Prometheus' text; lines of others are left out.
  static Scrape parse(String text) {
    Part node = new Part();
    Map<String, Map<String, Part>> parts = new HashMap<>();
    for (String line : text.lines().toList()) {
      Matcher m = LINE.matcher(line);
      if (!m.matches()) {
        continue;
      }
      String name = m.group(1);
      double value = Double.parseDouble(m.group(3));
      long millis = Long.parseLong(m.group(4));
      if (name.startsWith("node_")) {
        node.add(name, value, millis);
      } else if (name.startsWith("container_")) {
        Map<String, String> labels = labels(m.group(2));
        parts
            .computeIfAbsent(
                labels.get("namespace") + "/" + labels.get("pod"), _ -> new HashMap<>())
            .computeIfAbsent(labels.getOrDefault("container", ""), _ -> new Part())
            .add(name, value, millis);
      }
    }
    Map<String, Map<String, Sample>> containers = new HashMap<>();
    parts.forEach((pod, all) -> {
      Map<String, Sample> samples = new HashMap<>();
      all.forEach((name, part) -> part.sample().ifPresent(s -> samples.put(name, s)));
      containers.put(pod, Map.copyOf(samples));
    });
    return new Scrape(node.sample(), containers);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> result = new HashMap<>();
    Matcher m = LABEL.matcher(text);
    while (m.find()) {
      result.put(m.group(1), m.group(2));
    }
    return result;
  }
}
