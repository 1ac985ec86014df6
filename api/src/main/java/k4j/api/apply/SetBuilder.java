package k4j.api.apply;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/// A set of fields in the making, at one path.
final class SetBuilder {

  private @Nullable Map<String, SetBuilder> children;
  private boolean member;

  SetBuilder child(String element) {
    Map<String, SetBuilder> known = children;
    if (known == null) {
      known = new HashMap<>();
      children = known;
    }
    return known.computeIfAbsent(element, _ -> new SetBuilder());
  }

  void insert() {
    member = true;
  }

  JsonObject build() {
    Map<String, SetBuilder> known = children;
    if (known == null) {
      return JsonObject.EMPTY;
    }
    JsonObjectBuilder out = JsonObject.builder();
    known.forEach((element, child) -> {
      JsonObject node = FieldSets.node(child.member, child.build());
      if (node != null) {
        out.put(element, node);
      }
    });
    return out.build();
  }
}
