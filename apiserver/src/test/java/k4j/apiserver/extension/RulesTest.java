package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

  private static final String INVALID = "422 Invalid: Gadget.example.com \"one\" is invalid: ";
  private final Api api = new Api();

  private static JsonObject ruled(String properties, String rules) {
    JsonObject definition = Crds.gadgets(properties, "");
    JsonObject version = definition.object("spec").array("versions").object(0);
    return Crds.withVersions(
        definition,
        version.withAt(
            Api.json("{'r':" + rules + "}").array("r"),
            "schema",
            "openAPIV3Schema",
            "properties",
            "spec",
            "x-kubernetes-validations"));
  }

  private static final String SIZES =
      "{'min':{'type':'integer'},'max':{'type':'integer'},'name':{'type':'string','maxLength':9}}";

  @Test
  void aRuleThatFailsIsNamed() {
    Crds.create(api, ruled(SIZES, "[{'rule':'self.min <= self.max'}]"));
    Crds.post(api, "good", "{'min':1,'max':2}");
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'min':3,'max':2}")))
        .isEqualTo(INVALID + "spec: Invalid value: failed rule: self.min <= self.max");
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'min':3}")))
        .isEqualTo(
            INVALID
                + "spec: Invalid value: \"object\": no such key: max evaluating rule: self.min <="
                + " self.max");
  }

  @Test
  void messagesReasonsAndPlacesAreTheRulesOwn() {
    Crds.create(
        api,
        ruled(
            SIZES,
            """
            [{'rule':'self.min <= self.max','message':'too small','reason':'FieldValueForbidden',
              'fieldPath':'.max','messageExpression':'self.name + \\" is too small\\"'}]
            """
                .replace("\\'", "'")));
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'min':3,'max':2,'name':'it'}")))
        .isEqualTo(INVALID + "spec.max: Forbidden: it is too small");
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'min':3,'max':2}")))
        .isEqualTo(INVALID + "spec.max: Forbidden: too small");
  }

  @Test
  void transitionsAreJudgedOnUpdate() {
    Crds.create(
        api,
        ruled(
            SIZES,
            """
            [{'rule':'self.max >= oldSelf.max','message':'may not shrink'}]
            """));
    Crds.post(api, "one", "{'max':3}");
    api.merge(Crds.GADGETS + "/one", "{'spec':{'max':4}}");
    assertThat(Api.failureText(() -> api.merge(Crds.GADGETS + "/one", "{'spec':{'max':2}}")))
        .isEqualTo(INVALID + "spec: Invalid value: may not shrink");
  }

  @Test
  void whatIsForgivenIsWarnedOf() {
    Crds.create(api, Crds.gadgets(SIZES, ""));
    Crds.post(api, "one", "{'min':3,'max':2}");
    JsonObject definition = api.get(Crds.PATH + "/gadgets.example.com");
    JsonObject stricter = ruled(SIZES, "[{'rule':'self.min <= self.max'}]");
    api.put(
        Crds.PATH + "/gadgets.example.com",
        Crds.withVersions(definition, stricter.object("spec").array("versions").object(0)));
    Response done =
        api.send(
            "PATCH",
            Crds.GADGETS + "/one",
            Request.MERGE_PATCH,
            Api.json("{'metadata':{'labels':{'a':'b'}}}"));
    assertThat(done.warnings())
        .containsExactly("spec: Invalid value: failed rule: self.min <= self.max");
  }

  @Test
  void whatWasWrongBeforeIsForgiven() {
    Crds.create(api, Crds.gadgets(SIZES.replace("'maxLength':9", "'maxLength':20"), ""));
    Crds.post(api, "one", "{'name':'much too long','max':1}");
    JsonObject definition = api.get(Crds.PATH + "/gadgets.example.com");
    JsonObject other = ruled(SIZES, "[{'rule':'self.max > 5'}]");
    api.put(
        Crds.PATH + "/gadgets.example.com",
        Crds.withVersions(definition, other.object("spec").array("versions").object(0)));
    api.merge(Crds.GADGETS + "/one", "{'metadata':{'labels':{'a':'b'}}}");
    assertThat(
            Api.failureText(
                () -> api.merge(Crds.GADGETS + "/one", "{'spec':{'name':'still too long'}}")))
        .contains("spec.name: Too long: may not be more than 9 bytes");
    assertThat(Api.failureText(() -> api.merge(Crds.GADGETS + "/one", "{'spec':{'max':2}}")))
        .endsWith("spec: Invalid value: failed rule: self.max > 5");
  }

  @Test
  void wrongTypesComeFirst() {
    Crds.create(api, ruled(SIZES, "[{'rule':'self.min <= self.max'}]"));
    assertThat(Api.failureText(() -> Crds.post(api, "one", "{'min':'x'}")))
        .endsWith(
            "<nil>: Invalid value: null: some validation rules were not checked because the object"
                + " was invalid; correct the existing errors to complete validation]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'rule':'self.none == 1'}|rule: Invalid value: {"Rule":"self.none == 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'none'
          {'rule':'self.min'}|rule: Invalid value: {"Rule":"self.min","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool
          {'rule':'true','optionalOldSelf':true}|optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule
          {'rule':'true','fieldPath':'.none'}|fieldPath: Invalid value: ".none": must be a valid path
          """)
  void rulesAreCheckedWithTheirDefinition(String rule, String cause) {
    List<String> causes =
        Api.failure(() -> Crds.create(api, ruled(SIZES, "[" + rule + "]")))
            .details()
            .causes()
            .stream()
            .map(each -> each.field() + ": " + each.message())
            .toList();
    assertThat(causes.getFirst())
        .startsWith(
            "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]."
                + cause);
  }

  @Test
  void rulesThatMayCostTooMuchAreRefused() {
    String lists =
        """
        {'list':{'type':'array','items':{'type':'array','items':{'type':'string'}}}}
        """;
    assertThat(
            Api.failureText(() ->
                Crds.create(
                    api, ruled(lists, "[{'rule':'self.list.all(x, x.all(y, y == string(x)))'}]"))))
        .contains("Invalid");
    assertThat(
            Api.failureText(() ->
                Crds.create(
                    api,
                    ruled(
                        lists,
                        "[{'rule':'self.list.all(x, x.all(y, y != \\'a\\'))'}]"
                            .replace("\\'", "\\\"")))))
        .contains("x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget")
        .contains("by factor of more than 100x (try simplifying the rule, or adding maxItems");
  }
}
