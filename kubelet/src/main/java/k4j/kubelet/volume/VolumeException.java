package k4j.kubelet.volume;

/// A volume could not be set up. The message is what the pod's event says.
public final class VolumeException extends Exception {

  private static final long serialVersionUID = 1L;

  public VolumeException(String message) {
    super(message);
  }

  public VolumeException(String message, Throwable cause) {
    super(message, cause);
  }
}
