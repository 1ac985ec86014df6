package k4j.apiserver.impersonation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.authorization.Forbidden;
import org.jspecify.annotations.Nullable;

/// Decides whether somebody may act as somebody else, and who that is with all groups.
public final class Impersonation {

  private final Authorizer authorizer;

  public Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// @param constraint the verb that allowed it; empty where it was the old one
  public record Acting(User user, String constraint) {}

  /// @param wanted as the request names it
  /// @param request what the asker wants to do as that user
  /// @throws StatusException 403 in the words of the first way that fits
  public Acting become(User wanted, Attributes request) {
    StatusException first = null;
    for (Mode mode : Mode.values()) {
      if (!mode.fits(wanted, request.user())) {
        continue;
      }
      try {
        if (mode.isConstrained()) {
          require(mode, request.withVerb(mode.verbOn(request.verb())));
        }
        String constraint = mode.isConstrained() ? mode.verb() : "";
        return new Acting(new Check(mode, request.user()).become(wanted), constraint);
      } catch (StatusException refused) {
        first = first == null ? refused : first;
      }
    }
    throw orElse(first);
  }

  private static StatusException orElse(@Nullable StatusException first) {
    return first == null ? StatusException.internal("all impersonation modes failed") : first;
  }

  private void require(Mode mode, Attributes attributes) {
    Attributes wanted = mode == Mode.ASSOCIATED_NODE ? withoutPod(attributes) : attributes;
    Decision decision = authorizer.authorize(wanted);
    if (decision.verdict() != Verdict.ALLOW) {
      throw Forbidden.of(wanted, decision.reason());
    }
  }

  /// All pods of a service account count alike: which of them asks is in its extra values.
  private static Attributes withoutPod(Attributes attributes) {
    User user = attributes.user();
    List<String> keys = user.extra().keySet().stream().sorted().toList();
    return attributes.withUser(
        new User(
            user.name(),
            user.uid(),
            user.groups(),
            Map.of("authentication.kubernetes.io/associated-node-keys", keys)));
  }

  /// The checks of one way.
  private final class Check {

    private static final String GROUP = "authentication.k8s.io";

    /// From how many values on a right to all of them is looked for first.
    private static final int MANY = 4;

    private final Mode mode;
    private final User asker;

    Check(Mode mode, User asker) {
      this.mode = mode;
      this.asker = asker;
    }

    User become(User wanted) {
      List<String> groups = name(wanted);
      if (!wanted.uid().isEmpty()) {
        require(attributes(GROUP, "uids", "", "", wanted.uid()));
      }
      groups(wanted.groups());
      extra(new TreeMap<>(wanted.extra()));
      return new User(
          wanted.name(), wanted.uid(), completed(wanted.name(), groups), wanted.extra());
    }

    private void require(Attributes attributes) {
      Impersonation.this.require(mode, attributes);
    }

    private Attributes attributes(
        String group, String resource, String sub, String namespace, String name) {
      return new Attributes(
          asker, mode.verb(), true, group, "v1", resource, sub, namespace, name, "");
    }

    private String group() {
      return mode.isConstrained() ? GROUP : "";
    }

    /// The groups of a user that may be taken.
    private List<String> name(User wanted) {
      var account = Usernames.account(wanted.name());
      if (account.isPresent()) {
        require(
            attributes(
                group(), "serviceaccounts", "", account.get().namespace(), account.get().name()));
        return wanted.groups().isEmpty() ? account.get().groups() : wanted.groups();
      }
      var node = Usernames.node(wanted.name());
      if (mode.isConstrained() && node.isPresent()) {
        String name = mode == Mode.ASSOCIATED_NODE ? "*" : node.get();
        require(attributes(group(), "nodes", "", "", name));
        return List.of("system:nodes");
      }
      require(attributes(group(), "users", "", "", wanted.name()));
      return wanted.groups();
    }

    private void groups(List<String> groups) {
      if (mode.isConstrained()) {
        if (groups.contains("")) {
          throw refused("groups", "", "impersonating the empty string group is not allowed");
        }
        if (groups.contains(User.MASTERS)) {
          throw refused(
              "groups", User.MASTERS, "impersonating the system:masters group is not allowed");
        }
        if (groups.size() >= MANY && allowed(attributes(group(), "groups", "", "", "*"))) {
          return;
        }
      }
      groups.forEach(each -> require(attributes(group(), "groups", "", "", each)));
    }

    private void extra(Map<String, List<String>> extra) {
      if (mode.isConstrained()) {
        ExtraRules.problem(extra)
            .ifPresent(problem -> {
              throw refused("userextras", "", problem);
            });
        int values = extra.values().stream().mapToInt(List::size).sum();
        if ((values >= MANY || extra.size() >= MANY)
            && allowed(attributes(GROUP, "userextras", "*", "", "*"))) {
          return;
        }
      }
      extra.forEach((key, values) ->
          values.forEach(each -> require(attributes(GROUP, "userextras", key, "", each))));
    }

    private boolean allowed(Attributes attributes) {
      return authorizer.authorize(attributes).verdict() == Verdict.ALLOW;
    }

    private StatusException refused(String resource, String name, String reason) {
      String group = resource.equals("groups") ? group() : GROUP;
      return Forbidden.of(attributes(group, resource, "", "", name), reason);
    }
  }

  private static List<String> completed(String name, List<String> groups) {
    boolean anonymous = name.equals(User.ANONYMOUS);
    String everyone = anonymous ? User.UNAUTHENTICATED : User.AUTHENTICATED;
    if (groups.contains(everyone) || groups.contains(User.UNAUTHENTICATED)) {
      return groups;
    }
    var all = new ArrayList<>(groups);
    all.add(everyone);
    return all;
  }
}
