package k4j.apiserver.strategy.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What may stand in an API service.
class ApiServiceValidationTest {

  static Stream<Arguments> rows() {
    return Stream.of(
        row("'group':'g','version':'v1'", List.of()),
        row(
            "'group':'other','version':'v1'",
            List.of(
                "metadata.name: Invalid value: \"v1.g\": must be"
                    + " `spec.version+\".\"+spec.group`: \"v1.other\"")),
        row(
            "'group':'g','version':'v1','groupPriorityMinimum':0",
            List.of(
                "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than"
                    + " 20000")),
        row(
            "'group':'g','version':'v1','versionPriority':1001",
            List.of(
                "spec.versionPriority: Invalid value: 1001: must be positive and less than 1000")),
        row(
            "'group':'g','version':'v1','caBundle':'AAAA','insecureSkipTLSVerify':true",
            List.of(
                "spec.caBundle: Invalid value: \"3 bytes\": local APIServices may not have a"
                    + " caBundle",
                "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have"
                    + " insecureSkipTLSVerify")),
        row(
            "'group':'g','version':'v1','caBundle':'AAAA','insecureSkipTLSVerify':true,"
                + "'service':{'port':0}",
            List.of(
                "spec.service.namespace: Required value",
                "spec.service.name: Required value",
                "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and"
                    + " 65535, inclusive",
                "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is"
                    + " present")));
  }

  private static Arguments row(String spec, List<String> errors) {
    return Arguments.of(spec, errors);
  }

  private static JsonObject service(String spec) {
    String given =
        "{'metadata':{'name':'v1.g'},'spec':{'groupPriorityMinimum':100,'versionPriority':10}}";
    JsonObject object = Api.json(given);
    JsonObject merged = object.object("spec");
    JsonObject more = Api.json("{" + spec + "}");
    for (String name : more.names()) {
      merged = merged.with(name, more.get(name));
    }
    return object.with("spec", merged);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachMistakeIsNamed(String spec, List<String> errors) {
    var found = new FieldErrors();
    new ApiServiceValidation().create(service(spec), found);
    assertThat(found.causes().stream().map(FieldErrors::text).toList()).isEqualTo(errors);
  }

  @Test
  void whatIsServedHereIsThereAtOnce() {
    var api = new Api();
    JsonObject made =
        api.post(
            "/apis/apiregistration.k8s.io/v1/apiservices",
            service("'version':'v1','group':'g'").toString());
    assertThat(made.object("status"))
        .isEqualTo(
            Api.json(
                "{'conditions':[{'type':'Available','status':'True','reason':'Local','message':"
                    + "'Local APIServices are always available','lastTransitionTime':"
                    + "'2026-01-01T00:00:00Z'}]}"));
    JsonObject other =
        api.post(
            "/apis/apiregistration.k8s.io/v1/apiservices",
            "{'metadata':{'name':'v2.g'},'spec':{'version':'v2','group':'g','versionPriority':1,"
                + "'groupPriorityMinimum':1,'service':{'namespace':'n','name':'s'}}}");
    assertThat(other.object("status")).isEqualTo(JsonObject.EMPTY);
    assertThat(other.object("spec").object("service").integer("port")).isEqualTo(443);
  }
}
