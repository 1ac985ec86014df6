package k4j.controllers.namespace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import k4j.api.core.v1.Namespace;
import k4j.api.core.v1.NamespaceCondition;

/// Decides what a namespace that is going says of its progress.
final class NamespaceConditions {

  private NamespaceConditions() {}

  static List<NamespaceCondition> decide(
      Namespace namespace, NamespaceFindings findings, Instant now) {
    var conditions = new ArrayList<>(namespace.status().conditions());
    put(
        conditions,
        of(
            "NamespaceDeletionDiscoveryFailure",
            findings.discovery().isEmpty(),
            "ResourcesDiscovered",
            "All resources successfully discovered",
            "DiscoveryFailed",
            findings.discovery()),
        now);
    put(
        conditions,
        of(
            "NamespaceDeletionGroupVersionParsingFailure",
            true,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
            "GroupVersionParsingFailed",
            ""),
        now);
    put(
        conditions,
        of(
            "NamespaceDeletionContentFailure",
            findings.failures().isEmpty(),
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
            "ContentDeletionFailed",
            "Failed to delete all resource types, %d remaining: %s"
                .formatted(
                    findings.failures().size(),
                    findings.failures().stream().sorted().collect(Collectors.joining(", ")))),
        now);
    put(
        conditions,
        of(
            "NamespaceContentRemaining",
            findings.remaining().isEmpty(),
            "ContentRemoved",
            "All content successfully removed",
            "SomeResourcesRemain",
            "Some resources are remaining: "
                + counted(findings.remaining(), " has %d resource instances")),
        now);
    put(
        conditions,
        of(
            "NamespaceFinalizersRemaining",
            findings.finalizers().isEmpty(),
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished",
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: "
                + counted(findings.finalizers(), " in %d resource instances")),
        now);
    return conditions;
  }

  private static String counted(Map<String, Integer> counts, String format) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + format.formatted(e.getValue()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static NamespaceCondition of(
      String type,
      boolean good,
      String goodReason,
      String goodMessage,
      String badReason,
      String badMessage) {
    return NamespaceCondition.EMPTY
        .withType(type)
        .withStatus(good ? "False" : "True")
        .withReason(good ? goodReason : badReason)
        .withMessage(good ? goodMessage : badMessage);
  }

  /// A condition that says the same keeps its time.
  private static void put(
      List<NamespaceCondition> conditions, NamespaceCondition condition, Instant now) {
    for (int i = 0; i < conditions.size(); i++) {
      NamespaceCondition old = conditions.get(i);
      if (old.type().equals(condition.type())) {
        boolean same =
            old.status().equals(condition.status())
                && old.reason().equals(condition.reason())
                && old.message().equals(condition.message());
        if (!same) {
          conditions.set(i, condition.withLastTransitionTime(now));
        }
        return;
      }
    }
    conditions.add(condition.withLastTransitionTime(now));
  }
}
