package k4j.apiserver.strategy.workload;

import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.PodSpecValidation;

/// Templates of pods by themselves.
public final class PodTemplateValidation implements Validation {

  @Override
  public void create(JsonObject template, FieldErrors errors) {
    PodSpecValidation.template(template.object("template"), FieldPath.of("template"), errors);
  }
}
