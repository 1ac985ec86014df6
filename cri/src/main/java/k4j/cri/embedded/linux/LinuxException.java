package k4j.cri.embedded.linux;

import java.io.IOException;

/// A system call that failed, with its errno.
public final class LinuxException extends IOException {
  private static final long serialVersionUID = 1L;
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int ENXIO = 6;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;

  private final int errno;

  public LinuxException(String call, int errno) {
    super(call + ": " + text(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }

  private static String text(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case ENOENT -> "no such file or directory";
      case ESRCH -> "no such process";
      case ENXIO -> "no such device or address";
      case ENOMEM -> "cannot allocate memory";
      case EACCES -> "permission denied";
      case EBUSY -> "device or resource busy";
      case EEXIST -> "file exists";
      case ENODEV -> "no such device";
      case EINVAL -> "invalid argument";
      case ENOSPC -> "no space left on device";
      case ENOSYS -> "function not implemented";
      default -> "errno " + errno;
    };
  }
}
