package k4j.api.cel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OpaqueValue;

/// A semantic version; two that differ in build metadata only are equal.
record Semver(long major, long minor, long patch, List<String> preRelease)
    implements OpaqueValue, Comparable<Semver> {

  static final String TYPE = "kubernetes.Semver";

  private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Za-z-]+");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  static Semver parse(String text) {
    if (text.isEmpty()) {
      throw new EvaluationException("Version string empty");
    }
    String[] parts = text.split("\\.", 3);
    if (parts.length != 3) {
      throw new EvaluationException("No Major.Minor.Patch elements found");
    }
    String rest = parts[2];
    int plus = rest.indexOf('+');
    if (plus >= 0) {
      identifiers(rest.substring(plus + 1), "build meta data");
      rest = rest.substring(0, plus);
    }
    List<String> preRelease = List.of();
    int dash = rest.indexOf('-');
    if (dash >= 0) {
      preRelease = identifiers(rest.substring(dash + 1), "prerelease");
      rest = rest.substring(0, dash);
    }
    return new Semver(
        number(parts[0], "major"), number(parts[1], "minor"), number(rest, "patch"), preRelease);
  }

  private static List<String> identifiers(String text, String what) {
    var found = new ArrayList<String>();
    for (String part : text.split("\\.", -1)) {
      if (!IDENTIFIER.matcher(part).matches()) {
        throw new EvaluationException(
            part.isEmpty()
                ? what + " is empty"
                : "Invalid character(s) found in " + what + " \"" + part + "\"");
      }
      found.add(part);
    }
    return List.copyOf(found);
  }

  private static long number(String text, String what) {
    if (!DIGITS.matcher(text).matches()) {
      throw new EvaluationException(
          "Invalid character(s) found in " + what + " number \"" + text + "\"");
    }
    if (text.length() > 1 && text.startsWith("0")) {
      throw new EvaluationException(
          Character.toUpperCase(what.charAt(0))
              + what.substring(1)
              + " number must not contain leading zeroes \""
              + text
              + "\"");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException failure) {
      throw new EvaluationException(
          "strconv.ParseUint: parsing \"" + text + "\": value out of range");
    }
  }

  /// Without a leading `v`, with what is missing made 0, without leading zeros.
  static Semver parseNormalized(String text) {
    String body = text.startsWith("v") ? text.substring(1) : text;
    var parts = new ArrayList<>(Arrays.asList(body.split("\\.", 3)));
    parts.replaceAll(Semver::withoutZeros);
    String last = parts.getLast();
    if (parts.size() < 3 && (last.contains("+") || last.contains("-"))) {
      throw new EvaluationException("short version cannot contain PreRelease/Build meta data");
    }
    while (parts.size() < 3) {
      parts.add("0");
    }
    return parse(String.join(".", parts));
  }

  private static String withoutZeros(String part) {
    if (part.length() < 2) {
      return part;
    }
    String stripped = part.replaceFirst("^0+", "");
    return stripped.isEmpty() || !Character.isDigit(stripped.charAt(0)) ? "0" + stripped : stripped;
  }

  @Override
  public int compareTo(Semver other) {
    int order = Long.compareUnsigned(major, other.major);
    order = order != 0 ? order : Long.compareUnsigned(minor, other.minor);
    order = order != 0 ? order : Long.compareUnsigned(patch, other.patch);
    if (order != 0) {
      return Integer.signum(order);
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    return compare(preRelease, other.preRelease);
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compare(String left, String right) {
    boolean leftNumber = DIGITS.matcher(left).matches();
    boolean rightNumber = DIGITS.matcher(right).matches();
    if (leftNumber && rightNumber) {
      return Integer.signum(
          new java.math.BigInteger(left).compareTo(new java.math.BigInteger(right)));
    }
    return leftNumber != rightNumber
        ? (leftNumber ? -1 : 1)
        : Integer.signum(left.compareTo(right));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Semver semver && compareTo(semver) == 0;
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(major, minor, patch, preRelease);
  }

  @Override
  public String typeName() {
    return TYPE;
  }
}
