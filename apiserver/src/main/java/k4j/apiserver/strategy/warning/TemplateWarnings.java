package k4j.apiserver.strategy.warning;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What a person should hear about objects that make pods.
public final class TemplateWarnings {

  private TemplateWarnings() {}

  /// Of the template of a workload's pods.
  public static List<String> of(JsonObject workload) {
    JsonObject template = workload.object("spec").object("template");
    return PodWarnings.of(template, FieldPath.of("spec").child("template"));
  }

  /// Of a workload whose pods bear its name.
  public static List<String> named(JsonObject workload, List<String> more) {
    List<String> all =
        new ArrayList<>(name(workload, "this is used in Pod names and hostnames, which"));
    all.addAll(more);
    return all;
  }

  public static List<String> name(JsonObject object, String used) {
    String name = object.object("metadata").string("name");
    List<String> wrong = Formats.dnsLabel(name);
    return wrong.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: %s can result in surprising behavior; a DNS label is recommended: %s"
                .formatted(used, "[" + String.join(" ", wrong) + "]"));
  }

  /// Of the spec of a job.
  public static List<String> job(JsonObject spec, FieldPath path) {
    List<String> all = new ArrayList<>();
    boolean huge = spec.integer("completions") > 100_000 && spec.integer("parallelism") > 10_000;
    if (spec.string("completionMode").equals("Indexed") && huge) {
      all.add(
          path
              + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
              + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a"
              + " big number of indexes fail");
    }
    all.addAll(PodWarnings.of(spec.object("template"), path.child("template")));
    return all;
  }

  /// Whether what is wished for has changed.
  public static boolean isNew(JsonObject object, JsonObject old) {
    return object.object("metadata").integer("generation")
        != old.object("metadata").integer("generation");
  }
}
