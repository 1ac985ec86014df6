package k4j.scheduler.config;

/// A configuration that no scheduler can run with; the message is what kube-scheduler prints.
public final class InvalidConfig extends RuntimeException {

  private static final long serialVersionUID = 1;

  public InvalidConfig(String message) {
    super(message);
  }
}
