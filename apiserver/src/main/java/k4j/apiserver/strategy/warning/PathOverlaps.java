package k4j.apiserver.strategy.warning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Files of one volume that would lie in each other's place.
final class PathOverlaps {

  private static final Map<String, String> CERTIFICATE = certificate();

  private PathOverlaps() {}

  private static Map<String, String> certificate() {
    var map = new LinkedHashMap<String, String>();
    map.put("certificateChainPath", "chain");
    map.put("keyPath", "key");
    map.put("credentialBundlePath", "credential bundle");
    return map;
  }

  /// @param source empty where there is only one
  private record Place(String path, String source) {

    boolean meets(Place other) {
      return !path.isEmpty()
          && !other.path.isEmpty()
          && ((path + "/").startsWith(other.path + "/")
              || (other.path + "/").startsWith(path + "/"));
    }

    String text() {
      return source.isEmpty() ? "\"" + path + "\"" : "\"%s\" (%s)".formatted(path, source);
    }
  }

  static void check(JsonArray volumes, List<String> out) {
    for (JsonObject volume : volumes.objects()) {
      String name = volume.string("name");
      JsonObject map = volume.object("configMap");
      overlaps(name, "ConfigMap \"" + map.string("name") + "\"", places(map, ""), out);
      JsonObject secret = volume.object("secret");
      overlaps(name, "Secret \"" + secret.string("secretName") + "\"", places(secret, ""), out);
      overlaps(name, "DownwardAPI", places(volume.object("downwardAPI"), ""), out);
      List<Place> projected = new ArrayList<>();
      for (JsonObject source : volume.object("projected").array("sources").objects()) {
        if (source.isEmpty()) {
          out.add("volume \"" + name + "\" (Projected) has no sources provided");
        }
        projected.addAll(projected(source));
      }
      overlaps(name, "Projected", projected, out);
    }
  }

  private static List<Place> projected(JsonObject source) {
    JsonObject map = source.object("configMap");
    JsonObject secret = source.object("secret");
    List<Place> all = new ArrayList<>(places(map, "ConfigMap \"" + map.string("name") + "\""));
    all.addAll(places(secret, "Secret \"" + secret.string("name") + "\""));
    all.addAll(places(source.object("downwardAPI"), "DownwardAPI"));
    if (source.has("serviceAccountToken")) {
      String path = source.object("serviceAccountToken").string("path");
      all.add(new Place(trimmed(path), "ServiceAccountToken"));
    }
    JsonObject bundle = source.object("clusterTrustBundle");
    if (source.has("clusterTrustBundle")) {
      String name = bundle.has("name") ? bundle.string("name") : bundle.string("signerName");
      all.add(new Place(trimmed(bundle.string("path")), "ClusterTrustBundle \"" + name + "\""));
    }
    JsonObject certificate = source.object("podCertificate");
    CERTIFICATE.forEach((field, name) -> {
      if (!certificate.string(field).isEmpty()) {
        all.add(new Place(trimmed(certificate.string(field)), "PodCertificate " + name));
      }
    });
    return all;
  }

  private static List<Place> places(JsonObject source, String name) {
    return source.array("items").objects().stream()
        .map(item -> new Place(trimmed(item.string("path")), name))
        .toList();
  }

  private static String trimmed(String path) {
    return path.replaceAll("/+$", "");
  }

  private static void overlaps(String volume, String what, List<Place> places, List<String> out) {
    for (int i = 0; i < places.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (places.get(i).meets(places.get(j))) {
          out.add(
              "volume \"%s\" (%s): overlapping paths: %s with %s"
                  .formatted(volume, what, places.get(i).text(), places.get(j).text()));
        }
      }
    }
  }
}
