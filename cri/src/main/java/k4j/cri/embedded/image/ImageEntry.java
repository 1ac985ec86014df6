package k4j.cri.embedded.image;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import k4j.cri.embedded.json.Json;
import k4j.cri.image.Image;

/// An image that is here: its id, names, layers (the lowest first, by the digest of their content)
/// and its configuration.
record ImageEntry(
    String id,
    List<String> tags,
    List<String> digests,
    List<String> layers,
    long size,
    Json config) {
  ImageEntry {
    tags = List.copyOf(tags);
    digests = List.copyOf(digests);
    layers = List.copyOf(layers);
  }

  ImageEntry named(List<String> moreTags, List<String> moreDigests) {
    return new ImageEntry(
        id, union(tags, moreTags), union(digests, moreDigests), layers, size, config);
  }

  ImageEntry without(String tag) {
    return new ImageEntry(
        id, tags.stream().filter(t -> !t.equals(tag)).toList(), digests, layers, size, config);
  }

  private static List<String> union(List<String> some, List<String> more) {
    Set<String> all = new LinkedHashSet<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  Image listed() {
    String user = config.get("config").get("User").text().split(":", -1)[0];
    boolean numeric = !user.isEmpty() && user.chars().allMatch(c -> c >= '0' && c <= '9');
    OptionalLong uid = OptionalLong.empty();
    if (numeric) {
      uid = OptionalLong.of(Long.parseLong(user));
    } else if (user.isEmpty()) {
      uid = OptionalLong.of(0);
    }
    return new Image(id, tags, digests, size, uid, numeric ? "" : user, false);
  }

  Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", id);
    out.put("tags", tags);
    out.put("digests", digests);
    out.put("layers", layers);
    out.put("size", size);
    out.put("config", config);
    return out;
  }

  static ImageEntry of(Json in) {
    return new ImageEntry(
        in.get("id").text(),
        in.get("tags").texts(),
        in.get("digests").texts(),
        in.get("layers").texts(),
        in.get("size").number(0),
        in.get("config"));
  }
}
