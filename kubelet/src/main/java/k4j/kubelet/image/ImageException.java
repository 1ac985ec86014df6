package k4j.kubelet.image;

/// A container's image cannot be had: the reason and message that its waiting state shows.
public final class ImageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public ImageException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
