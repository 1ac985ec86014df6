package k4j.api.defaulting;

import java.util.Map;

/// Priority and fairness.
final class FlowControlDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "flowcontrol.FlowSchemaSpec", o -> Draft.of(o).fill("matchingPrecedence", 1000).done(),
          "flowcontrol.ExemptPriorityLevelConfiguration",
              o ->
                  Draft.of(o).fill("nominalConcurrencyShares", 0).fill("lendablePercent", 0).done(),
          "flowcontrol.LimitedPriorityLevelConfiguration",
              o ->
                  Draft.of(o)
                      .fill("nominalConcurrencyShares", 30)
                      .fill("lendablePercent", 0)
                      .done(),
          "flowcontrol.QueuingConfiguration",
              o ->
                  Draft.of(o)
                      .fill("handSize", 8)
                      .fill("queues", 64)
                      .fill("queueLengthLimit", 50)
                      .done());

  private FlowControlDefaults() {}
}
