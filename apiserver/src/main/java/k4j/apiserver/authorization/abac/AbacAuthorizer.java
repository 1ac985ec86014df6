package k4j.apiserver.authorization.abac;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.configuration.ConfigurationException;

/// Lets pass what one of the policies of a file allows (`--authorization-policy-file`).
public final class AbacAuthorizer implements Authorizer {

  private static final String VERSION = "abac.authorization.kubernetes.io/v1beta1";
  private static final Decision NO_MATCH = new Decision(Verdict.NO_OPINION, "No policy matched.");

  private final List<Policy> policies;

  private AbacAuthorizer(List<Policy> policies) {
    this.policies = List.copyOf(policies);
  }

  /// @param file lines of JSON; those that begin with `#` are comments
  /// @throws ConfigurationException where it cannot be read, with the line
  public static AbacAuthorizer read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigurationException("open " + file + ": " + e.getMessage(), e);
    }
    var policies = new ArrayList<Policy>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        policies.add(policy(file, i + 1, line));
      }
    }
    return new AbacAuthorizer(policies);
  }

  private static Policy policy(Path file, int number, String line) {
    try {
      JsonObject json = JsonParser.parseObject(line.getBytes(StandardCharsets.UTF_8));
      boolean versioned =
          json.string("kind").equals("Policy") && json.string("apiVersion").equals(VERSION);
      return Policy.of(versioned ? json.object("spec") : json, versioned);
    } catch (JsonException e) {
      throw new ConfigurationException(
          "error reading policy file %s, line %d: %s: %s"
              .formatted(file, number, line, e.getMessage()),
          e);
    }
  }

  @Override
  public Held held(User user, String namespace) {
    return new Held(
        policies.stream().flatMap(policy -> policy.rules(user, namespace).stream()).toList(),
        false,
        List.of());
  }

  @Override
  public Decision authorize(Attributes wanted) {
    return policies.stream().anyMatch(policy -> policy.allows(wanted)) ? Decision.ALLOW : NO_MATCH;
  }
}
