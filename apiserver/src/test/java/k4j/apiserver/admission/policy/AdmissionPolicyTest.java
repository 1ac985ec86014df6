package k4j.apiserver.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionPolicyTest {

  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

  /// Everybody may read; nobody may write.
  private static final Authorizer AUTHORIZER =
      attributes -> attributes.verb().equals("get") ? Decision.ALLOW : Decision.NO_OPINION;

  private final Api api =
      new Api(builder ->
          builder.plugins(reader ->
              List.of(
                  new MutatingAdmissionPolicy(reader, AUTHORIZER),
                  new ValidatingAdmissionPolicy(reader, AUTHORIZER))));

  AdmissionPolicyTest() {
    api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
  }

  /// In an expression, `~` stands for a quote.
  private JsonObject send(String plural, String body) {
    return api.post(GROUP + plural, body.replace("~", "\\u0027"));
  }

  private void validating(String name, String resources, String spec, String binding) {
    policy("validating", name, resources, spec);
    send(
        "validatingadmissionpolicybindings",
        "{'metadata':{'name':'%s-binding'},'spec':{'policyName':'%s',%s}}"
            .formatted(name, name, binding));
  }

  private JsonObject policy(String kind, String name, String resources, String spec) {
    return send(
        kind + "admissionpolicies",
        ("{'metadata':{'name':'%s'},'spec':{'matchConstraints':{'resourceRules':[{"
                + "'apiGroups':['*'],'apiVersions':['*'],'operations':['CREATE','UPDATE'],"
                + "'resources':[%s]}]},%s}}")
            .formatted(name, resources, spec));
  }

  private void mutating(String name, String mutation) {
    policy(
        "mutating",
        name,
        "'configmaps','pods'",
        "'reinvocationPolicy':'IfNeeded','mutations':[" + mutation + "]");
    send(
        "mutatingadmissionpolicybindings",
        "{'metadata':{'name':'%s-binding'},'spec':{'policyName':'%s'}}".formatted(name, name));
  }

  private JsonObject deployment(String name, int replicas) {
    return api.post(
        DEPLOYMENTS,
        ("{'metadata':{'name':'%s'},'spec':{'replicas':%d,'selector':{'matchLabels':{'a':'b'}},"
                + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c',"
                + "'image':'i'}]}}}}")
            .formatted(name, replicas));
  }

  @Test
  void aDeploymentIsJudged() {
    validating(
        "replicas",
        "'deployments'",
        "'variables':[{'name':'n','expression':'object.spec.replicas'},"
            + "{'name':'few','expression':'variables.n < 2'}],"
            + "'validations':[{'expression':'!variables.few',"
            + "'messageExpression':'~only ~ + string(variables.n)'}]",
        "'validationActions':['Deny']");
    assertThat(Api.failureText(() -> deployment("one", 1)))
        .isEqualTo(
            "422 Invalid: deployments.apps \"one\" is forbidden: ValidatingAdmissionPolicy"
                + " 'replicas' with binding 'replicas-binding' denied request: only 1");
    assertThat(deployment("two", 2).object("metadata").string("name")).isEqualTo("two");
  }

  @Test
  void aReasonAndAMessageAreTold() {
    validating(
        "no",
        "'configmaps'",
        "'validations':[{'expression':'false','message':'not here','reason':'Forbidden'}]",
        "'validationActions':['Deny']");
    assertThat(Api.failureText(() -> api.configMap("a")))
        .isEqualTo(
            "403 Forbidden: configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'no' with"
                + " binding 'no-binding' denied request: not here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          object.data.missing == 1 => expression 'object.data.missing == 1' resulted in error: no such key: missing
          object.data.key == 'x' => failed expression: object.data.key == 'x'
          has(object.data) && request.operation == 'UPDATE' => failed expression: has(object.data) && request.operation == 'UPDATE'
          namespaceObject.metadata.name != 'default' => failed expression: namespaceObject.metadata.name != 'default'
          oldObject != null => failed expression: oldObject != null
          authorizer.group('').resource('pods').check('create').allowed() => failed expression: authorizer.group('').resource('pods').check('create').allowed()
          authorizer.requestResource.check('get').allowed() => passes
          request.userInfo.username == 'admin' && request.kind.kind == 'ConfigMap' => passes
          object.data.all(k, k == 'key') => passes
          """)
  void expressionsSeeTheRequest(String expression, String expected) {
    validating(
        "p",
        "'configmaps'",
        "'validations':[{'expression':\"" + expression.replace("'", "~") + "\"}]",
        "'validationActions':['Deny']");
    if (expected.equals("passes")) {
      assertThat(api.configMap("a").object("metadata").string("name")).isEqualTo("a");
    } else {
      assertThat(Api.failure(() -> api.configMap("a")).message()).endsWith(": " + expected);
    }
  }

  @Test
  void failuresPassWhereThePolicySaysSo() {
    validating(
        "p",
        "'configmaps'",
        "'failurePolicy':'Ignore','validations':[{'expression':'object.nothing == 1'}]",
        "'validationActions':['Deny']");
    assertThat(api.configMap("a").object("metadata").string("name")).isEqualTo("a");
  }

  @Test
  void conditionsAndSelectorsNarrowAPolicy() {
    validating(
        "p",
        "'configmaps'",
        "'matchConditions':[{'name':'not-b','expression':'object.metadata.name != ~b~'}],"
            + "'validations':[{'expression':'false'}]",
        "'validationActions':['Deny'],"
            + "'matchResources':{'objectSelector':{'matchLabels':{'l':'v'}}}");
    assertThat(api.configMap("a").object("metadata").string("name")).isEqualTo("a");
    assertThat(map("b").object("metadata").string("name")).isEqualTo("b");
    assertThat(Api.failure(() -> map("c")).code()).isEqualTo(422);
  }

  private JsonObject map(String name) {
    return api.post(Api.CONFIGMAPS, "{'metadata':{'name':'" + name + "','labels':{'l':'v'}}}");
  }

  @Test
  void parametersAreFoundByName() {
    api.configMap("limits");
    validating(
        "p",
        "'deployments'",
        "'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},'validations':[{'expression':"
            + "'params.data.key == ~other~'}]",
        "'paramRef':{'name':'limits','parameterNotFoundAction':'Deny'},"
            + "'validationActions':['Deny']");
    assertThat(Api.failure(() -> deployment("d", 1)).message())
        .endsWith("denied request: failed expression: params.data.key == 'other'");
    api.merge(Api.CONFIGMAPS + "/limits", "{'data':{'key':'other'}}");
    deployment("d", 1);
    api.delete(Api.CONFIGMAPS + "/limits");
    assertThat(Api.failure(() -> deployment("e", 1)).message())
        .endsWith(
            "denied request: failed to configure binding: no params found for policy binding with"
                + " `Deny` parameterNotFoundAction");
  }

  /// The policy itself is wrong then, not its binding.
  @Test
  void parametersOfAnUnknownKindAreAnErrorOfThePolicy() {
    validating(
        "p",
        "'configmaps'",
        "'paramKind':{'apiVersion':'example.com/v1','kind':'Limit'},"
            + "'validations':[{'expression':'true'}]",
        "'paramRef':{'name':'limits','parameterNotFoundAction':'Allow'},"
            + "'validationActions':['Warn']");
    assertThat(Api.failureText(() -> map("a")))
        .isEqualTo(
            "422 Invalid: configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'p' denied"
                + " request: failed to configure policy: failed to find resource referenced by"
                + " paramKind: 'example.com/v1, Kind=Limit'");
    api.delete(GROUP + "validatingadmissionpolicies/p");
    api.post(
        GROUP + "mutatingadmissionpolicies",
        "{'metadata':{'name':'m'},'spec':{'paramKind':{'apiVersion':'example.com/v1',"
            + "'kind':'Limit'},'reinvocationPolicy':'Never','matchConstraints':{'resourceRules':[{"
            + "'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE'],"
            + "'resources':['configmaps']}]},'mutations':[{'patchType':'ApplyConfiguration',"
            + "'applyConfiguration':{'expression':'Object{}'}}]}}");
    api.post(
        GROUP + "mutatingadmissionpolicybindings",
        "{'metadata':{'name':'b'},'spec':{'policyName':'m','paramRef':{'name':'x',"
            + "'parameterNotFoundAction':'Allow'}}}");
    assertThat(Api.failureText(() -> map("a")))
        .isEqualTo(
            "403 Forbidden: policy \"m\" denied request: failed to configure policy: failed to find"
                + " resource referenced by paramKind: 'example.com/v1, Kind=Limit'");
  }

  @Test
  void aWarningIsHeard() {
    validating(
        "p",
        "'configmaps'",
        "'validations':[{'expression':'false','message':'mind it'}]",
        "'validationActions':['Warn','Audit']");
    var answer =
        api.send("POST", Api.CONFIGMAPS, Request.JSON, Api.json("{'metadata':{'name':'a'}}"));
    assertThat(answer.warnings())
        .containsExactly(
            "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-binding': mind"
                + " it");
  }

  @Test
  void anApplyConfigurationIsMerged() {
    mutating(
        "label",
        "{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
            + "'Object{metadata: Object.metadata{labels: {~by~: object.metadata.name}}}'}}");
    JsonObject made = api.post(Api.CONFIGMAPS, "{'metadata':{'name':'a','labels':{'own':'x'}}}");
    assertThat(made.object("metadata").object("labels"))
        .isEqualTo(Api.json("{'by':'a','own':'x'}"));
  }

  @Test
  void aContainerIsAddedByItsName() {
    mutating(
        "sidecar",
        "{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'Object{spec:"
            + " Object.spec{containers: [Object.spec.containers{name: ~mesh~, image:"
            + " ~proxy~}]}}'}}");
    JsonObject spec = api.pod("p", "{}").object("spec");
    assertThat(spec.array("containers").objects().stream().map(c -> c.string("name")))
        .containsExactly("c", "mesh");
    assertThat(spec.array("containers").object(1).string("terminationMessagePath"))
        .isEqualTo("/dev/termination-log");
  }

  @Test
  void aJsonPatchIsApplied() {
    mutating(
        "patch",
        "{'patchType':'JSONPatch','jsonPatch':{'expression':'[JSONPatch{op: ~test~, path:"
            + " ~/data/key~, value: ~value~}, JSONPatch{op: ~add~, path: ~/data/~ +"
            + " jsonpatch.escapeKey(~more~), value: ~1~}]'}}");
    assertThat(api.configMap("a").object("data")).isEqualTo(Api.json("{'key':'value','more':'1'}"));
    assertThat(
            api.post(Api.CONFIGMAPS, "{'metadata':{'name':'b'},'data':{'key':'no'}}")
                .object("data"))
        .isEqualTo(Api.json("{'key':'no'}"));
  }

  @Test
  void whatCannotBeMutatedIsRefused() {
    mutating(
        "atomic",
        "{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
            + "'Object{spec: Object.wrong{replicas: 1}}'}}");
    assertThat(Api.failure(() -> api.configMap("a")).message())
        .isEqualTo(
            "policy 'atomic' with binding 'atomic-binding' denied request: type mismatch:"
                + " unexpected type name \"Object.wrong\", expected \"Object.spec\", which matches"
                + " field name path from root Object type");
  }

  @Test
  void aPolicyThatDoesNotCompileIsRefused() {
    assertThat(
            Api.failure(() ->
                    policy(
                        "validating",
                        "bad",
                        "'pods'",
                        "'validations':[{'expression':'object.x'},{'expression':'nope'}]"))
                .details()
                .causes())
        .extracting(cause -> cause.field() + ": " + cause.message())
        .containsExactly(
            "spec.validations[0].expression: Invalid value: \"object.x\": must evaluate to bool",
            "spec.validations[1].expression: Invalid value: \"nope\": compilation failed: ERROR:"
                + " <input>:1:1: undeclared reference to 'nope' (in container '')\n | nope\n | ^");
  }

  @Test
  void anAbsentPolicyCostsNothing() {
    api.configMap("a");
    assertThat(api.send("GET", GROUP + "validatingadmissionpolicies", "", JsonNull.NULL).body())
        .satisfies(list -> assertThat(Api.names(list)).isEmpty());
  }
}
