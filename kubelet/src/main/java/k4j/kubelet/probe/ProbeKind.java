package k4j.kubelet.probe;

/// The three questions that probes ask.
enum ProbeKind {
  STARTUP("startupProbe", "Startup"),
  LIVENESS("livenessProbe", "Liveness"),
  READINESS("readinessProbe", "Readiness");

  private final String field;
  private final String word;

  ProbeKind(String field, String word) {
    this.field = field;
    this.word = word;
  }

  String field() {
    return field;
  }

  String word() {
    return word;
  }
}
