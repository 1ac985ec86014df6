package k4j.kubelet.volume;

import java.util.Arrays;
import java.util.OptionalLong;

/// One file of a volume that the kubelet writes.
///
/// @param owner a user id, where it is not root
@SuppressWarnings("ArrayRecordComponent") // equality is spelt out below
public record PayloadFile(byte[] data, int mode, OptionalLong owner) {

  public PayloadFile(byte[] data, int mode) {
    this(data, mode, OptionalLong.empty());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PayloadFile(byte[] bytes, int otherMode, OptionalLong otherOwner)
        && Arrays.equals(data, bytes)
        && mode == otherMode
        && owner.equals(otherOwner);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(data) + mode;
  }
}
