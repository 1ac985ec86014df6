package k4j.apiserver.encryption.kms;

/// A plugin that did not do what it was asked, in the words of gRPC.
final class KmsException extends Exception {

  private static final long serialVersionUID = 1L;

  KmsException(String code, String why) {
    super("rpc error: code = " + code + " desc = " + why);
  }

  KmsException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
