package k4j.apiserver.authorization;

/// Says whether somebody may do something.
@FunctionalInterface
public interface Authorizer {

  Decision authorize(Attributes attributes);

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
}
