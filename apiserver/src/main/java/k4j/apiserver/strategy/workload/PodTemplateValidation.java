package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.PodSpecValidation;
import k4j.apiserver.strategy.warning.PodWarnings;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Templates of pods by themselves.
public final class PodTemplateValidation implements Validation {

  @Override
  public void create(JsonObject template, FieldErrors errors) {
    PodSpecValidation.template(template.object("template"), FieldPath.of("template"), errors);
  }

  @Override
  public List<String> warnings(JsonObject template) {
    return PodWarnings.of(template.object("template"), FieldPath.of("template"));
  }

  @Override
  public List<String> warnings(JsonObject template, JsonObject old) {
    return TemplateWarnings.isNew(template, old) ? warnings(template) : List.of();
  }
}
