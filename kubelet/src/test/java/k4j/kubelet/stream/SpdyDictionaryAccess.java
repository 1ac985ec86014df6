package k4j.kubelet.stream;

/// The dictionary, for the tests' client in another package.
public final class SpdyDictionaryAccess {

  private SpdyDictionaryAccess() {}

  public static byte[] bytes() {
    return SpdyDictionary.bytes();
  }
}
