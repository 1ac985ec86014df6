package k4j.apiserver.authorization.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.Requirement;
import k4j.api.selector.SelectorException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;

/// What somebody wants, as a SubjectAccessReview asks it. Pure.
final class ReviewSpec {

  private ReviewSpec() {}

  static JsonObject of(Attributes wanted) {
    User user = wanted.user();
    var spec = JsonObject.builder();
    if (wanted.isResource()) {
      spec.put("resourceAttributes", resource(wanted));
    } else {
      spec.put(
          "nonResourceAttributes",
          JsonObject.EMPTY.with("path", wanted.path()).with("verb", wanted.verb()));
    }
    spec.put("user", user.name());
    if (!user.groups().isEmpty()) {
      spec.put("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      var extra = JsonObject.builder();
      new TreeMap<>(user.extra())
          .forEach((key, values) -> extra.put(key, JsonArray.ofStrings(values)));
      spec.put("extra", extra.build());
    }
    put(spec, "uid", user.uid());
    return spec.build();
  }

  private static JsonObject resource(Attributes wanted) {
    var out = JsonObject.builder();
    put(out, "namespace", wanted.namespace());
    put(out, "verb", wanted.verb());
    put(out, "group", wanted.group());
    put(out, "version", wanted.version());
    put(out, "resource", wanted.resource());
    put(out, "subresource", wanted.subresource());
    put(out, "name", wanted.name());
    selector(out, "fieldSelector", fields(wanted.fieldSelector()));
    selector(out, "labelSelector", labels(wanted.labelSelector()));
    return out.build();
  }

  private static void put(JsonObjectBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }

  private static void selector(JsonObjectBuilder out, String name, List<Json> requirements) {
    if (!requirements.isEmpty()) {
      out.put(name, JsonObject.EMPTY.with("requirements", JsonArray.of(requirements)));
    }
  }

  private static List<Json> fields(String text) {
    try {
      var out = new ArrayList<Json>();
      for (FieldSelector.Term term : FieldSelector.parse(text).terms()) {
        out.add(requirement(term.field(), term.equal() ? "In" : "NotIn", List.of(term.value())));
      }
      return out;
    } catch (SelectorException _) {
      return List.of();
    }
  }

  private static List<Json> labels(String text) {
    try {
      var out = new ArrayList<Json>();
      for (Requirement each : LabelSelector.parse(text).requirements()) {
        String operator =
            switch (each.operator()) {
              case IN, EQUALS, DOUBLE_EQUALS -> "In";
              case NOT_IN, NOT_EQUALS -> "NotIn";
              case EXISTS -> "Exists";
              case NOT_EXISTS -> "DoesNotExist";
              case GREATER, LESS -> "";
            };
        if (!operator.isEmpty()) {
          out.add(requirement(each.key(), operator, each.values()));
        }
      }
      return out;
    } catch (SelectorException _) {
      return List.of();
    }
  }

  private static JsonObject requirement(String key, String operator, List<String> values) {
    JsonObject out = JsonObject.EMPTY.with("key", key).with("operator", operator);
    return values.isEmpty() ? out : out.with("values", JsonArray.ofStrings(values));
  }
}
