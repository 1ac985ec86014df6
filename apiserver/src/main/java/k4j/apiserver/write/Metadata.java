package k4j.apiserver.write;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.RequestInfo;

/// What every write does with `metadata`. Pure.
public final class Metadata {

  private static final List<String> SYSTEM_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink");

  private Metadata() {}

  public static JsonObject of(JsonObject object) {
    return object.object("metadata");
  }

  public static String name(JsonObject object) {
    return of(object).string("name");
  }

  public static JsonObject set(JsonObject object, String field, Json value) {
    return object.with("metadata", of(object).with(field, value));
  }

  public static JsonObject set(JsonObject object, String field, String value) {
    return set(object, field, Json.of(value));
  }

  public static JsonObject clear(JsonObject object, String field) {
    JsonObject metadata = of(object);
    return metadata.has(field) ? object.with("metadata", metadata.without(field)) : object;
  }

  /// A new object without what only the server may set.
  static JsonObject withoutSystemFields(JsonObject object) {
    JsonObject metadata = of(object);
    for (String field : SYSTEM_FIELDS) {
      metadata = metadata.without(field);
    }
    return object.with("metadata", metadata);
  }

  /// The object with the namespace of the request.
  static JsonObject inNamespace(JsonObject object, ServedResource served, RequestInfo info) {
    String given = of(object).string("namespace");
    String wanted = served.resource().namespaced() ? info.namespace() : "";
    if (given.equals(wanted)) {
      return object;
    }
    if (given.isEmpty()) {
      return set(object, "namespace", wanted);
    }
    throw StatusException.badRequest(
        "the namespace of the provided object does not match the namespace sent on the request");
  }

  /// The object with the name of the URL.
  static JsonObject named(JsonObject object, String name) {
    String given = name(object);
    if (given.isEmpty()) {
      return set(object, "name", name);
    }
    if (!given.equals(name)) {
      throw StatusException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(given, name));
    }
    return object;
  }

  /// A replacement says itself what it replaces.
  ///
  /// @param name in the URL
  public static void requireName(JsonObject object, String name) {
    if (name(object).isEmpty()) {
      throw StatusException.badRequest(
          "the name of the object (%s based on URL) was undeterminable: name must be provided"
              .formatted(name));
    }
  }

  /// A changed object with what no update may change taken from the old one.
  static JsonObject kept(JsonObject object, JsonObject old) {
    JsonObject before = of(old);
    JsonObject out = of(object);
    if (out.string("uid").isEmpty()) {
      out = copy(out, before, "uid");
    }
    if (before.has("creationTimestamp")) {
      out = copy(out, before, "creationTimestamp");
    }
    if (before.has("deletionTimestamp")) {
      out = copy(out, before, "deletionTimestamp");
    }
    if (before.has("deletionGracePeriodSeconds") && !out.has("deletionGracePeriodSeconds")) {
      out = copy(out, before, "deletionGracePeriodSeconds");
    }
    return object.with("metadata", out.without("selfLink"));
  }

  /// A changed object with the old one's generation, which only the server counts.
  static JsonObject withGenerationOf(JsonObject object, JsonObject old) {
    Json generation = of(old).get("generation");
    return generation == null ? clear(object, "generation") : set(object, "generation", generation);
  }

  private static JsonObject copy(JsonObject to, JsonObject from, String field) {
    Json value = from.get(field);
    return value == null ? to.without(field) : to.with(field, value);
  }

  public static List<String> finalizers(JsonObject object) {
    return of(object).array("finalizers").strings();
  }

  public static JsonObject withFinalizers(JsonObject object, List<String> finalizers) {
    return finalizers.isEmpty()
        ? clear(object, "finalizers")
        : set(object, "finalizers", JsonArray.ofStrings(finalizers));
  }

  public static boolean deleting(JsonObject object) {
    return of(object).has("deletionTimestamp");
  }
}
