package k4j.kubelet.volume;

/// It could not be found out what a volume of a pod is.
final class UnprocessedVolume extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnprocessedVolume(String message) {
    super(message);
  }
}
