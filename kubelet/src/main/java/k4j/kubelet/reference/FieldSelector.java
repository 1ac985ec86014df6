package k4j.kubelet.reference;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodSpecs;

/// The downward API's `fieldRef`: a field of the pod as text.
public final class FieldSelector {

  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']*)'\\]");

  private FieldSelector() {}

  /// Where the pod runs, which its own object may not say yet.
  public record Place(List<String> podIps, String nodeName, List<String> hostIps) {

    public Place {
      podIps = List.copyOf(podIps);
      hostIps = List.copyOf(hostIps);
    }
  }

  /// @throws InvalidSpecException for a path that the downward API does not know
  public static String value(JsonObject pod, String path, Place place) {
    Matcher subscript = SUBSCRIPT.matcher(path);
    JsonObject metadata = pod.object("metadata");
    if (subscript.matches()) {
      return metadata.object(subscript.group(1)).string(subscript.group(2));
    }
    return switch (path) {
      case "metadata.name" -> metadata.string("name");
      case "metadata.namespace" -> metadata.string("namespace");
      case "metadata.uid" -> metadata.string("uid");
      case "metadata.labels" -> map(metadata.object("labels"));
      case "metadata.annotations" -> map(metadata.object("annotations"));
      case "spec.nodeName" -> place.nodeName();
      case "spec.serviceAccountName" -> PodSpecs.spec(pod).string("serviceAccountName");
      case "status.hostIP" -> place.hostIps().isEmpty() ? "" : place.hostIps().getFirst();
      case "status.hostIPs" -> String.join(",", place.hostIps());
      case "status.podIP" -> place.podIps().isEmpty() ? "" : place.podIps().getFirst();
      case "status.podIPs" -> String.join(",", place.podIps());
      default -> throw new InvalidSpecException("unsupported fieldPath: " + path);
    };
  }

  /// Lines of `key="value"`, quoted as Go does.
  private static String map(JsonObject strings) {
    Map<String, String> sorted = new TreeMap<>(strings.strings());
    return sorted.entrySet().stream()
        .map(e -> e.getKey() + "=" + GoQuote.quote(e.getValue()))
        .collect(Collectors.joining("\n"));
  }
}
