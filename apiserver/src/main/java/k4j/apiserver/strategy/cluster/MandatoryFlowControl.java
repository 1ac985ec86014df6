package k4j.apiserver.strategy.cluster;

import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.jspecify.annotations.Nullable;

/// The specs of the flow control objects that nobody may change. Pure.
final class MandatoryFlowControl {

  private static final String RULES =
      """
      "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,\
      "namespaces":["*"]}],"nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}]}\
      """;

  private MandatoryFlowControl() {}

  /// Whether an object of that name may have the spec.
  static boolean allows(String kind, String name, JsonObject spec) {
    String fixed = fixed(kind, name);
    if (fixed == null) {
      return true;
    }
    JsonObject wanted = JsonParser.parseObject(fixed.getBytes(StandardCharsets.UTF_8));
    // how many seats the exempt level lends is its owner's to say
    boolean exempt = kind.equals("PriorityLevelConfiguration") && name.equals("exempt");
    return wanted.equals(exempt ? spec.without("exempt") : spec);
  }

  private static @Nullable String fixed(String kind, String name) {
    return switch (kind + "/" + name) {
      case "FlowSchema/exempt" ->
          """
          {"priorityLevelConfiguration":{"name":"exempt"},"matchingPrecedence":1,"rules":[\
          {"subjects":[{"kind":"Group","group":{"name":"system:masters"}}],\
          """
              + RULES;
      case "FlowSchema/catch-all" ->
          """
          {"priorityLevelConfiguration":{"name":"catch-all"},"matchingPrecedence":10000,\
          "distinguisherMethod":{"type":"ByUser"},"rules":[\
          {"subjects":[{"kind":"Group","group":{"name":"system:unauthenticated"}},\
          {"kind":"Group","group":{"name":"system:authenticated"}}],\
          """
              + RULES;
      case "PriorityLevelConfiguration/exempt" -> "{\"type\":\"Exempt\"}";
      case "PriorityLevelConfiguration/catch-all" ->
          """
          {"type":"Limited","limited":{"nominalConcurrencyShares":5,"lendablePercent":0,\
          "limitResponse":{"type":"Reject"}}}\
          """;
      default -> null;
    };
  }
}
