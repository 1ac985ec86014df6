package k4j.apiserver.extension.conversion;

import java.util.List;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ObjectMetaValidation;

/// What a webhook's ConversionReview must say to be believed. Pure.
final class ConversionAnswer {

  private static final String GROUP = "apiextensions.k8s.io/";

  private ConversionAnswer() {}

  /// @param of begins the messages of failures
  static JsonArray objects(JsonObject review, String version, String uid, String of) {
    JsonObject response = review.object("response");
    String wrong = wrong(review, response, version, uid);
    if (!wrong.isEmpty()) {
      throw WebhookConverter.failure(of + " failed: " + wrong);
    }
    return response.array("convertedObjects");
  }

  private static String wrong(JsonObject review, JsonObject response, String version, String uid) {
    boolean first = version.equals("v1");
    String given = review.string("apiVersion") + ", Kind=" + review.string("kind");
    String wanted = GROUP + version + ", Kind=ConversionReview";
    if (first && !given.equals(wanted)) {
      return "expected webhook response of %s, got %s".formatted(wanted, given);
    }
    if (!review.has("response")) {
      return "no response provided";
    }
    if (first && !response.string("uid").equals(uid)) {
      return "expected response.uid=%s, got %s"
          .formatted(GoQuote.quote(uid), GoQuote.quote(response.string("uid")));
    }
    JsonObject result = response.object("result");
    if (!result.string("status").equals("Success")) {
      String message = result.string("message");
      return message.isEmpty()
          ? "response.result.status was '%s', not 'Success'".formatted(result.string("status"))
          : message;
    }
    return "";
  }

  /// The converted object with the metadata that no webhook may change.
  static JsonObject checked(
      JsonObject original, JsonObject converted, String apiVersion, String of) {
    String invalid = of + " returned invalid object at index 0: ";
    if (!converted.string("apiVersion").equals(apiVersion)) {
      throw WebhookConverter.failure(
          invalid
              + "invalid groupVersion (expected %s, received %s)"
                  .formatted(apiVersion, converted.string("apiVersion")));
    }
    String kind = original.string("kind");
    if (!converted.string("kind").equals(kind)) {
      throw WebhookConverter.failure(
          invalid
              + "invalid kind (expected %s, received %s)"
                  .formatted(kind, converted.string("kind")));
    }
    for (String field : new String[] {"name", "namespace", "UID"}) {
      String name = field.equals("UID") ? "uid" : field;
      String before = original.object("metadata").string(name);
      String after = converted.object("metadata").string(name);
      if (!before.equals(after)) {
        throw WebhookConverter.failure(
            "%s returned invalid object: must have the same %s: %s != %s"
                .formatted(of, field, before, after));
      }
    }
    String problem = of + " returned invalid metadata: ";
    if (!(converted.get("metadata") instanceof JsonObject answered)) {
      throw WebhookConverter.failure(problem + "missing metadata in converted object");
    }
    JsonObject metadata = original.object("metadata");
    for (String field : List.of("labels", "annotations")) {
      metadata = texts(metadata, answered, field, problem);
    }
    return converted.with("metadata", metadata);
  }

  /// Labels and annotations are all of the metadata that a webhook may change.
  private static JsonObject texts(
      JsonObject metadata, JsonObject answered, String field, String problem) {
    Json given = answered.get(field);
    if (given == null || given == JsonNull.NULL) {
      return metadata.without(field);
    }
    if (!(given instanceof JsonObject map)) {
      throw WebhookConverter.failure(
          problem + "invalid metadata.%s in converted object".formatted(field));
    }
    for (String key : map.names()) {
      if (!(map.get(key) instanceof JsonString)) {
        throw WebhookConverter.failure(
            problem + "metadata.%s[%s] must be a string in converted object".formatted(field, key));
      }
    }
    if (!map.equals(metadata.object(field))) {
      var errors = new FieldErrors();
      if (field.equals("labels")) {
        ObjectMetaValidation.labels(map, FieldPath.of("metadata").child("labels"), errors);
      } else {
        ObjectMetaValidation.annotations(map, FieldPath.of("metadata").child("annotation"), errors);
      }
      if (!errors.isEmpty()) {
        throw WebhookConverter.failure(problem + FieldErrors.text(errors.causes().getFirst()));
      }
    }
    return metadata.with(field, map);
  }
}
