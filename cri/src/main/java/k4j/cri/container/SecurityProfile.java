package k4j.cri.container;

/// A seccomp or AppArmor profile; `localhostRef` is a path or name for LOCALHOST.
public record SecurityProfile(Type type, String localhostRef) {
  public static final SecurityProfile RUNTIME_DEFAULT =
      new SecurityProfile(Type.RUNTIME_DEFAULT, "");
  public static final SecurityProfile UNCONFINED = new SecurityProfile(Type.UNCONFINED, "");

  /// Where a profile comes from.
  public enum Type {
    RUNTIME_DEFAULT,
    UNCONFINED,
    LOCALHOST
  }
}
