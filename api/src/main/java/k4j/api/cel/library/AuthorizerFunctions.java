package k4j.api.cel.library;

import java.util.List;
import java.util.function.BiFunction;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.library.Access.Question;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.validation.Formats;

/// `authorizer.group('apps').resource('deployments').check('create').allowed()`
public final class AuthorizerFunctions {

  private static final String PREFIX = "kubernetes.authorization.";
  public static final String AUTHORIZER = PREFIX + "Authorizer";
  public static final String RESOURCE = PREFIX + "ResourceCheck";
  private static final String PATH = PREFIX + "PathCheck";
  private static final String GROUP = PREFIX + "GroupCheck";
  private static final String DECISION = PREFIX + "Decision";

  private AuthorizerFunctions() {}

  /// The variable `authorizer`.
  public static Object authorizer(Access access) {
    return new Step(AUTHORIZER, access, Question.ofPath(""));
  }

  /// The variable `authorizer.requestResource`.
  public static Object resourceCheck(Access access, Question resource) {
    return new Step(RESOURCE, access, resource);
  }

  /// A question that is being put together.
  private record Step(String typeName, Access access, Question question) implements OpaqueValue {

    Step to(String type, Question next) {
      return new Step(type, access, next);
    }
  }

  private record Answer(Access.Decision decision) implements OpaqueValue {
    @Override
    public String typeName() {
      return DECISION;
    }
  }

  static void into(FunctionTable table) {
    step(
        table,
        "authorizer_path",
        AUTHORIZER + "::path(string) " + PATH,
        (step, path) -> step.to(PATH, Question.ofPath(required(path, "path must not be empty"))));
    step(
        table,
        "authorizer_group",
        AUTHORIZER + "::group(string) " + GROUP,
        (step, group) -> step.to(GROUP, Question.ofResource(group, "", "", "", "")));
    table.add(
        "authorizer_serviceaccount",
        AUTHORIZER + "::serviceAccount(string,string) " + AUTHORIZER,
        args -> serviceAccount((Step) args[0], (String) args[1], (String) args[2]));
    step(
        table,
        "groupcheck_resource",
        GROUP + "::resource(string) " + RESOURCE,
        (step, name) ->
            step.to(
                RESOURCE,
                Question.ofResource(
                    step.question.group(),
                    required(name, "resource must not be empty"),
                    "",
                    "",
                    "")));
    resources(table);
    check(table, "pathcheck_check", PATH);
    check(table, "resourcecheck_check", RESOURCE);
    decisions(table);
  }

  private static void resources(FunctionTable table) {
    refine(table, "resourcecheck_subresource", "subresource", Question::withSubresource);
    refine(table, "resourcecheck_namespace", "namespace", Question::withNamespace);
    refine(table, "resourcecheck_name", "name", Question::withName);
    refine(
        table,
        "authorizer_fieldselector",
        "fieldSelector",
        (question, selector) -> question.withSelectors(selector, question.labelSelector()));
    refine(
        table,
        "authorizer_labelselector",
        "labelSelector",
        (question, selector) -> question.withSelectors(question.fieldSelector(), selector));
  }

  private static void decisions(FunctionTable table) {
    decision(table, "decision_errored", "errored() bool", it -> !it.error().isEmpty());
    decision(table, "decision_error", "error() string", Access.Decision::error);
    decision(table, "decision_allowed", "allowed() bool", Access.Decision::allowed);
    decision(table, "decision_reason", "reason() string", Access.Decision::reason);
  }

  private static void step(
      FunctionTable table, String id, String signature, BiFunction<Step, String, Step> next) {
    table.add(id, signature, args -> next.apply((Step) args[0], (String) args[1]));
  }

  private static void refine(
      FunctionTable table, String id, String name, BiFunction<Question, String, Question> next) {
    step(
        table,
        id,
        RESOURCE + "::" + name + "(string) " + RESOURCE,
        (step, value) -> step.to(RESOURCE, next.apply(step.question, value)));
  }

  private static void check(FunctionTable table, String id, String type) {
    table.add(
        id,
        type + "::check(string) " + DECISION,
        args -> {
          Step step = (Step) args[0];
          return new Answer(step.access.check(step.question.withVerb((String) args[1])));
        });
  }

  private static void decision(
      FunctionTable table,
      String id,
      String signature,
      java.util.function.Function<Access.Decision, Object> part) {
    table.add(id, DECISION + "::" + signature, args -> part.apply(((Answer) args[0]).decision()));
  }

  private static String required(String text, String message) {
    if (text.isBlank()) {
      throw new EvaluationException(message);
    }
    return text;
  }

  private static Step serviceAccount(Step step, String namespace, String name) {
    requireValid(Formats.dnsSubdomain(name), "Invalid service account name");
    requireValid(Formats.dnsLabel(namespace), "Invalid service account namespace");
    return new Step(AUTHORIZER, step.access.asServiceAccount(namespace, name), step.question);
  }

  private static void requireValid(List<String> problems, String message) {
    if (!problems.isEmpty()) {
      throw new EvaluationException(message);
    }
  }
}
