package k4j.apiserver.admission.policy.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.library.Access;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Answers an expression's questions by the authorizer; the same question is asked only once.
public final class PolicyAccess implements Access {

  private final Authorizer authorizer;
  private final User user;
  private final Map<Question, Decision> answers = new HashMap<>();

  public PolicyAccess(Authorizer authorizer, User user) {
    this.authorizer = authorizer;
    this.user = user;
  }

  @Override
  public Decision check(Question question) {
    return answers.computeIfAbsent(question, this::ask);
  }

  private Decision ask(Question question) {
    var decision = authorizer.authorize(attributes(question));
    return new Decision(decision.verdict() == Verdict.ALLOW, decision.reason(), "");
  }

  private Attributes attributes(Question question) {
    return question.path().isEmpty()
        ? new Attributes(
            user,
            question.verb(),
            true,
            question.group(),
            "*",
            question.resource(),
            question.subresource(),
            question.namespace(),
            question.name(),
            "",
            question.fieldSelector(),
            question.labelSelector())
        : Attributes.ofPath(user, question.verb(), question.path());
  }

  @Override
  public Access asServiceAccount(String namespace, String name) {
    return new PolicyAccess(
        authorizer,
        new User(
            "system:serviceaccount:" + namespace + ":" + name,
            "",
            List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                User.AUTHENTICATED),
            Map.of()));
  }
}
