package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionValidationTest {

  private final Api api = new Api();

  private List<String> causes(JsonObject definition) {
    return Api.failure(() -> Crds.create(api, definition)).details().causes().stream()
        .map(cause -> cause.field() + ": " + cause.message())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':{}} | properties[spec].properties[a].type: Required value: must not be empty for specified object fields
          {'a':{'type':'array'}} | properties[spec].properties[a].items: Required value: must be specified
          {'a':{'type':'string','default':1}} | properties[spec].properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"
          {'a':{'type':'object','properties':{'b':{'type':'string'}},'default':{'c':1}}} | properties[spec].properties[a].default: Invalid value: {"c":1}: must not have unknown fields
          {'a':{'type':'string','x-kubernetes-list-type':'set'}} | properties[spec].properties[a].type: Invalid value: "string": must be array if x-kubernetes-list-type is specified
          {'a':{'type':'array','items':{'type':'object'},'x-kubernetes-list-type':'map'}} | properties[spec].properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map
          {'a':{'type':'array','items':{'type':'object','properties':{'k':{'type':'string'}}},'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k']}} | properties[spec].properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property
          {'a':{'type':'array','items':{'type':'string'},'uniqueItems':true}} | properties[spec].properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
          {'a':{'type':'string','anyOf':[{'type':'string'}]}} | properties[spec].properties[a].anyOf[0].type: Forbidden: must be empty to be structural
          {'a':{'type':'object','x-kubernetes-embedded-resource':true}} | properties[spec].properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields
          {'a':{'type':'text'}} | properties[spec].properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"
          {'a':{'type':'string','x-kubernetes-validations':[{'rule':' '}]}} | properties[spec].properties[a].x-kubernetes-validations[0].rule: Required value: rule is not specified
          {'a':{'type':'object','properties':{'b':{'type':'string'}},'additionalProperties':{'type':'string'}}} | properties[spec].properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive
          """)
  void schemasAreChecked(String properties, String cause) {
    assertThat(causes(Crds.gadgets(properties, "")))
        .contains("spec.validation.openAPIV3Schema." + cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'additionalPrinterColumns':[{'name':'A','type':'text','jsonPath':'.spec'}] | spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string
          'additionalPrinterColumns':[{'name':'A','type':'string','jsonPath':'spec'}] | spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .
          'subresources':{'scale':{'specReplicasPath':'.a','statusReplicasPath':'.status.n'}} | spec.subresources.scale.specReplicasPath: Invalid value: ".a": should be a json path under .spec
          'selectableFields':[{'jsonPath':'.spec.none'}] | spec.selectableFields[0].jsonPath: Invalid value: ".spec.none": is an invalid path: does not refer to a valid field
          'selectableFields':[{'jsonPath':'.spec'}] | spec.selectableFields[0].jsonPath: Invalid value: ".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.
          'deprecationWarning':'old' | spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions
          """)
  void versionsAreChecked(String version, String cause) {
    assertThat(causes(Crds.gadgets("{'n':{'type':'integer'}}", version))).containsExactly(cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          spec.group | 'Example' | spec.group: Invalid value: "Example": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
          spec.group | 'other' | spec.group: Invalid value: "other": should be a domain with at least one dot
          spec.scope | 'All' | spec.scope: Unsupported value: "All": supported values: "Cluster", "Namespaced"
          spec.names.kind | '1' | spec.names.kind: Invalid value: "1": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
          spec.names.listKind | 'Gadget' | spec.names.listKind: Invalid value: "Gadget": kind and listKind may not be the same
          spec.preserveUnknownFields | true | spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead
          spec.conversion | {'strategy':'Webhook'} | spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook
          metadata.name | 'other.example.com' | metadata.name: Invalid value: "other.example.com": must be spec.names.plural+"."+spec.group
          """)
  void namesAreChecked(String field, String value, String cause) {
    JsonObject definition =
        Crds.gadgets("{}", "")
            .withAt(JsonParser.parse(value.replace('\'', '"')), field.split("\\."));
    assertThat(causes(definition)).contains(cause);
  }

  @Test
  void theStorageVersionIsOne() {
    JsonObject definition = Crds.gadgets("{}", "");
    JsonObject version = definition.object("spec").array("versions").object(0);
    JsonObject two =
        Crds.withVersions(definition, version, version.with("name", "v2").with("storage", true));
    assertThat(causes(two).getFirst())
        .startsWith("spec.versions: Invalid value: ")
        .endsWith("must have exactly one version marked as storage version");
  }

  @Test
  void whatIsStoredMustStayKnown() {
    JsonObject definition = Crds.create(api, Crds.gadgets("{}", ""));
    JsonObject version = definition.object("spec").array("versions").object(0);
    JsonObject changed =
        api.get(Crds.PATH + "/gadgets.example.com")
            .withAt(JsonArray.of(version.with("name", "v2")), "spec", "versions");
    assertThat(Api.failureText(() -> api.put(Crds.PATH + "/gadgets.example.com", changed)))
        .isEqualTo(
            "422 Invalid: CustomResourceDefinition.apiextensions.k8s.io \"gadgets.example.com\" is"
                + " invalid: status.storedVersions[0]: Invalid value: \"v1\": missing from"
                + " spec.versions; v1 was previously a storage version, and must remain in"
                + " spec.versions until a storage migration ensures no data remains persisted in"
                + " v1 and removes v1 from status.storedVersions");
  }

  @Test
  void establishedNamesAreFixed() {
    Crds.create(api, Crds.gadgets("{}", ""));
    JsonObject changed =
        Crds.with(api.get(Crds.PATH + "/gadgets.example.com"), "'Cluster'", "spec", "scope");
    assertThat(Api.failureText(() -> api.put(Crds.PATH + "/gadgets.example.com", changed)))
        .endsWith("spec.scope: Invalid value: \"Cluster\": field is immutable");
  }

  @Test
  void unknownFormatsAreWarnedOf() {
    Response created =
        api.send(
            "POST",
            Crds.PATH,
            Request.JSON,
            Crds.gadgets("{'a':{'type':'string','format':'color'}}", ""));
    assertThat(created.warnings()).containsExactly("unrecognized format \"color\"");
  }

  @Test
  void groupsOfTheCommunityNeedApproval() {
    JsonObject definition =
        Crds.with(
            Crds.with(Crds.gadgets("{}", ""), "'x.k8s.io'", "spec", "group"),
            "'gadgets.x.k8s.io'",
            "metadata",
            "name");
    assertThat(causes(definition).getFirst())
        .startsWith("metadata.annotations[api-approved.kubernetes.io]: Required value: protected");
    JsonObject approved =
        definition.withAt(
            Api.json("{'api-approved.kubernetes.io':'https://example.com/pull/1'}"),
            "metadata",
            "annotations");
    Crds.create(api, approved);
    assertThat(
            api.get(Crds.PATH + "/gadgets.x.k8s.io").object("status").array("conditions").objects())
        .extracting(each -> each.string("type") + " " + each.string("reason"))
        .contains("KubernetesAPIApprovalPolicyConformant ApprovedAnnotation");
  }
}
