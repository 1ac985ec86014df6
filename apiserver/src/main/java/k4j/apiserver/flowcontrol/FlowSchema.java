package k4j.apiserver.flowcontrol;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.RequestInfo;

/// Which requests belong to a priority level, and what tells their flows apart.
record FlowSchema(
    String name,
    String uid,
    long precedence,
    String level,
    Distinguisher distinguisher,
    List<FlowRule> rules) {

  /// What makes two requests of one schema belong to different flows.
  enum Distinguisher {
    NONE,
    USER,
    NAMESPACE
  }

  FlowSchema {
    rules = List.copyOf(rules);
  }

  static FlowSchema of(JsonObject object) {
    JsonObject metadata = object.object("metadata");
    JsonObject spec = object.object("spec");
    return new FlowSchema(
        metadata.string("name"),
        metadata.string("uid"),
        spec.integer("matchingPrecedence"),
        spec.object("priorityLevelConfiguration").string("name"),
        switch (spec.object("distinguisherMethod").string("type")) {
          case "ByUser" -> Distinguisher.USER;
          case "ByNamespace" -> Distinguisher.NAMESPACE;
          default -> Distinguisher.NONE;
        },
        spec.array("rules").objects().stream().map(FlowRule::of).toList());
  }

  boolean matches(User user, RequestInfo info) {
    for (FlowRule rule : rules) {
      if (rule.matches(user, info)) {
        return true;
      }
    }
    return false;
  }

  /// A number that is mostly another one for another flow.
  long flowHash(User user, RequestInfo info) {
    String flow =
        switch (distinguisher) {
          case NONE -> "";
          case USER -> user.name();
          case NAMESPACE -> info.namespace();
        };
    long hash = 0xcbf29ce484222325L;
    hash = mix(hash, name);
    hash = mix(hash * 31 + 1, flow);
    return hash;
  }

  /// FNV-1a.
  private static long mix(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
