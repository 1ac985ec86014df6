package k4j.apiserver.strategy.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What may stand in a webhook configuration.
class WebhookValidationTest {

  private static final JsonObject WEBHOOK =
      Api.json(
          "{'name':'a.b.c','rules':[{'operations':['*'],'apiGroups':['*'],'apiVersions':['*'],"
              + "'resources':['*/*'],'scope':'*'}],'sideEffects':'None','timeoutSeconds':10,"
              + "'admissionReviewVersions':['v1'],'clientConfig':{'url':'https://host/path'}}");

  static Stream<Arguments> rows() {
    return Stream.of(
        row("'name':''", "name: Required value"),
        row(
            "'name':'a.b'",
            "name: Invalid value: \"a.b\": should be a domain with at least three segments"
                + " separated by dots"),
        row(
            "'sideEffects':null",
            "sideEffects: Required value: must specify one of None, NoneOnDryRun"),
        row(
            "'sideEffects':'Some'",
            "sideEffects: Unsupported value: \"Some\": supported values: \"None\","
                + " \"NoneOnDryRun\""),
        row(
            "'timeoutSeconds':31",
            "timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30"
                + " seconds"),
        row(
            "'failurePolicy':'Other'",
            "failurePolicy: Unsupported value: \"Other\": supported values: \"Fail\", \"Ignore\""),
        row(
            "'matchPolicy':'Other'",
            "matchPolicy: Unsupported value: \"Other\": supported values: \"Equivalent\","
                + " \"Exact\""),
        row(
            "'reinvocationPolicy':'Other'",
            "reinvocationPolicy: Unsupported value: \"Other\": supported values: \"IfNeeded\","
                + " \"Never\""),
        row(
            "'admissionReviewVersions':[]",
            "admissionReviewVersions: Required value: must specify one of v1, v1beta1"),
        row(
            "'admissionReviewVersions':['v2']",
            "admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1,"
                + " v1beta1"),
        row(
            "'clientConfig':{}",
            "clientConfig: Required value: exactly one of url or service is required"),
        row(
            "'clientConfig':{'url':'http://h'}",
            "clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme;"
                + " desired format: https://host[/path]"),
        row(
            "'clientConfig':{'url':'https://u@h/?a=b#c'}",
            "clientConfig.url: Invalid value: \"u\": user information is not permitted in the URL",
            "clientConfig.url: Invalid value: \"c\": fragments are not permitted in the URL",
            "clientConfig.url: Invalid value: \"a=b\": query parameters are not permitted in the"
                + " URL"),
        row(
            "'clientConfig':{'service':{'name':'','namespace':'n','port':0,'path':'/a//b'}}",
            "clientConfig.service.name: Required value",
            "clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and"
                + " 65535, inclusive",
            "clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be empty"),
        row(
            "'namespaceSelector':{'matchExpressions':[{'key':'k','operator':'Like'}]}",
            "namespaceSelector.matchExpressions[0].operator: Invalid value: \"Like\": not a valid"
                + " selector operator"));
  }

  private static Arguments row(String change, String... errors) {
    return Arguments.of(change, Stream.of(errors).map("webhooks[0]."::concat).toList());
  }

  private static List<String> check(JsonObject... webhooks) {
    var errors = new FieldErrors();
    JsonObject configuration = JsonObject.EMPTY.with("webhooks", JsonArray.of(webhooks));
    new WebhookValidation().create(configuration, errors);
    return errors.causes().stream().map(FieldErrors::text).toList();
  }

  private static JsonObject changed(String change) {
    JsonObject webhook = WEBHOOK;
    JsonObject changes = (JsonObject) JsonParser.parse("{" + change.replace('\'', '"') + "}");
    for (String name : changes.names()) {
      webhook =
          changes.get(name) == JsonNull.NULL
              ? webhook.without(name)
              : webhook.with(name, changes.get(name));
    }
    return webhook;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachMistakeIsNamed(String change, List<String> errors) {
    assertThat(check(changed(change))).isEqualTo(errors);
  }

  @Test
  void twoWebhooksOfOneName() {
    assertThat(check(WEBHOOK)).isEmpty();
    assertThat(check(WEBHOOK, WEBHOOK))
        .containsExactly("webhooks[1].name: Duplicate value: \"a.b.c\"");
  }

  static Stream<Arguments> rules() {
    String path = "webhooks[0].rules[0].";
    return Stream.of(
        Arguments.of(
            "{}",
            List.of(
                path + "operations: Required value",
                path + "apiGroups: Required value",
                path + "apiVersions: Required value",
                path + "resources: Required value")),
        Arguments.of(
            "{'operations':['*','CREATE','MAKE'],'apiGroups':['*','a'],'apiVersions':['*',''],"
                + "'resources':['pods/*','pods/status','*/x','a/x'],'scope':'World'}",
            List.of(
                path
                    + "operations: Invalid value: [\"*\",\"CREATE\",\"MAKE\"]: if '*' is present,"
                    + " must not specify other operations",
                path
                    + "operations[2]: Unsupported value: \"MAKE\": supported values: \"*\","
                    + " \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"",
                path
                    + "apiGroups: Invalid value: [\"*\",\"a\"]: if '*' is present, must not specify"
                    + " other API groups",
                path
                    + "apiVersions: Invalid value: [\"*\",\"\"]: if '*' is present, must not"
                    + " specify other API versions",
                path + "apiVersions[1]: Required value",
                path
                    + "resources[1]: Invalid value: \"pods/status\": if 'pods/*' is present, must"
                    + " not specify pods/status",
                path
                    + "resources[3]: Invalid value: \"a/x\": if '*/x' is present, must not specify"
                    + " a/x",
                path
                    + "scope: Unsupported value: \"World\": supported values: \"*\", \"Cluster\","
                    + " \"Namespaced\"")),
        Arguments.of(
            "{'operations':['*'],'apiGroups':[''],'apiVersions':['v1'],'resources':['*','pods']}",
            List.of(
                path
                    + "resources: Invalid value: [\"*\",\"pods\"]: if '*' is present, must not"
                    + " specify other resources without subresources")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void eachMistakeInARuleIsNamed(String rule, List<String> errors) {
    assertThat(check(WEBHOOK.with("rules", JsonArray.of(Api.json(rule))))).isEqualTo(errors);
  }
}
