package k4j.api.cel.library;

import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;

/// Semantic versions.
final class SemverFunctions {

  private static final String TYPE = Semver.TYPE;

  private SemverFunctions() {}

  static void into(FunctionTable table) {
    table.add("string_to_semver", "semver(string) " + TYPE, args -> parse(args[0], false));
    table.add(
        "string_bool_to_semver",
        "semver(string,bool) " + TYPE,
        args -> parse(args[0], (Boolean) args[1]));
    table.add("is_semver_string", "isSemver(string) bool", args -> isSemver(args[0], false));
    table.add(
        "is_semver_string_bool",
        "isSemver(string,bool) bool",
        args -> isSemver(args[0], (Boolean) args[1]));
    table.add(
        "semver_is_greater_than",
        TYPE + "::isGreaterThan(" + TYPE + ") bool",
        args -> compare(args) > 0);
    table.add(
        "semver_is_less_than", TYPE + "::isLessThan(" + TYPE + ") bool", args -> compare(args) < 0);
    table.add(
        "semver_compare_to", TYPE + "::compareTo(" + TYPE + ") int", args -> (long) compare(args));
    table.add("semver_major", TYPE + "::major() int", args -> ((Semver) args[0]).major());
    table.add("semver_minor", TYPE + "::minor() int", args -> ((Semver) args[0]).minor());
    table.add("semver_patch", TYPE + "::patch() int", args -> ((Semver) args[0]).patch());
  }

  private static int compare(Object[] args) {
    return ((Semver) args[0]).compareTo((Semver) args[1]);
  }

  private static Semver parse(Object text, boolean normalize) {
    return normalize ? Semver.parseNormalized((String) text) : Semver.parse((String) text);
  }

  private static boolean isSemver(Object text, boolean normalize) {
    try {
      parse(text, normalize);
      return true;
    } catch (EvaluationException failure) {
      return false;
    }
  }
}
