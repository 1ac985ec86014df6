package k4j.scheduler.framework;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Why a pod fits on no node.
///
/// @param preFilter why no node was asked, or `""`
/// @param rejections of the nodes that were asked
/// @param absent the reason that holds for all others, or `""`
/// @param plugins who refused: only events that matter to them are worth another try
public record Diagnosis(
    int allNodes,
    String preFilter,
    Map<String, Verdict.Rejected> rejections,
    String absent,
    Set<String> plugins,
    String remedy) {

  public Diagnosis {
    rejections = new LinkedHashMap<>(rejections);
    plugins = new TreeSet<>(plugins);
  }

  public Diagnosis withRemedy(String message) {
    return new Diagnosis(allNodes, preFilter, rejections, absent, plugins, message);
  }

  /// The text of the event `FailedScheduling` and of the condition `PodScheduled`.
  public String message() {
    if (allNodes == 0) {
      return "no nodes available to schedule pods";
    }
    var out = new StringBuilder("0/" + allNodes + " nodes are available:");
    if (!preFilter.isEmpty()) {
      out.append(' ').append(preFilter).append('.');
    } else {
      String histogram = histogram();
      if (!histogram.isEmpty()) {
        out.append(' ').append(histogram).append('.');
      }
    }
    if (!remedy.isEmpty()) {
      out.append(' ').append(remedy);
    }
    return out.toString();
  }

  /// How many nodes gave each reason, sorted as text.
  private String histogram() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Verdict.Rejected rejection : rejections.values()) {
      rejection.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    if (!absent.isEmpty() && rejections.size() < allNodes) {
      counts.merge(absent, allNodes - rejections.size(), Integer::sum);
    }
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
