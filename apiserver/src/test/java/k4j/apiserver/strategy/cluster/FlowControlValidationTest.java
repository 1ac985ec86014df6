package k4j.apiserver.strategy.cluster;

import static k4j.apiserver.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.strategy.Validation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowControlValidationTest {

  private static String first(Validation validation, String object) {
    var errors = new FieldErrors();
    validation.create(json(object), errors);
    return errors.isEmpty() ? "" : text(errors.causes().getFirst());
  }

  private static String text(Cause cause) {
    return cause.field() + ": " + cause.message();
  }

  private static final String RULES =
      "'rules':[{'subjects':[{'kind':'User','user':{'name':'*'}}],'nonResourceRules':[{'verbs':"
          + "['*'],'nonResourceURLs':['/a/*']}]}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'matchingPrecedence':0} | spec.matchingPrecedence: Invalid value: 0: must be a positive value
          {'matchingPrecedence':1} | spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1
          {'matchingPrecedence':9} | spec.priorityLevelConfiguration.name: Required value: must reference a priority level
          {'matchingPrecedence':9,'priorityLevelConfiguration':{'name':'a'},'rules':[{}]} | spec.rules[0].subjects: Required value: subjects must contain at least one value
          {'matchingPrecedence':9,'priorityLevelConfiguration':{'name':'a'},'rules':[{'subjects':[{'kind':'Group','user':{'name':'u'}}]}]} | spec.rules[0].subjects[0].group: Required value: group is required when subject kind is 'Group'
          {'matchingPrecedence':9,'priorityLevelConfiguration':{'name':'a'},'rules':[{'subjects':[{'kind':'User','user':{'name':'u'}}],'resourceRules':[{'verbs':['eat'],'apiGroups':['*'],'resources':['*'],'clusterScope':true}]}]} | spec.rules[0].resourceRules[0].verbs: Unsupported value: ["eat"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"
          {'matchingPrecedence':9,'priorityLevelConfiguration':{'name':'a'},'rules':[{'subjects':[{'kind':'User','user':{'name':'u'}}],'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['/a*']}]}]} | spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can only do suffix matching
          """)
  void flowSchemas(String spec, String error) {
    assertThat(
            first(
                new FlowSchemaValidation(), "{'metadata':{'name':'x'},'spec':%s}".formatted(spec)))
        .isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'type':'Exempt'} | spec.type: Invalid value: "Exempt": must be 'Exempt' if and only if `name` is 'exempt'
          {'type':'Limited'} | spec.limited: Required value: must not be empty when type is Limited
          {'type':'Limited','limited':{'lendablePercent':101,'limitResponse':{'type':'Reject'}}} | spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive
          {'type':'Limited','limited':{'limitResponse':{'type':'Queue'}}} | spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited
          {'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':4,'handSize':8,'queueLengthLimit':1}}}} | spec.limited.limitResponse.queuing.handSize: Invalid value: 8: should not be greater than queues (4)
          {'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':512,'handSize':8,'queueLengthLimit':1}}}} | spec.limited.limitResponse.queuing.handSize: Invalid value: 8: required entropy bits of deckSize 512 and handSize 8 should not be greater than 60
          """)
  void priorityLevels(String spec, String error) {
    assertThat(
            first(
                new PriorityLevelValidation(),
                "{'metadata':{'name':'x'},'spec':%s}".formatted(spec)))
        .isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({"catch-all", "exempt"})
  void whatIsMandatoryCannotBeChanged(String name) {
    int precedence = name.equals("exempt") ? 1 : 10000;
    String schema =
        "{'metadata':{'name':'%s'},'spec':{'matchingPrecedence':%d,%s,'priorityLevelConfiguration':{'name':'%s'}}}"
            .formatted(name, precedence, RULES, name);
    assertThat(first(new FlowSchemaValidation(), schema))
        .startsWith("spec: Invalid value: {")
        .endsWith("spec of '%s' must equal the fixed value".formatted(name));
  }
}
