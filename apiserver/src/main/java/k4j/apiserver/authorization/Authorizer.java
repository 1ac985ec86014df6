package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import k4j.apiserver.authentication.User;

/// Says whether somebody may do something.
@FunctionalInterface
public interface Authorizer {

  Decision authorize(Attributes attributes);

  /// What can be told of somebody's rules in a namespace, for reviews of all rules.
  default Held held(User user, String namespace) {
    return Held.NOTHING;
  }

  /// @param reason empty where there is nothing to say
  record Decision(Verdict verdict, String reason) {
    public static final Decision ALLOW = new Decision(Verdict.ALLOW, "");
    public static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");
  }

  /// NO_OPINION asks the next authorizer; when none allows, the request is refused.
  enum Verdict {
    ALLOW,
    DENY,
    NO_OPINION
  }

  /// What authorizers can say of somebody's rules without being asked about one thing.
  ///
  /// @param incomplete whether there may be more
  /// @param problems why not everything can be told
  record Held(List<Rule> rules, boolean incomplete, List<String> problems) {

    public static final Held NOTHING = new Held(List.of(), false, List.of());

    /// Of somebody who may do whatever there is.
    static final Held EVERYTHING =
        new Held(
            List.of(
                new Rule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
                new Rule(List.of("*"), List.of(), List.of(), List.of(), List.of("*"))),
            false,
            List.of());

    public Held {
      rules = List.copyOf(rules);
      problems = List.copyOf(problems);
    }

    public static Held untold(String problem) {
      return new Held(List.of(), true, List.of(problem));
    }

    /// What several authorizers say together.
    static Held all(List<Held> parts) {
      var rules = new ArrayList<Rule>();
      var problems = new ArrayList<String>();
      for (Held part : parts) {
        rules.addAll(part.rules());
        part.problems().stream().filter(each -> !problems.contains(each)).forEach(problems::add);
      }
      return new Held(rules, parts.stream().anyMatch(Held::incomplete), problems);
    }
  }
}
