package k4j.store;

/// What a writer believes about a key.
public sealed interface Expectation {

  Expectation ABSENT = new Absent();
  Expectation ANY = new Any();

  record Absent() implements Expectation {}

  record Any() implements Expectation {}

  /// The key exists and was last written at this revision.
  record AtRevision(long modRevision) implements Expectation {}
}
