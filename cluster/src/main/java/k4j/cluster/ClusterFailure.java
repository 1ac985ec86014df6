package k4j.cluster;

/// Why a cluster could not start; the message is a sentence for the user.
public final class ClusterFailure extends RuntimeException {

  public ClusterFailure(String sentence) {
    super(sentence);
  }

  public ClusterFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
