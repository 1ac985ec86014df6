package k4j.api.meta;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;

/// The answer to a request that did not succeed, or that has nothing else to say: kind `Status` of
/// `v1`.
///
/// @param code the HTTP status
/// @param reason one of Kubernetes' words, such as `NotFound`; empty where there is none
/// @param continueToken what goes on with a list whose history is gone; mostly empty
public record Status(
    int code, String reason, String message, Details details, String continueToken) {

  public Status(int code, String reason, String message, Details details) {
    this(code, reason, message, details, "");
  }

  /// @param kind the resource or kind that the failure is about
  /// @param retryAfterSeconds 0 where the client is not asked to wait
  /// @param present whether they are shown even where they say nothing
  public record Details(
      String name,
      String group,
      String kind,
      String uid,
      List<Cause> causes,
      int retryAfterSeconds,
      boolean present) {

    public static final Details NONE = new Details("", "", "", "", List.of(), 0);
    public static final Details EMPTY = new Details("", "", "", "", List.of(), 0, true);

    public Details(
        String name,
        String group,
        String kind,
        String uid,
        List<Cause> causes,
        int retryAfterSeconds) {
      this(name, group, kind, uid, causes, retryAfterSeconds, false);
    }

    public Details {
      causes = List.copyOf(causes);
    }

    public static Details of(String name, String group, String kind) {
      return new Details(name, group, kind, "", List.of(), 0);
    }

    public Details withCauses(List<Cause> more) {
      return new Details(name, group, kind, uid, more, retryAfterSeconds);
    }

    public Details withRetryAfterSeconds(int seconds) {
      return new Details(name, group, kind, uid, causes, seconds);
    }

    public Details withUid(String id) {
      return new Details(name, group, kind, id, causes, retryAfterSeconds);
    }

    private JsonObject json() {
      var out = JsonObject.builder();
      putText(out, "name", name);
      putText(out, "group", group);
      putText(out, "kind", kind);
      putText(out, "uid", uid);
      if (!causes.isEmpty()) {
        out.put("causes", JsonArray.of(causes.stream().map(Cause::json).toList()));
      }
      if (retryAfterSeconds > 0) {
        out.put("retryAfterSeconds", retryAfterSeconds);
      }
      return out.build();
    }
  }

  /// One of several things that were wrong.
  public record Cause(String reason, String message, String field) {

    private Json json() {
      var out = JsonObject.builder();
      putText(out, "reason", reason);
      putText(out, "message", message);
      putText(out, "field", field);
      return out.build();
    }
  }

  private static void putText(JsonObjectBuilder out, String name, String text) {
    if (!text.isEmpty()) {
      out.put(name, text);
    }
  }

  /// Reads what a server sent.
  public static Status of(JsonObject json) {
    JsonObject details = json.object("details");
    List<Cause> causes =
        details.array("causes").objects().stream()
            .map(c -> new Cause(c.string("reason"), c.string("message"), c.string("field")))
            .toList();
    return new Status(
        (int) json.integer("code"),
        json.string("reason"),
        json.string("message"),
        new Details(
            details.string("name"),
            details.string("group"),
            details.string("kind"),
            details.string("uid"),
            causes,
            (int) details.integer("retryAfterSeconds"),
            json.has("details")),
        json.object("metadata").string("continue"));
  }

  private JsonObject metadata() {
    return continueToken.isEmpty()
        ? JsonObject.EMPTY
        : JsonObject.EMPTY.with("continue", continueToken);
  }

  public JsonObject json() {
    var out =
        JsonObject.builder()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("metadata", metadata())
            .put("status", code < 400 ? "Success" : "Failure")
            .put("code", code);
    putText(out, "message", message);
    putText(out, "reason", reason);
    JsonObject shown = details.json();
    if (details.present() || !shown.isEmpty()) {
      out.put("details", shown);
    }
    return out.build();
  }
}
