package k4j.kubelet.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import k4j.cri.CriException;

/// Failures of the runtime as users know them from gRPC.
public final class CriErrors {

  private CriErrors() {}

  public static String text(CriException e) {
    String code =
        Arrays.stream(e.code().name().split("_"))
            .map(w -> w.charAt(0) + w.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    return "rpc error: code = " + code + " desc = " + e.getMessage();
  }
}
